/**
 * What a fleet costs, from its price an hour and the time since its head was made.
 * Both clouds bill by the second, but the limit is kept as if they billed by the
 * hour begun, and as if destroying took ten minutes: it is then never exceeded
 * by what is counted here. Traffic and tax are not counted.
 */
import { GxError } from "../../runtime/errors.ts";
import { duration } from "../../runtime/results/format.ts";
import type { FleetOutputs } from "./stack-outputs.ts";

type Priced = Pick<FleetOutputs, "usdPerHour" | "startedAt"> & Partial<Pick<FleetOutputs, "endsItself" | "maxHours">>;

const HOUR = 3_600_000;
/** Milliseconds that it may take until nothing is billed any more. */
const DESTROY = 600_000;

/** In USD, for the machines that are there now, since the head was made. */
export function costSoFar(fleet: Priced, now: Date): number {
  return fleet.usdPerHour * (billed(fleet, now) / HOUR);
}

/** "about $0.23 in 2 h 35 min, at $0.089 an hour" */
export function costText(fleet: Priced, now: Date): string {
  const time = duration(billed(fleet, now) / 1000);
  return `about ${bill(costSoFar(fleet, now))} in ${time}, at ${usd(fleet.usdPerHour)} an hour`;
}

/** Milliseconds. A fleet that ends itself is billed for no longer, with an hour for a boot and for deleting. */
function billed({ startedAt, endsItself, maxHours = Infinity }: Priced, now: Date): number {
  const most = endsItself ? (maxHours + 1) * HOUR : Infinity;
  return Math.min(most, Math.max(0, now.getTime() - startedAt.getTime()));
}

/**
 * When destroying has to begin so that the bill stays within the limit.
 * @throws GxError GX_USAGE  when not even one hour can be paid, or the limit is reached already
 */
export function limitEnd(outputs: Priced, maxUsd: number, now: Date): Date {
  const { usdPerHour, startedAt } = outputs;
  if (usdPerHour === 0) return new Date(8.64e15);
  let hours = Math.min(1e9, Math.floor(maxUsd / usdPerHour));
  // Where a division rounds the wrong way, the product decides.
  if ((hours + 1) * usdPerHour <= maxUsd) hours++;
  while (hours > 0 && hours * usdPerHour > maxUsd) hours--;
  if (!(hours >= 1)) {
    throw new GxError(
      "GX_USAGE",
      `The limit of ${usd(maxUsd)} is below what this fleet costs in one hour, ${usd(usdPerHour)}`,
      "Hours are counted in full. Raise --max-cost-usd, or take fewer or smaller machines.",
    );
  }
  const end = new Date(Math.min(8.64e15, startedAt.getTime() + hours * HOUR - DESTROY));
  if (end > now) return end;
  throw new GxError(
    "GX_USAGE",
    `The limit of ${usd(maxUsd)} is reached: this fleet has cost ${costText(outputs, now)}, and destroying it takes up to ten minutes`,
    "Raise --max-cost-usd, or destroy it: npm run down",
  );
}

/** A price or a limit: "$0.018", "$0.40", "$12.40"; tenths of cents below a dollar. */
export function usd(amount: number): string {
  return `$${amount < 0.9995 ? amount.toFixed(3).replace(/0$/, "") : amount.toFixed(2)}`;
}

/** A bill, rounded up to whole cents: nobody wants to have paid more than they were told. */
export function bill(amount: number): string {
  return `$${(Math.ceil(amount * 100 - 1e-9) / 100).toFixed(2)}`;
}
