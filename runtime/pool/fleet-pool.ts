/**
 * The pool of a fleet: trials go to Redis, workers anywhere take them, and the
 * results come back as from threads of this machine. What a driver does is in
 * runtime/fleet/driver/driver.ts; here is when: it reads the news several times a second,
 * says that it is there every other second, and every ten seconds looks for what no
 * news may have told.
 *
 * While Redis is away it waits. What is in the journal is safe, and what is not is
 * in Redis or will be computed again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { GxError } from "../errors.ts";
import type { FleetConnection } from "../fleet/driver/connection.ts";
import { SweepDriver } from "../fleet/driver/driver.ts";
import type { Submission } from "../fleet/driver/submit.ts";
import { redisError } from "../fleet/redis/connect.ts";
import type { TrialSpec } from "../sweep/trial.ts";
import type { Pool, PoolEvents } from "./pool.ts";

/** Milliseconds. */
const PACE = { news: 150, beat: 2000, look: 10_000, retry: 500, stop: 20_000 };

export interface FleetPool extends Pool {
  /** Puts the trials on the fleet and takes in what is known already, without waiting for the rest. @returns how many trials it would wait for */
  submit(trials: readonly TrialSpec[], events: PoolEvents): Promise<number>;
  /** Takes in what is there. @returns how many are still missing, and whether the fleet goes on with the sweep */
  collect(trials: readonly TrialSpec[], events: PoolEvents): Promise<{ missing: number; goesOn: boolean }>;
}

/** @param description  for people: "4 workers on 2 machines" */
export function fleetPool(fleet: FleetConnection, submission: Submission, description: string): FleetPool {
  const { redis, address } = fleet;
  let closed = false;
  /** Redis was away: what it did in its last second may be forgotten. */
  let anew = false;

  /** An act that is done again until Redis was there for all of it. */
  const surely = async <T>(act: () => Promise<T>): Promise<T | undefined> => {
    while (!closed) {
      try {
        return await act();
      } catch (error) {
        const known = redisError(error, address);
        if (closed) return undefined;
        if (!(known instanceof GxError && known.code === "GX_REDIS_UNREACHABLE")) throw known;
        await sleep(PACE.retry);
      }
    }
    return undefined;
  };

  const watch = (events: PoolEvents) => {
    let away = false;
    const gone = () => {
      if (!away && !closed) events.say(`The connection to ${address.shown} is lost; waiting for it. Nothing is lost.`);
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

  const drive = async (driver: SweepDriver, stop: AbortSignal) => {
    await surely(() => driver.submit());
    let [beaten, looked] = [Number.NEGATIVE_INFINITY, performance.now()];
    while (!closed && driver.outstanding.size > 0 && !stop.aborted) {
      await surely(async () => {
        const now = performance.now();
        if (now - beaten > PACE.beat) {
          await driver.beat();
          beaten = now;
        }
        await driver.news();
        if (!anew && now - looked < PACE.look) return;
        const again = anew;
        anew = false;
        await driver.look(again);
        looked = now;
      });
      if (driver.outstanding.size > 0) await sleep(PACE.news, undefined, { signal: stop }).catch(() => {});
    }
    if (stop.aborted) await surely(() => windUp(driver));
    await surely(() => driver.leave());
  };

  return {
    description,

    async run(trials, events, stop) {
      const unwatch = watch(events);
      const driver = new SweepDriver(fleet, submission, trials, events);
      const work = drive(driver, stop);
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
      const driver = new SweepDriver(fleet, submission, trials, events);
      await surely(() => driver.submit());
      await surely(() => driver.beat());
      await surely(() => driver.detach());
      return driver.outstanding.size;
    },

    async collect(trials, events) {
      const driver = new SweepDriver(fleet, submission, trials, events);
      const goesOn = (await surely(() => driver.collect())) ?? false;
      return { missing: driver.outstanding.size, goesOn };
    },

    async close() {
      closed = true;
      redis.disconnect();
    },
  };
}

/** After a stop: running trials come back as partial; what a worker does not hand over in time is left. */
async function windUp(driver: SweepDriver): Promise<void> {
  const asked = await driver.time();
  await driver.stop();
  const began = performance.now();
  do {
    await sleep(PACE.news);
    await driver.news();
  } while (driver.outstanding.size > 0 && performance.now() - began < PACE.stop / 2 && (await driver.isBusy(asked)));
  await driver.news();
}

/** Resolves to false a while after the stop: a Redis that is away must not keep a user who wants to leave. */
async function tooLate(stop: AbortSignal): Promise<false> {
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
  await sleep(PACE.stop, undefined, { ref: false });
  return false;
}
