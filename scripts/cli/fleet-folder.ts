/** `fleet collect` and `fleet retry`: a sweep of one's own, by the folder of its results. */

import { forgetDeadLetters } from "../../runtime/fleet/driver/admin.ts";
import { openFleet } from "../../runtime/fleet/driver/connection.ts";
import type { RedisAddress } from "../../runtime/fleet/redis/address.ts";
import { DEAD_LETTER } from "../../runtime/fleet/store/protocol.ts";
import { fleetPlace, poolOf } from "./fleet-target.ts";
import { tell } from "./stderr.ts";
import { goOn } from "./sweep-begin.ts";
import { conclude, journalling, runToEnd } from "./sweep-run.ts";

interface Options {
  /** As it was named; the selected stack's has no name here. */
  redis?: string | undefined;
  json?: boolean | undefined;
  force?: boolean | undefined;
}

/** Takes in what is there, acknowledges it, and writes the results; says what is still missing. */
export async function collect(folder: string, address: RedisAddress, { json, redis }: Options): Promise<0> {
  const work = await goOn(folder, "any version");
  const { journal, trials } = work;
  const option = redis === undefined ? "" : ` --redis ${address.shown}`;
  let left: { missing: number; goesOn: boolean };
  try {
    // Whatever is wrong with the server, what it has is better taken in.
    const pool = poolOf(await openFleet(address, true), work);
    journal.append({ type: "session", where: pool.description, pid: process.pid });
    try {
      left = await pool.collect(trials, journalling(journal, tell));
    } finally {
      await pool.close();
    }
    journal.append({ type: "end", reason: left.missing === 0 ? "complete" : "detached" });
  } finally {
    journal.close();
  }
  await conclude(work, json === true);
  tell(`${trials.length - left.missing} results were taken in from ${address.shown}.`);
  if (left.missing > 0 && left.goesOn) {
    tell(`${left.missing} of ${work.plan.trials.length} trials are still missing; they go on without a driver.`);
    tell(`Collect again later, or wait for them with:\n  npm run sweep -- --resume ${folder}${option}`);
  } else if (left.missing > 0) {
    tell(
      `${left.missing} trials are missing, and this fleet does not go on with the sweep: it was stopped or cancelled, or is elsewhere.`,
    );
    tell(`To run them there:\n  npm run sweep -- --resume ${folder}${option}`);
  }
  return 0;
}

/** Goes on with a sweep, with what was set aside once more. */
export async function retry(folder: string, address: RedisAddress, { json, force }: Options): Promise<0 | 1> {
  const place = await fleetPlace(address, force ?? false);
  try {
    const work = await goOn(folder, place.numerics, (result) => result.stopReason === DEAD_LETTER);
    await forgetDeadLetters(
      place.connection.redis,
      work.trials.map(({ id }) => id),
    );
    return await runToEnd(work, place, { json });
  } finally {
    await place.close();
  }
}
