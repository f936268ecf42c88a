/**
 * Where a sweep runs: on the threads of this machine, or on the fleet whose Redis
 * --redis or META_GENX_REDIS names. It is settled before anything is planned,
 * because a trial's name depends on the kind of machine that computes it, and so
 * that a wrong address or password is said before a file is compiled.
 */
import { availableParallelism } from "node:os";
import { GxError } from "../../runtime/errors.ts";
import type { FleetPool } from "../../runtime/pool/fleet.ts";
import { localPool } from "../../runtime/pool/local.ts";
import type { Pool } from "../../runtime/pool/pool.ts";
import { numericsVersion } from "../../runtime/sweep/numerics.ts";
import { redisAddress } from "../../runtime/worker/address.ts";
import type { Work } from "./sweep-begin.ts";
import type { SweepOptions } from "./sweep-options.ts";

export interface Place {
  /** Numerics versions that can be computed there; a new sweep takes the first. */
  numerics: string[];
  /** Trials that run at one time, as far as is known. */
  threads: number;
  /** What a command line needs to come back here: " --redis …", or nothing. */
  option: string;
  /** Sentences for the user: where, and what it costs. */
  opening(trials: number): string[];
  pool(work: Work): Pool;
  /** Only a fleet has it. */
  fleetPool?(work: Work): FleetPool;
  close(): void;
}

type Asked = Pick<SweepOptions, "redis" | "local" | "workers" | "force" | "detach" | "time">;

export async function placeOf(asked: Asked): Promise<Place> {
  const address = asked.local ? undefined : redisAddress(asked.redis);
  if (!address) {
    const needs = asked.detach ? "--detach" : asked.local === false ? "--no-local" : undefined;
    if (needs) throw new GxError("GX_USAGE", `${needs} needs a fleet, and none is named`, "Name its Redis by --redis.");
    return here(asked.workers ?? availableParallelism());
  }
  if (asked.workers !== undefined) {
    throw new GxError(
      "GX_USAGE",
      "--workers counts threads of this machine, and the sweep goes to a fleet",
      "Start as many workers there as you like, or give --local.",
    );
  }
  // A sweep that stays here loads nothing of this.
  const { fleetPlace } = await import("./fleet-place.ts");
  return fleetPlace(address, asked.force ?? false);
}

function here(threads: number): Place {
  const poolOf = ({ file }: Work, trials: number) => localPool(file, Math.max(1, Math.min(threads, trials)));
  return {
    numerics: [numericsVersion()],
    threads,
    option: "",
    opening: (trials) => {
      const used = Math.max(1, Math.min(threads, trials));
      return [`It runs here, on ${used} ${used === 1 ? "thread" : "threads"} of this machine, and costs nothing.`];
    },
    pool: (work) => poolOf(work, work.trials.length),
    close: () => {},
  };
}
