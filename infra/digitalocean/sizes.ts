/**
 * Droplets: slugs, what they have, and what they cost. A droplet is billed by the
 * second (at least $0.01), powered off or not, until it is deleted; the price of an
 * hour is a 672nd of the month's, which is also the most that a month costs.
 *
 * The prices are those since the rise of July 2022, put together from a list of
 * November 2020 and that rise, not read off the provider's page, which shows them only to a browser.
 * Slugs and prices age: `doctl compute size list` and `doctl compute region list` tell today's.
 */
import type { Offer, Size } from "../sizes.ts";

const HOURS_A_MONTH = 672;

/** slug, cores, memory in GB, USD a month */
const DROPLETS: readonly (readonly [string, number, number, number])[] = [
  // Shared cores: the only ones that a new account can have.
  ["s-1vcpu-1gb", 1, 1, 6],
  ["s-1vcpu-2gb", 1, 2, 12],
  ["s-2vcpu-2gb", 2, 2, 18],
  ["s-2vcpu-4gb", 2, 4, 24],
  ["s-4vcpu-8gb", 4, 8, 48],
  ["s-8vcpu-16gb", 8, 16, 96],
  // Cores of one's own.
  ["c-2", 2, 4, 42],
  ["c-4", 4, 8, 84],
  ["c-8", 8, 16, 168],
  ["c-16", 16, 32, 336],
  ["c-32", 32, 64, 672],
];

export const digitalocean: Offer = {
  source: "https://www.digitalocean.com/pricing/droplets",
  read: "2022-07",
  regions: ["ams3", "atl1", "blr1", "fra1", "lon1", "nyc1", "nyc2", "nyc3", "sfo2", "sfo3", "sgp1", "syd1", "tor1"],
  sizes: DROPLETS.map(
    ([name, cores, gb, month]): Size => ({
      name,
      architecture: "x64",
      cores,
      memoryMb: gb * 1024,
      usdPerHour: month / HOURS_A_MONTH,
    }),
  ),
  auto: { region: "fra1", image: "debian-12-x64", head: { x64: "s-1vcpu-2gb" }, worker: { x64: "s-2vcpu-4gb" } },
  price: ({ usdPerHour }) => usdPerHour,
  besides: "traffic above what is included, and tax",
};
