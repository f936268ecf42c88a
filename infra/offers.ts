/** What each cloud offers, and for how much: what a plan is made of, without anything of Pulumi. */
import { aws } from "./aws/sizes.ts";
import { digitalocean } from "./digitalocean/sizes.ts";
import type { Cloud, Offer } from "./sizes.ts";

export const OFFERS: Readonly<Record<Cloud, Offer>> = { digitalocean, aws };
