/**
 * How far a sweep is: trials done, the best figure of merit, evaluations per
 * second and the time left. Pure: the caller says what time it is. What is left
 * is counted in evaluations, at the rate of the whole run so far.
 */
import { count, duration, significant } from "../../runtime/results/format.ts";
import { expectedEvaluations } from "../../runtime/sweep/plan-sweep.ts";
import type { TrialProgress, TrialResult, TrialSpec } from "../../runtime/sweep/trial.ts";
import { counted } from "../../runtime/text.ts";

export class SweepProgress {
  readonly #trials: ReadonlyMap<number, TrialSpec>;
  /** Evaluations that all of them are expected to take. */
  readonly #expected: number;
  /** Evaluations of the trials that run, by their place in the plan. */
  readonly #running = new Map<number, number>();
  #evaluations = 0;
  /** Evaluations that the finished trials were expected to take. */
  #settled = 0;
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

  /** @param trials  those that this run has to do */
  constructor(trials: readonly TrialSpec[]) {
    this.#trials = new Map(trials.map((trial) => [trial.index, trial]));
    this.#expected = sum(trials.map(expectedEvaluations));
    this.#comparable = trials.every(({ fit }) => fit === trials[0]!.fit);
  }

  progress({ index, evaluations, bestFom }: TrialProgress): void {
    this.#running.set(index, evaluations);
    this.#note(index, bestFom);
  }

  /** @param known  it had been computed before this run, and says nothing of its speed */
  finished({ index, evaluations, fom, status }: TrialResult, known?: "known"): void {
    this.#running.delete(index);
    if (!known) this.#evaluations += evaluations;
    this.#settled += expectedEvaluations(this.#spec(index));
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
    const rate = evaluations / (seconds - this.#idle);
    const left = (this.#expected - this.#settled - sum(this.#running.values())) / rate;
    return [
      `${this.done} of ${this.#trials.size} trials${this.#exceptions()}`,
      this.workers === undefined ? "" : workersText(this.workers),
      this.#best ? `best FOM ${significant(this.#best.fom)} (${this.#best.method})` : "",
      rate > 0 ? `${count(Math.round(rate))} evaluations/s` : "",
      !over && left > 0 && Number.isFinite(left) && this.done < this.#trials.size ? `about ${duration(left)} left` : "",
    ].filter((fact) => fact !== "");
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
