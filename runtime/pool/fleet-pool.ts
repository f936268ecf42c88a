/**
 * The pool of a fleet: trials go to Redis, workers anywhere take them, and the
 * results come back as from threads of this machine. What a driver does is in
 * runtime/fleet/driver/driver.ts; here is when: it takes in events several times a
 * second, says that it is there every other second, and every ten seconds looks for
 * what no event may have said.
 *
 * While Redis is away it waits. What is in the journal is safe, and what is not is
 * in Redis or will be computed again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { GxError } from "../errors.ts";
import type { FitBounds } from "../fleet/driver/check-result.ts";
import type { FleetConnection } from "../fleet/driver/connection.ts";
import { SweepDriver } from "../fleet/driver/driver.ts";
import type { Submission } from "../fleet/driver/submit.ts";
import { redisError } from "../fleet/redis/connect.ts";
import { isMistyped } from "../fleet/store/mistyped.ts";
import { retry } from "../retry.ts";
import type { TrialSpec } from "../sweep/trial.ts";
import type { Pool, PoolEvents } from "./pool.ts";
import { openRecheck } from "./recheck.ts";

/** Milliseconds. */
const PACE = { events: 150, heartbeat: 2000, reconcile: 10_000, retry: 500, stop: 20_000 };

export interface FleetPool extends Pool {
  /** Puts the trials on the fleet and takes in what is known already, without waiting for the rest. @returns how many trials it would wait for */
  submit(trials: readonly TrialSpec[], events: PoolEvents): Promise<number>;
  /**
   * Takes in what is there.
   * @param enough  aborts when that settles a search, which is then taken off the fleet
   * @returns how many are still missing, and whether the fleet goes on with the sweep
   */
  collect(
    trials: readonly TrialSpec[],
    events: PoolEvents,
    enough?: AbortSignal,
  ): Promise<{ missing: number; goesOn: boolean }>;
}

/** @param fits  those of the file @param description  for people: "4 workers on 2 machines" */
export function fleetPool(
  fleet: FleetConnection,
  submission: Submission,
  fits: readonly FitBounds[],
  description: string,
): FleetPool {
  const { redis, address } = fleet;
  const closed = new AbortController();
  const recheck = openRecheck(submission.file, fits);
  /** Redis was away: what it did in its last second may be forgotten. */
  let anew = false;

  /** An act that is done again until Redis was there for all of it, and held nothing of another type. @returns undefined once the pool is closed */
  const retryWhileAway = async <T>(driver: SweepDriver, act: () => Promise<T>): Promise<T | undefined> => {
    const again = (error: unknown) =>
      isAway(redisError(error, address)) || isMistyped(error) ? PACE.retry : undefined;
    const failed = async (error: unknown) => {
      if (isMistyped(error) && (await retryWhileAway(driver, () => driver.repair())) === 0) throw error;
    };
    try {
      return await retry(act, { signal: closed.signal, again, failed });
    } catch (error) {
      if (closed.signal.aborted) return undefined;
      throw redisError(error, address);
    }
  };

  const watch = (events: PoolEvents) => {
    let away = false;
    const gone = () => {
      if (!away && !closed.signal.aborted)
        events.say(`The connection to ${address.shown} is lost; waiting for it. Nothing is lost.`);
      away = true;
    };
    const back = () => {
      if (away) events.say(`${address.shown} is there again.`);
      away = false;
      anew = true;
    };
    redis.on("close", gone).on("ready", back);
    return () => redis.off("close", gone).off("ready", back);
  };

  const drive = async (driver: SweepDriver, stop: AbortSignal, wanted: (trial: TrialSpec) => boolean) => {
    await retryWhileAway(driver, () => driver.submit());
    let [heartbeatAt, reconciledAt] = [Number.NEGATIVE_INFINITY, performance.now()];
    while (!closed.signal.aborted && driver.outstanding.size > 0 && !stop.aborted) {
      await retryWhileAway(driver, async () => {
        const now = performance.now();
        if (now - heartbeatAt > PACE.heartbeat) {
          await driver.heartbeat();
          heartbeatAt = now;
        }
        await driver.takeEvents();
        await driver.forget([...driver.outstanding.values()].filter((trial) => !wanted(trial)));
        if (!anew && now - reconciledAt < PACE.reconcile) return;
        const again = anew;
        anew = false;
        await driver.reconcile(again);
        reconciledAt = now;
      });
      if (driver.outstanding.size > 0) await sleep(PACE.events, undefined, { signal: stop }).catch(() => {});
    }
    if (stop.aborted) await retryWhileAway(driver, () => windUp(driver));
    await retryWhileAway(driver, () => driver.leave());
  };

  return {
    description,

    async run(trials, events, stop, wanted = () => true) {
      const unwatch = watch(events);
      const driver = new SweepDriver(fleet, submission, trials, events, recheck);
      const work = drive(driver, stop, wanted);
      try {
        if (!(await Promise.race([work.then(() => true), tooLate(stop)]))) {
          events.say(
            `${address.shown} does not answer. What is there of this sweep stays: --resume goes on, \`npm run fleet -- cancel\` takes it off.`,
          );
        }
      } finally {
        unwatch();
        await this.close();
        // A command that waits for a Redis that is away is never answered, once nobody tries to connect.
        work.catch(() => {});
      }
    },

    async submit(trials, events) {
      const driver = new SweepDriver(fleet, submission, trials, events, recheck);
      await retryWhileAway(driver, () => driver.submit());
      await retryWhileAway(driver, () => driver.settle());
      await retryWhileAway(driver, () => driver.heartbeat());
      await retryWhileAway(driver, () => driver.detach());
      return driver.outstanding.size;
    },

    async collect(trials, events, enough) {
      const driver = new SweepDriver(fleet, submission, trials, events, recheck);
      const goesOn = (await retryWhileAway(driver, () => driver.collect())) ?? false;
      if (enough?.aborted) {
        await retryWhileAway(driver, () => driver.stop());
        await retryWhileAway(driver, () => driver.leave());
        return { missing: 0, goesOn: false };
      }
      return { missing: driver.outstanding.size, goesOn };
    },

    async close() {
      closed.abort();
      redis.disconnect();
      await recheck.close();
    },
  };
}

function isAway(error: Error): boolean {
  return error instanceof GxError && error.code === "GX_REDIS_UNREACHABLE";
}

/** After a stop: running trials come back as partial; what a worker does not hand over in time is left. */
async function windUp(driver: SweepDriver): Promise<void> {
  const asked = await driver.time();
  await driver.stop();
  const began = performance.now();
  do {
    await sleep(PACE.events);
    await driver.takeEvents();
  } while (driver.outstanding.size > 0 && performance.now() - began < PACE.stop / 2 && (await driver.isBusy(asked)));
  await driver.takeEvents();
  await driver.settle();
}

/** Resolves to false a while after the stop: a Redis that is away must not keep a user who wants to leave. */
async function tooLate(stop: AbortSignal): Promise<false> {
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
  await sleep(PACE.stop, undefined, { ref: false });
  return false;
}
