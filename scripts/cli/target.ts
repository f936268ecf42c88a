/**
 * Where a sweep runs: on the fleet whose Redis --redis or META_GENX_REDIS names, on
 * that of the selected stack, or on the threads of this machine. It is settled before anything is planned,
 * because a trial's name depends on the kind of machine that computes it, and so
 * that a wrong address or password is said before a file is compiled.
 */
import { availableParallelism } from "node:os";
import { GxError } from "../../runtime/errors.ts";
import { redisAddress } from "../../runtime/fleet/redis/address.ts";
import type { FleetPool } from "../../runtime/pool/fleet-pool.ts";
import { localPool } from "../../runtime/pool/local-pool.ts";
import type { Pool } from "../../runtime/pool/pool.ts";
import { numericsVersion } from "../../runtime/sweep/numerics.ts";
import { counted } from "../../runtime/text.ts";
import type { Limit } from "./stop.ts";
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
  /** What ends a sweep there before its plan, besides the user and their time. */
  limits(): Limit[];
  /** At the end, whatever it was. */
  close(): Promise<void>;
}

export async function placeOf(asked: SweepOptions): Promise<Place> {
  if (asked.local) return here(asked);
  const address = redisAddress(asked.redis);
  // A sweep that stays here loads nothing of a fleet's.
  if (address) {
    refuseThreads(asked);
    refuseStack(asked);
    const { fleetPlace } = await import("./fleet-target.ts");
    return fleetPlace(address, asked.force ?? false);
  }
  const { findStack, noFleet } = await import("../cloud/pulumi-stack.ts");
  const found = await findStack();
  if (asked.plan) {
    const cores = found.state === "up" ? (await found.stack.plan()).cores : undefined;
    return here({ workers: asked.workers ?? cores });
  }
  if (found.state === "up" || asked.up) {
    if (!asked.up) refuseThreads(asked);
    const { cloudPlace } = await import("./cloud-target.ts");
    return cloudPlace(found, asked);
  }
  const why = noFleet(found);
  const needs = NEED_A_FLEET.find((option) => asked[option]) ?? (asked.local === false ? "no-local" : undefined);
  if (needs === undefined) return here(asked, ` (no fleet: ${why})`);
  throw new GxError(
    "GX_USAGE",
    `--${needs} needs a fleet, and there is none: ${why}`,
    "Make one by --up, or name its Redis by --redis.",
  );
}

const NEED_A_FLEET = ["detach", "down", "max-cost-usd", "boot-time"] as const;

/** @throws GxError GX_USAGE */
function refuseThreads({ workers }: SweepOptions): void {
  if (workers === undefined) return;
  throw new GxError(
    "GX_USAGE",
    "--workers counts threads of this machine, and the sweep goes to a fleet",
    "Start as many workers there as you like, or give --local.",
  );
}

const OF_A_STACK = ["up", "down", "max-cost-usd", "boot-time"] as const;

/** --redis conflicts with these; the environment is to do so as well. @throws GxError GX_USAGE */
function refuseStack(asked: SweepOptions): void {
  const option = OF_A_STACK.find((name) => asked[name]);
  if (option === undefined) return;
  throw new GxError(
    "GX_USAGE",
    `--${option} is for the fleet of the selected stack, and META_GENX_REDIS names another fleet`,
    "unset META_GENX_REDIS, or leave the option out.",
  );
}

/** @param why  it runs here */
function here({ workers }: SweepOptions, why = ""): Place {
  const threads = workers ?? availableParallelism();
  const poolOf = ({ file }: Work, trials: number) => localPool(file, Math.max(1, Math.min(threads, trials)));
  return {
    numerics: [numericsVersion()],
    threads,
    option: "",
    opening: (trials) => {
      const used = Math.max(1, Math.min(threads, trials));
      return [`It runs here, on ${counted(used, "thread")} of this machine${why}, and costs nothing.`];
    },
    pool: (work) => poolOf(work, work.trials.length),
    limits: () => [],
    close: async () => {},
  };
}
