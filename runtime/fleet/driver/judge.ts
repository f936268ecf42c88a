/**
 * Between a result's arrival and the journal: what the driver does not know to be
 * true it has computed again, on a thread, while its heartbeats go on. A result whose
 * shape is right has its figure of merit evaluated once at its best parameters, which
 * is a thousandth of what the trial cost; this also takes in each that becomes the
 * best, counts as a hit or was computed for somebody else. A failed trial has nothing to evaluate.
 */
import type { TrialResult, TrialSpec } from "../../sweep/trial.ts";
import { type FitBounds, faultOf, isSameFom } from "./check-result.ts";
import type { Arrival } from "./collect.ts";

/** This machine's own knowledge of the file, and a thread that has it open. */
export interface Recheck {
  /** In the order of a trial's `fit`. */
  readonly fits: readonly FitBounds[];
  /** The figure of merit of that fit there; NaN where the file gives none. */
  fom(fit: number, x: readonly number[]): Promise<number>;
  run(spec: TrialSpec): Promise<TrialResult>;
}

export type Verdict =
  | { spec: TrialSpec; kind: "right"; result: TrialResult; known: boolean }
  /** `worker`: who delivered it, as far as it says; or "". */
  | { spec: TrialSpec; kind: "wrong"; why: string; worker: string };

export class Judge {
  readonly #recheck: Recheck;
  /** Trials that are looked into, or computed here. */
  readonly #open = new Set<string>();
  #proofs: Promise<void> = Promise.resolve();
  #verdicts: Verdict[] = [];

  constructor(recheck: Recheck) {
    this.#recheck = recheck;
  }

  /** Whether there will be a verdict about this trial, or is one already. */
  has(id: string): boolean {
    return this.#open.has(id);
  }

  /** @param known  it was there before this run asked for it */
  take(arrival: Arrival, spec: TrialSpec, known: boolean): void {
    if (this.has(spec.id)) return;
    this.#open.add(spec.id);
    const { worker } = arrival;
    const end = (why: string | undefined) => {
      if (why !== undefined) this.#verdicts.push({ spec, kind: "wrong", why, worker });
      else this.#verdicts.push({ spec, kind: "right", result: arrival.result!, known });
    };
    const { result } = arrival;
    const fault = result ? faultOf(result, spec, this.#recheck.fits[spec.fit]!) : arrival.wrong;
    if (fault !== undefined || result?.status === "failed" || !Number.isFinite(result?.fom)) {
      end(fault);
      return;
    }
    const { fom, best } = result!;
    const proof = this.#recheck.fom(spec.fit, best).then((found) => {
      end(isSameFom(fom, found) ? undefined : `it says that the figure of merit is ${fom}, and it is ${found}`);
    });
    this.#proofs = Promise.all([this.#proofs, proof]).then(() => {});
  }

  /** Has a trial computed on this machine: what nobody else could get right. */
  compute(spec: TrialSpec): void {
    if (this.has(spec.id)) return;
    this.#open.add(spec.id);
    this.#recheck.run(spec).then((result) => this.#verdicts.push({ spec, kind: "right", result, known: false }));
  }

  /** What was decided since the last call. */
  verdicts(): Verdict[] {
    const decided = this.#verdicts;
    this.#verdicts = [];
    for (const { spec } of decided) this.#open.delete(spec.id);
    return decided;
  }

  /** Resolves when all that has arrived is looked into. */
  async settled(): Promise<void> {
    await this.#proofs;
  }
}
