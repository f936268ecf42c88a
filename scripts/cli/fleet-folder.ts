/** `fleet collect` and `fleet retry`: a sweep of one's own, by the folder of its results. */

import { forgetDeadLetters } from "../../runtime/fleet/driver/admin.ts";
import { openFleet } from "../../runtime/fleet/driver/connection.ts";
import type { RedisAddress } from "../../runtime/fleet/redis/address.ts";
import { DEAD_LETTER } from "../../runtime/fleet/store/protocol.ts";
import { shellQuoted } from "../../runtime/shell.ts";
import { poolOf } from "../../runtime/study/fleet-compute-target.ts";
import { resumeSweep } from "../../runtime/study/resume-sweep.ts";
import { collectSweep } from "../../runtime/study/run-sweep.ts";
import { writeStderr } from "../terminal/stderr.ts";
import { fleetTarget } from "./fleet-target.ts";
import { resumedText } from "./plan-text.ts";
import { reportResults, runAndReport } from "./sweep-run.ts";
import { npmRun } from "./where.ts";

interface Options {
  /** As it was named; the selected stack's has no name here. */
  redis?: string | undefined;
  json?: boolean | undefined;
  force?: boolean | undefined;
}

/** Takes in what is there, acknowledges it, and writes the results; says what is still missing. */
export async function collect(folder: string, address: RedisAddress, { json, redis }: Options): Promise<0> {
  const sweep = await resumeSweep(folder, "any version");
  const { plan, trials } = sweep;
  const option = redis === undefined ? "" : ` --redis ${shellQuoted(address.shown)}`;
  // Whatever is wrong with the server, what it has is better taken in.
  const connection = await openFleet(address, true);
  const { missing, goesOn } = await collectSweep(sweep, poolOf(connection, sweep), { say: writeStderr });
  await reportResults(sweep, json === true);
  writeStderr(`${trials.length - missing} results were taken in from ${address.shown}.`);
  if (missing > 0 && goesOn) {
    writeStderr(`${missing} of ${plan.trials.length} trials are still missing; they go on without a driver.`);
    writeStderr(
      `Collect again later, or wait for them with:\n  ${npmRun("sweep")} --resume ${shellQuoted(folder)}${option}`,
    );
  } else if (missing > 0) {
    writeStderr(
      `${missing} trials are missing, and this fleet does not go on with the sweep: it was stopped or cancelled, or is elsewhere.`,
    );
    writeStderr(`To run them there:\n  ${npmRun("sweep")} --resume ${shellQuoted(folder)}${option}`);
  }
  return 0;
}

/** Goes on with a sweep, with what was set aside once more. */
export async function retry(folder: string, address: RedisAddress, { json, force }: Options): Promise<0 | 1> {
  const target = await fleetTarget(address, force ?? false);
  try {
    const sweep = await resumeSweep(folder, target.numerics, (result) => result.stopReason === DEAD_LETTER);
    await forgetDeadLetters(
      target.connection.redis,
      sweep.trials.map(({ id }) => id),
    );
    return await runAndReport(sweep, target, resumedText(sweep), { json });
  } finally {
    await target.close();
  }
}
