/**
 * Everything that can die, dies: 210 trials over four worker processes, while
 * workers are killed by kill -9 in the middle of a trial, one is frozen past its
 * lock and woken again, Redis is killed and comes back from its AOF, and so is the
 * driver, which is resumed. Meanwhile somebody with the password takes jobs' hashes
 * and their entries away, puts other types in their place, and delivers lies. In the end every trial is in the journal once, and bit
 * for bit what it is on this machine's threads with nothing disturbed.
 *
 * What happens next hangs on how many results there are and never on a clock.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { keys } from "../../runtime/fleet/redis/keys.ts";
import { journalledResults } from "../helpers/raw-journal.ts";
import { type RedisServer, withoutRedis, withRedis } from "../helpers/redis.ts";
import { startWorker, type WorkerProcess } from "../helpers/worker.ts";

const SWEEP = fileURLToPath(new URL("../../scripts/sweep.ts", import.meta.url));
const FILE = fileURLToPath(new URL("../golden/optimiser/op1_xray_film_5par.gx", import.meta.url));
const PLAN = ["--methods", "best_1_bin,rand_1_bin,best_either_or,rand_either_or,jade_best", "--starts", "uniform"];
const SIZE = ["--repeats", "42", "--budget-evaluations", "15000"];
const TRIALS = 210;
/** More than any population: a checkpoint at which this many are done is later than the first step. */
const FIRST_STEP = 200;

/** By the number of results: when a worker is killed, and when something else befalls. */
const KILLS = Array.from({ length: 26 }, (_, i) => 5 + 7 * i);
const REDIS_KILLS = [60, 130];
const DRIVER_KILLS = [35, 105];
const FREEZE = 85;
const HARMS = Array.from({ length: 18 }, (_, i) => 8 + 10 * i);
const HARM_KINDS = ["lost hash", "lost entry", "mistyped job", "mistyped result", "mistyped claims", "lie"] as const;

test("nothing is lost, and nothing is there twice, whatever dies", {
  skip: withoutRedis,
  timeout: 3_000_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-faults-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [calm, stormy] = [join(folder, "calm"), join(folder, "stormy")];
  await finished(spawn(process.execPath, [SWEEP, FILE, ...PLAN, ...SIZE, "--out", calm], { stdio: "ignore" }));
  const expected = journalledResults(calm);
  assert.equal(expected.size, TRIALS);

  await withRedis({}, async (redis) => {
    const storm = new Storm(redis, stormy);
    try {
      await storm.rage();
      const { figures } = storm;
      console.log(
        `${TRIALS} trials over 4 workers: ${figures.killed} workers killed while computing, ` +
          `${figures.continued.size} trials went on from a checkpoint later than their first step ` +
          `(after ${figures.furthest} evaluations at most); Redis killed ${figures.redis} times, ` +
          `the driver ${figures.driver} times, ${figures.frozen} worker frozen past its lock and woken; ` +
          `${figures.harms} jobs, claims and results taken away, mistyped or falsified.`,
      );
      assert.deepEqual(new Map([...journalledResults(stormy)].sort()), new Map([...expected].sort()));
      assert.ok(figures.killed >= 20, `${figures.killed} killed`);
      assert.ok(figures.continued.size >= 10, `${figures.continued.size} continued`);
      assert.deepEqual([figures.redis, figures.driver, figures.frozen], [2, 2, 1]);
      assert.ok(figures.harms >= 2 * HARM_KINDS.length, `${figures.harms} harms`);
    } finally {
      await storm.end();
    }
  });
});

class Storm {
  readonly figures = { killed: 0, continued: new Set<string>(), furthest: 0, redis: 0, driver: 0, frozen: 0, harms: 0 };
  readonly #redis: RedisServer;
  readonly #out: string;
  readonly #workers: WorkerProcess[] = [];
  /** All that ever ran, for their logs. */
  readonly #all: WorkerProcess[] = [];
  #driver: ChildProcess;
  #driverEnded: Promise<number | null>;
  #frozen: { worker: WorkerProcess; trial: string } | undefined;

