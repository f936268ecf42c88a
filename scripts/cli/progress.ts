/**
 * How far a sweep is: trials done, the time left once it is known, the best figure of
 * merit and evaluations per second. Pure: the caller says what time it is. A narrow
 * line loses the last of these first.
 */
import { count, duration, significant } from "../../runtime/results/format.ts";
import { expectedEvaluations } from "../../runtime/sweep/plan-sweep.ts";
import type { TrialProgress, TrialResult, TrialSpec } from "../../runtime/sweep/trial.ts";
import { counted } from "../../runtime/text.ts";
import { timeLeft } from "./time-left.ts";

export class SweepProgress {
  readonly #trials: ReadonlyMap<number, TrialSpec>;
  /** Those that have no result yet. */
  readonly #unfinished: Set<TrialSpec>;
  /** Of their budgets, that the trials of each method took. */
  readonly #shares = new Map<string, number[]>();
  /** Evaluations of the trials that run, by their place in the plan. */
  readonly #running = new Map<number, number>();
  #evaluations = 0;
  /** Trials that ran at one time, at most. */
  #parallel = 1;
  /** What had been evaluated, and when, in seconds of work. */
  readonly #history: { seconds: number; evaluations: number }[] = [];
  #best: { fom: number; method: string } | undefined;
  /** Seconds in which no worker was there, which say nothing of the speed; and until when they were counted. */
  #idle = 0;
  #told = 0;
  done = 0;
  /** Of a fleet; undefined on one machine. */
  workers: number | undefined;
  failed = 0;
  partial = 0;

  /** Figures of merit of different fits of a batch cannot be compared. */
  readonly #comparable: boolean;

  /** @param trials  of the whole plan: those that were done before this run are told to `finished` */
  constructor(trials: readonly TrialSpec[]) {
    this.#trials = new Map(trials.map((trial) => [trial.index, trial]));
    this.#unfinished = new Set(trials);
    this.#comparable = trials.every(({ fit }) => fit === trials[0]!.fit);
  }

  progress({ index, evaluations, bestFom }: TrialProgress): void {
    this.#running.set(index, evaluations);
    this.#parallel = Math.max(this.#parallel, this.#running.size);
    this.#note(index, bestFom);
  }

  /** @param known  it had been computed before this run, and says nothing of its speed */
  finished({ index, evaluations, fom, status }: TrialResult, known?: "known"): void {
    this.#running.delete(index);
    if (!known) this.#evaluations += evaluations;
    const spec = this.#spec(index);
    this.#unfinished.delete(spec);
    if (status === "complete") {
      if (!this.#shares.has(spec.method)) this.#shares.set(spec.method, []);
      this.#shares.get(spec.method)!.push(evaluations / expectedEvaluations(spec));
    }
    this.done++;
    if (status === "failed") this.failed++;
    if (status === "partial") this.partial++;
    this.#note(index, fom);
  }

  /**
   * "12 of 54 trials", "best FOM 0.014723 (jade_best)", …
   * @param seconds  since the start
   * @param over  nothing more will be done, so there is no time left to tell
   */
  facts(seconds: number, over?: "over"): string[] {
    const evaluations = this.#evaluations + sum(this.#running.values());
    if (this.workers === 0) this.#idle += seconds - this.#told;
    this.#told = seconds;
    const worked = seconds - this.#idle;
    const rate = evaluations / worked;
    const left = over ? undefined : this.#left(worked, evaluations);
    return [
      `${this.done} of ${this.#trials.size} trials${this.#exceptions()}`,
      left === undefined ? "" : `about ${duration(left)} left`,
      this.#best ? `best FOM ${significant(this.#best.fom)} (${this.#best.method})` : "",
      this.workers === undefined ? "" : workersText(this.workers),
      rate > 0 ? `${count(Math.round(rate))} evaluations/s` : "",
    ].filter((fact) => fact !== "");
  }

  #left(seconds: number, evaluations: number): number | undefined {
    const history = this.#history;
    const half = history.findLast((then) => then.seconds <= seconds / 2) ?? { seconds: 0, evaluations: 0 };
    // Not more than what a look back at the half needs.
    if (seconds >= (history.at(-1)?.seconds ?? 0) * 1.02) history.push({ seconds, evaluations });
    const speed = {
      whole: evaluations / seconds,
      lately: (evaluations - half.evaluations) / (seconds - half.seconds),
      parallel: this.#parallel,
    };
    const unfinished = [...this.#unfinished].map((spec) => ({
      method: spec.method,
      budget: expectedEvaluations(spec),
      done: this.#running.get(spec.index) ?? 0,
    }));
    return timeLeft(unfinished, this.#shares, speed);
  }

  /** 0 to 1. */
  get fraction(): number {
    return this.#trials.size === 0 ? 1 : this.done / this.#trials.size;
  }

  #note(index: number, fom: number): void {
    if (this.#comparable && Number.isFinite(fom) && !(this.#best && this.#best.fom <= fom))
      this.#best = { fom, method: this.#spec(index).method };
  }

  #exceptions(): string {
    const said = [
      this.failed > 0 ? `${this.failed} failed` : "",
      this.partial > 0 ? `${this.partial} cut short` : "",
    ].filter((text) => text !== "");
    return said.length === 0 ? "" : ` (${said.join(", ")})`;
  }

  #spec(index: number): TrialSpec {
    return this.#trials.get(index)!;
  }
}

function workersText(n: number): string {
  return n === 0 ? "no worker" : counted(n, "worker");
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
