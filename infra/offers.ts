/** The clouds that a fleet can be made in, by the names that `pulumi config set cloud` takes. */
import { aws } from "./aws/sizes.ts";
import { digitalocean } from "./digitalocean/sizes.ts";
import type { Cloud, Offer } from "./machines.ts";

export const OFFERS: Readonly<Record<Cloud, Offer>> = { digitalocean, aws };
