/**
 * Where a sweep runs: on the fleet whose Redis --redis or META_GENX_REDIS names, on
 * that of the selected stack, or on the threads of this machine. It is settled before anything is planned,
 * because a trial's name depends on the kind of machine that computes it, and so
 * that a wrong address or password is said before a file is compiled.
 */
import { availableParallelism } from "node:os";
import { GxError } from "../../runtime/errors.ts";
import { redisAddress } from "../../runtime/fleet/redis/address.ts";
import { localTarget, threadsFor } from "../../runtime/study/compute-target.ts";
import type { StudySpec } from "../../runtime/study/start-sweep.ts";
import { counted } from "../../runtime/text.ts";
import type { SweepOptions } from "./sweep-options.ts";

import type { Target } from "./target.ts";

/** @param spec  opens the file: before a fleet is made for it, and not before a fleet that is there was reached */
export async function targetOf(asked: SweepOptions, spec: () => Promise<StudySpec>): Promise<Target> {
  if (asked.local) {
    refuseCrowd(asked);
    return thisMachine(asked);
  }
  const address = redisAddress(asked.redis);
  // A sweep that stays here loads nothing of a fleet's.
  if (address) {
    refuseThreads(asked);
    refuseStack(asked);
    const { fleetTarget } = await import("./fleet-target.ts");
    return fleetTarget(address, asked.force ?? false);
  }
  const { findStack, noFleet } = await import("../cloud/pulumi-stack.ts");
  const found = await findStack();
  if (asked.plan) {
    const cores = found.state === "up" ? (await found.stack.plan()).cores : undefined;
    if (cores === undefined) refuseCrowd(asked);
    return thisMachine({ workers: asked.workers ?? cores });
  }
  if (found.state === "up" || asked.up) {
    if (!asked.up) refuseThreads(asked);
    const { cloudTarget } = await import("./cloud-target.ts");
    return cloudTarget(found, asked, spec);
  }
  const why = noFleet(found);
  const needs = NEED_A_FLEET.find((option) => asked[option]) ?? (asked.local === false ? "no-local" : undefined);
  if (needs === undefined) {
    refuseCrowd(asked);
    return thisMachine(asked, ` (no fleet: ${why})`);
  }
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

/** Threads for each core above which a number of them is a slip: they only wait for one another, and all take memory. */
const CROWD = 4;

/** @throws GxError GX_USAGE */
function refuseCrowd({ workers }: SweepOptions): void {
  const cores = availableParallelism();
  if (workers === undefined || workers <= CROWD * cores) return;
  throw new GxError(
    "GX_USAGE",
    `--workers ${workers}: this machine has ${counted(cores, "core")}, and ${workers} threads would only wait for one another`,
    `Leave it out for one thread per core, or give ${CROWD * cores} at most. How many trials run in all is --repeats.`,
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
function thisMachine({ workers = availableParallelism() }: SweepOptions, why = ""): Target {
  return {
    ...localTarget(workers),
    option: "",
    opening: (trials) => {
      const used = counted(threadsFor(trials, workers), "thread");
      return [`It runs here, on ${used} of this machine${why}, and costs nothing.`];
    },
    limits: () => [],
    close: async () => {},
  };
}
