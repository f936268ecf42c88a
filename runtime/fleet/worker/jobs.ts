/**
 * Jobs of the queue, one at a time, through BullMQ: take one, keep its lock while
 * it is worked on, and say how it ended. The thread that does this never computes.
 *
 * A connection can be lost without a word, and BullMQ has been seen to hang after
 * one (its issues 3088, 3185). So nothing is waited for without end: when BullMQ
 * does not answer although Redis answers on our own connection, its worker is
 * closed and another made, and a job that is under way goes on with that.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Job as BullJob, Worker as BullWorker, UnrecoverableError } from "bullmq";
import type { Redis } from "ioredis";
import type { RedisAddress } from "../redis/connect.ts";
import { queueName } from "../redis/keys.ts";
import { type Log, throttled } from "./log.ts";

export interface JobSettings {
  worker: string;
  numerics: string;
  /** A job whose worker is not heard of for so long goes to another one. */
  lockMs: number;
}

export interface TakenJob {
  id: string;
  data: unknown;
  /** Another worker may have it by now. */
  lost(): boolean;
  done(): Promise<void>;
  /** To the front of the queue, at once. */
  handBack(): Promise<void>;
  /** `final`: trying again would not help. */
  fail(message: string, final: boolean): Promise<void>;
}

/** A call for the next job waits that long at the server. */
const WAIT_S = 2;
/** Nothing that is asked of Redis takes that long, unless it hangs. */
const PATIENCE_MS = 10_000;
/** BullMQ's own count of stalls is not what decides: trial-store.ts counts crashes. */
const ANY_NUMBER = 1_000_000;

export class Jobs {
  readonly #address: RedisAddress;
  readonly #own: Redis;
  readonly #settings: JobSettings;
  readonly #log: Log;
  #bull: BullWorker;

  /** @param own  a connection beside BullMQ's, to tell a hang from an absence */
  constructor(address: RedisAddress, own: Redis, settings: JobSettings, log: Log) {
    this.#address = address;
    this.#own = own;
    this.#settings = settings;
    this.#log = throttled(log);
    this.#bull = this.#open();
  }

  /** @returns undefined when there was none for a while; `take` is then called again */
  async take(): Promise<TakenJob | undefined> {
    // In containers two workers may have the same name and number.
    const token = `${this.#settings.worker}:${randomUUID()}`;
    try {
      const job = await this.#answered(() => this.#bull.getNextJob(token));
      return job && this.#hold(job, token);
    } catch (error) {
      this.#log(`No job could be taken: ${(error as Error).message}`);
      await sleep(1000);
      return undefined;
    }
  }

  async close(): Promise<void> {
    await Promise.race([this.#bull.close(true), sleep(1000)]).catch(() => {});
  }

  #open(): BullWorker {
    const { numerics, lockMs, worker } = this.#settings;
    const bull = new BullWorker(queueName(numerics), null, {
      connection: { ...this.#address.options, maxRetriesPerRequest: null, retryStrategy: () => 500 },
      name: worker,
      autorun: false,
      skipLockRenewal: true,
      drainDelay: WAIT_S,
      lockDuration: lockMs,
      stalledInterval: lockMs / 2,
      maxStalledCount: ANY_NUMBER,
    });
    // A lost connection comes back by itself; commands that fail say so to whoever gave them.
    bull.on("error", () => {});
    bull.startStalledCheckTimer().catch(() => {});
    return bull;
  }

  #hold(job: BullJob, token: string): TakenJob {
    const id = job.id!;
    const { lockMs } = this.#settings;
    const takenBy = this.#bull;
    let lost = false;
    let asking = false;
    const extend = async () => {
      if (asking) return;
      asking = true;
      try {
        const failed = await this.#answered(() => this.#bull.extendJobLocks([id], [token], lockMs));
        if (failed.length > 0 && !lost) {
          lost = true;
          this.#log(`Job ${id.slice(0, 8)}: its lock is lost, another worker may have it too; both find the same.`);
        }
      } catch (error) {
        this.#log(`Job ${id.slice(0, 8)}: its lock could not be kept: ${(error as Error).message}`);
      } finally {
        asking = false;
      }
    };
    const timer = setInterval(extend, lockMs / 3);
    const end = async (act: (held: BullJob) => Promise<unknown>) => {
      clearInterval(timer);
      try {
        // After a hang there is another BullMQ worker, and its jobs know that one.
        const held = takenBy === this.#bull ? job : await this.#answered(() => BullJob.fromId(this.#bull, id));
        if (held && !lost) await this.#answered(() => act(held));
      } catch (error) {
        this.#log(`Job ${id.slice(0, 8)}: ${(error as Error).message}`);
      }
    };
    return {
      id,
      data: job.data,
      lost: () => lost,
      done: () => end((held) => held.moveToCompleted("", token, false)),
      handBack: () => end((held) => held.moveToWait(token)),
      fail: (message, final) =>
        end((held) => held.moveToFailed(final ? new UnrecoverableError(message) : new Error(message), token, false)),
    };
  }

  /** Waits for an answer, however long Redis is away, but not when it is BullMQ that is away. */
  async #answered<T>(ask: () => Promise<T>): Promise<T> {
    const bull = this.#bull;
    const answer = ask();
    // One that is given up may still fail.
    answer.catch(() => {});
    for (;;) {
      const late = Symbol();
      const first = await Promise.race([answer, sleep(PATIENCE_MS, late, { ref: false })]);
      if (first !== late) return first as T;
      if (!(await this.#redisAnswers())) continue;
      if (this.#bull === bull) {
        bull.close(true).catch(() => {});
        this.#bull = this.#open();
      }
      throw new Error("BullMQ hung after a lost connection; it is started anew.");
    }
  }

  async #redisAnswers(): Promise<boolean> {
    if (this.#own.status !== "ready") return false;
    const pong = this.#own.ping().then(
      () => true,
      () => false,
    );
    return await Promise.race([pong, sleep(PATIENCE_MS / 3, false, { ref: false })]);
  }
}
