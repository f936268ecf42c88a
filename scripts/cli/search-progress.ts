/**
 * How far a search is: what is known of its verdict, the best figure of merit, tries done
 * and how many there may be, and evaluations per second. How long it goes on nobody knows:
 * it ends when enough tries have found the best.
 */
import { count, significant } from "../../runtime/results/format.ts";
import type { SearchState } from "../../runtime/study/search-state.ts";
import type { TrialProgress, TrialResult } from "../../runtime/sweep/trial.ts";
import { counted } from "../../runtime/text.ts";
import { progressText } from "./plan-text.ts";

export class SearchProgress {
  readonly #search: SearchState;
  readonly #confidence: number;
  readonly #comparable: boolean;
  readonly #running = new Map<string, number>();
  #evaluations = 0;
  #best = Number.POSITIVE_INFINITY;
  /** Of a fleet; undefined on one machine. */
  workers: number | undefined;

  constructor(search: SearchState, confidence: number) {
    this.#search = search;
    this.#confidence = confidence;
    this.#comparable = search.verdicts.length === 1;
  }

  progress({ id, evaluations, bestFom }: TrialProgress): void {
    this.#running.set(id, evaluations);
    this.#best = Math.min(this.#best, bestFom);
  }

  finished({ id, evaluations, fom }: TrialResult, known?: "known"): void {
    this.#running.delete(id);
    if (!known) this.#evaluations += evaluations;
    if (fom < this.#best) this.#best = fom;
  }

  /** "the best was found by 3 of 12 tries", … @param seconds  since the start */
  facts(seconds: number): string[] {
    const evaluations = [...this.#running.values()].reduce((sum, each) => sum + each, this.#evaluations);
    const rate = Math.round(evaluations / seconds);
    return [
      progressText(this.#search.verdicts),
      this.#comparable && Number.isFinite(this.#best) ? `best FOM ${significant(this.#best)}` : "",
      this.workers === undefined ? "" : this.workers === 0 ? "no worker" : counted(this.workers, "worker"),
      rate > 0 ? `${count(rate)} evaluations/s` : "",
    ].filter((fact) => fact !== "");
  }

  /** Of the finds that it takes. */
  get fraction(): number {
    const parts = this.#search.verdicts.map(({ hits, state }) =>
      state === "searching" ? Math.min(1, hits / this.#confidence) : 1,
    );
    return parts.reduce((sum, part) => sum + part, 0) / parts.length;
  }
}
