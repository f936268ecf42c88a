/** `fleet ls`, `cancel` and `purge`: sweeps by name, whoever began them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GxError } from "../../runtime/errors.ts";
import {
  cancelSweep,
  type ListedSweep,
  listSweeps,
  purgeAll,
  purgeSweep,
  sweepNamed,
} from "../../runtime/fleet/driver/admin.ts";
import type { FleetConnection } from "../../runtime/fleet/driver/connection.ts";
import { readFleet } from "../../runtime/fleet/driver/workers.ts";
import { redisError } from "../../runtime/fleet/redis/connect.ts";
import { sweepName, type WorkerFacts } from "../../runtime/fleet/store/protocol.ts";
import { count, duration } from "../../runtime/results/format.ts";
import { PLAN_FILE } from "../../runtime/results/journal.ts";
import { jsonText } from "../../runtime/results/json-numbers.ts";
import { tableText } from "../../runtime/results/text-table.ts";
import { counted } from "../../runtime/text.ts";
import { writeStderr } from "../terminal/stderr.ts";
import { stdoutWidth, writeStdout } from "../terminal/stdout.ts";

/** A driver that was there so many seconds ago is there. */
const PRESENT = 15;

export async function list(connection: FleetConnection, json: boolean): Promise<void> {
  const { redis } = connection;
  const [{ workers }, sweeps] = await inUsersWords(connection, () =>
    Promise.all([readFleet(redis), listSweeps(redis)]),
  );
  if (json) process.stdout.write(`${jsonText({ workers, sweeps })}\n`);
  else writeStdout(`${workersText(workers)}\n${sweepsText(sweeps)}`);
}

export async function cancel(connection: FleetConnection, what: string): Promise<void> {
  const sweep = await named(connection, what);
  await inUsersWords(connection, () => cancelSweep(connection, sweep));
  writeStderr(`Sweep ${sweep.sweep} (${sweep.file}): ${sweep.left} trials are not waited for any more.`);
  writeStderr(`What was finished before is in ${sweep.folder}; \`npm run sweep -- --resume\` there goes on.`);
}

/** @param what  undefined: everything */
export async function purge(connection: FleetConnection, what: string | undefined, yes = false): Promise<void> {
  const { redis } = connection;
  const sweeps =
    what === undefined ? await inUsersWords(connection, () => listSweeps(redis)) : [await named(connection, what)];
  for (const { sweep, file, left, ready, silent } of sweeps) {
    const driver = silent < PRESENT ? "its driver is waiting for it" : "its driver is away";
    writeStderr(`Sweep ${sweep} (${file}): ${left} trials to come, ${ready} results not collected yet; ${driver}.`);
  }
  if (what === undefined) writeStderr("All results that are kept for later sweeps go, too.");
  if (!yes) throw new GxError("GX_USAGE", "Nothing was deleted yet", "Say --yes if this may be lost.");
  await inUsersWords(connection, async () => {
    for (const sweep of sweeps) await purgeSweep(connection, sweep);
    if (what === undefined) await purgeAll(redis);
  });
  writeStderr("Deleted. Journals and results on the disk are as they were.");
}

/** By its name, the beginning of it, or the folder of its results. */
async function named(connection: FleetConnection, what: string): Promise<ListedSweep> {
  const plan = join(what, PLAN_FILE);
  const name = existsSync(plan) ? sweepName(readFileSync(plan, "utf8")) : what;
  return sweepNamed(name, await inUsersWords(connection, () => listSweeps(connection.redis)));
}

function workersText(workers: readonly WorkerFacts[]): string {
  if (workers.length === 0) return "No worker is there.\n";
  const heading = `${counted(workers.length, "worker")}\n`;
  return `${heading}${tableText(
    [
      { title: "Worker" },
      { title: "Machine" },
      { title: "Version" },
      { title: "Trials", align: "right" },
      { title: "Evaluations", align: "right" },
      { title: "Now" },
      { title: "MB", align: "right" },
      { title: "Load", align: "right" },
    ],
    workers
      .toSorted((a, b) => (a.worker < b.worker ? -1 : 1))
      .map(({ worker, host, numerics, trials, evaluations, trial, rate, memory, load }) => [
        worker,
        host,
        numerics.slice(0, 8),
        count(trials),
        count(evaluations),
        trial === "" ? "idle" : `${count(Math.round(rate))} evaluations/s`,
        count(Math.round(memory)),
        load.toFixed(1),
      ]),
    stdoutWidth(),
  )}`;
}

function sweepsText(sweeps: readonly ListedSweep[]): string {
  if (sweeps.length === 0) return "No sweep is there.\n";
  const heading = `${counted(sweeps.length, "sweep")}\n`;
  return `${heading}${tableText(
    [
      { title: "Sweep" },
      { title: "File" },
      { title: "Version" },
      { title: "Trials", align: "right" },
      { title: "Left", align: "right" },
      { title: "Driver" },
      { title: "Results in" },
    ],
    sweeps.map(({ sweep, file, numerics, trials, left, ready, seen, silent, cancelled, folder }) => [
      sweep,
      file,
      numerics.slice(0, 8),
      count(trials),
      cancelled ? "cancelled" : `${count(left - ready)}${ready > 0 ? `, ${count(ready)} to collect` : ""}`,
      seen === 0 ? "detached" : silent < PRESENT ? "there" : `away for ${duration(silent)}`,
      folder,
    ]),
    stdoutWidth(),
  )}`;
}

/** What Redis says, in the user's words. */
function inUsersWords<T>({ address }: FleetConnection, act: () => Promise<T>): Promise<T> {
  return act().catch((error) => {
    throw redisError(error, address);
  });
}