  constructor(redis: RedisServer, out: string) {
    this.#redis = redis;
    this.#out = out;
    for (let i = 0; i < 4; i++) this.#hire();
    [this.#driver, this.#driverEnded] = this.#drive([FILE, ...PLAN, ...SIZE, "--out", out]);
  }

  async rage(): Promise<void> {
    const due = {
      kills: [...KILLS],
      redis: [...REDIS_KILLS],
      driver: [...DRIVER_KILLS],
      freeze: [FREEZE],
      harms: [...HARMS],
    };
    const over = this.#driverIsDone();
    while (!(await Promise.race([over, sleep(15, false)]))) {
      const done = await this.#done();
      if (done >= due.redis[0]!) {
        due.redis.shift();
        await this.#killRedis();
      }
      if (done >= due.driver[0]!) {
        due.driver.shift();
        await this.#killDriver();
      }
      if (done >= due.freeze[0]! && (await this.#freeze())) due.freeze.shift();
      if (this.#frozen) await this.#wake();
      if (done >= due.harms[0]! && (await this.#harm())) due.harms.shift();
      if (done >= due.kills[0]! && (await this.#killWorker())) due.kills.shift();
    }
    for (const { log } of this.#all) {
      for (const [, trial, evaluations] of log().matchAll(/trial (\w+): goes on after (\d+) evaluations/g)) {
        if (Number(evaluations) <= FIRST_STEP) continue;
        this.figures.continued.add(trial!);
        this.figures.furthest = Math.max(this.figures.furthest, Number(evaluations));
      }
    }
  }

  async end(): Promise<void> {
    this.#driver.kill("SIGKILL");
    await Promise.all(this.#workers.map((worker) => worker.kill()));
    if (this.#frozen) await this.#frozen.worker.kill();
  }

  #hire(): void {
    const worker = startWorker(this.#redis, { checkpoint: 0.05, lock: 1 });
    this.#workers.push(worker);
    this.#all.push(worker);
  }

  #drive(args: string[]): [ChildProcess, Promise<number | null>] {
    const child = spawn(process.execPath, [SWEEP, ...args, "--redis", this.#redis.url], {
      env: { ...process.env, META_GENX_REDIS_PASSWORD: this.#redis.password },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr!.on("data", (chunk) => (said += chunk));
    const ended = new Promise<number | null>((resolve) =>
      child.on("close", (code) => {
        if (code !== 0 && code !== null) console.error(said.slice(-3000));
        resolve(code);
      }),
    );
    return [child, ended];
  }

  /** Resolves when a driver ends that nobody killed. */
  async #driverIsDone(): Promise<true> {
    for (;;) {
      const code = await this.#driverEnded;
      // Killed: another is at work, or will be at once.
      if (code !== null) {
        assert.equal(code, 0, "the driver ends in order");
        return true;
      }
      await sleep(10);
    }
  }

  async #done(): Promise<number> {
    return ((await this.#redis.admin("KEYS", keys.result("*"))) as string[]).length;
  }

  /** What somebody does who has the password. @returns whether there was something to do it to */
  async #harm(): Promise<boolean> {
    const admin = (command: string, ...args: (string | number)[]) => this.#redis.admin(command, ...args);
    const kind = HARM_KINDS[this.figures.harms % HARM_KINDS.length]!;
    const all = async (pattern: string) => (await admin("KEYS", pattern)) as string[];
    const [wait] = await all("bull:*:wait");
    const job = wait && ((await admin("LRANGE", wait, 0, 0)) as string[])[0];
    const done = (await all(keys.result("*"))).map((key) => key.slice(keys.result("").length));
    const [wanted] = await all(keys.wanted("*"));
    const open = wanted && ((await admin("SMEMBERS", wanted)) as string[]).find((id) => !done.includes(id));
    if (!job || !open) return false;
    const hash = wait.replace(/wait$/, job);
    if (kind === "lost hash") await admin("DEL", hash);
    if (kind === "lost entry") await admin("LREM", wait, 0, job);
    if (kind === "mistyped job") await admin("SET", hash, "x");
    if (kind === "mistyped result") await admin("HSET", keys.result(open), "a", "b");
    if (kind === "mistyped claims") await admin("SET", keys.claims(open), "x");
    if (kind === "lie") {
      const kinds = await Promise.all(done.map((id) => admin("TYPE", keys.result(id))));
      const whole = done[kinds.indexOf("string")];
      if (whole === undefined) return false;
      const other = JSON.parse((await admin("GET", keys.result(whole))) as string);
      const fom = other.fom / 2;
      const convergence = [...other.convergence, [other.evaluations, fom]];
      await admin("SET", keys.result(open), JSON.stringify({ ...other, id: open, fom, convergence, worker: "liar" }));
    }
    this.figures.harms++;
    return true;
  }

  /** A worker in the middle of a trial, beyond a checkpoint of its own that is later than the first step. */
  async #midway(): Promise<{ worker: WorkerProcess; trial: string } | undefined> {
    for (const key of (await this.#redis.admin("KEYS", keys.checkpoint("*"))) as string[]) {
      const trial = key.slice(keys.checkpoint("").length);
      const [name, count, run] = (await this.#redis.admin(
        "HMGET",
        keys.crashes(trial),
        "worker",
        "count",
        "run",
      )) as string[];
      const worker = this.#workers.find((each) => each.name === name);
      // A count of 0 with a run says that this run has written a checkpoint.
      if (!worker || !run || count !== "0") continue;
      const stored = (await this.#redis.admin("GET", key)) as string | null;
      if (stored && JSON.parse(stored).checkpoint.tally.evaluations > FIRST_STEP) return { worker, trial };
    }
    return undefined;
  }

  async #killWorker(): Promise<boolean> {
    const victim = await this.#midway();
    if (!victim) return false;
    this.#dismiss(victim.worker);
    await victim.worker.kill();
    this.#hire();
    // It may have finished the trial before the signal came: then it was killed, but does not count.
    const short = victim.trial.slice(0, 8);
    if (!new RegExp(`trial ${short}: (FOM|failed)`).test(victim.worker.log())) this.figures.killed++;
    return true;
  }

  #dismiss(worker: WorkerProcess): void {
    this.#workers.splice(this.#workers.indexOf(worker), 1);
  }

  async #killRedis(): Promise<void> {
    await this.#redis.kill();
    await sleep(300);
    await this.#redis.restart();
    this.figures.redis++;
  }

  async #killDriver(): Promise<void> {
    this.#driver.kill("SIGKILL");
    await this.#driverEnded;
    // As after a kill in the middle of a line.
    appendFileSync(join(this.#out, "journal.ndjson"), '{"at":1,"type":"tri');
    [this.#driver, this.#driverEnded] = this.#drive(["--resume", this.#out]);
    this.figures.driver++;
  }

  async #freeze(): Promise<boolean> {
    const victim = await this.#midway();
    if (!victim) return false;
    victim.worker.signal("SIGSTOP");
    this.#dismiss(victim.worker);
    this.#hire();
    this.#frozen = victim;
    return true;
  }

  /** Once another worker has delivered what it had. */
  async #wake(): Promise<void> {
    const { worker, trial } = this.#frozen!;
    if ((await this.#redis.admin("EXISTS", keys.result(trial))) !== 1) return;
    worker.signal("SIGCONT");
    this.#frozen = undefined;
    this.#workers.push(worker);
    this.figures.frozen++;
  }
}

async function finished(child: ChildProcess): Promise<void> {
  assert.equal(await new Promise((resolve) => child.on("exit", resolve)), 0);
}
