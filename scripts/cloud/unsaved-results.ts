/** What goes with a fleet that is destroyed: sweeps whose results are still in its Redis, if it says so at once. */
import { setTimeout as sleep } from "node:timers/promises";
import { type ListedSweep, listSweeps } from "../../runtime/fleet/driver/admin.ts";
import { openFleet } from "../../runtime/fleet/driver/connection.ts";
import { shellQuoted } from "../../runtime/shell.ts";
import { linkRedis } from "./link.ts";
import type { FleetOutputs } from "./stack-outputs.ts";

/** Milliseconds; nobody waits longer to be asked whether to destroy. */
const PATIENCE = 10_000;

/** For the user, before the question. */
export async function unsavedResults(outputs: FleetOutputs): Promise<string[]> {
  const enough = new AbortController();
  const late = sleep(PATIENCE, undefined, { signal: enough.signal }).catch(() => undefined);
  const sweeps = await Promise.race([sweepsOn(outputs), late]).catch(() => undefined);
  enough.abort();
  return unsavedLines(sweeps);
}

/** @param sweeps  undefined where the fleet did not say */
export function unsavedLines(
  sweeps: readonly Pick<ListedSweep, "sweep" | "file" | "left" | "ready" | "folder">[] | undefined,
): string[] {
  if (sweeps === undefined)
    return ["Results of sweeps that no driver has gathered yet are in its Redis, and go with it."];
  const open = sweeps.filter(({ left }) => left > 0);
  if (open.length === 0) return ["No sweep has results there that are not gathered."];
  return open.map(
    ({ sweep, file, left, ready, folder }) =>
      `Sweep ${sweep} (${file}) loses ${left - ready} trials to come and ${ready} results. npm run fleet -- collect ${shellQuoted(folder.replace(/^[^:]*:/, ""))} gathers those.`,
  );
}

async function sweepsOn(outputs: FleetOutputs): Promise<ListedSweep[]> {
  const { redis: address, close } = await linkRedis(outputs);
  try {
    const { redis } = await openFleet(address, true);
    try {
      return await listSweeps(redis);
    } finally {
      redis.disconnect();
    }
  } finally {
    await close();
  }
}
