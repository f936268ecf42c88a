/**
 * What searches that are made of several parts have in common: the best so far, the
 * count of completed generations, and the state at the last of them. The first batch
 * alone is generation 0, as in every optimiser.
 */
import { Best } from "./best.ts";
import type { Batch, Optimisation, SavedState, StopReason } from "./optimiser.ts";
import { arrayToText, textToArray } from "./saved-arrays.ts";

export abstract class StagedSearch implements Optimisation {
  generation = 0;
  readonly #best: Best;
  #saved: SavedState | undefined;

  /** @param start  float[d] */
  constructor(start: Float64Array) {
    this.#best = new Best(start);
  }

  get best(): Float64Array {
    return this.#best.point;
  }
  get bestFom(): number {
    return this.#best.fom;
  }
  get evaluations(): number {
    return this.#best.evaluations;
  }

  steps(): Generator<Batch, StopReason, Float64Array> {
    this.#saved ??= this.#snapshot();
    return this.#best.watch(this.search());
  }

  save(): SavedState {
    return this.#saved ?? this.#snapshot();
  }

  restore(saved: SavedState): void {
    const [fom, evaluations, generation] = textToArray(saved["numbers"], 3);
    this.#best.point.set(textToArray(saved["best"], this.best.length));
    [this.#best.fom, this.#best.evaluations, this.generation] = [fom!, evaluations!, generation!];
    this.restoreState(saved["search"] as SavedState);
    this.#saved = saved;
  }

  /** Yields its batches, and calls `completed` after the first and after each generation. */
  protected abstract search(): Generator<Batch, StopReason, Float64Array>;
  protected abstract state(): SavedState;
  protected abstract restoreState(state: SavedState): void;

  protected completed(): void {
    const isFirst = textToArray(this.#saved!["numbers"], 3)[1] === 0;
    if (!isFirst) this.generation++;
    this.#saved = this.#snapshot();
  }

  #snapshot(): SavedState {
    return {
      best: arrayToText(this.best),
      numbers: arrayToText(Float64Array.of(this.bestFom, this.evaluations, this.generation)),
      search: this.state(),
    };
  }
}

/** Another optimisation's own steps to their end. @param completed  called after each of its generations */
export function* stepsOf(inner: Optimisation, completed: () => void): Generator<Batch, StopReason, Float64Array> {
  const steps = inner.steps();
  let step = steps.next(new Float64Array(0));
  for (let noted = inner.generation; !step.done; ) {
    if (inner.generation !== noted) {
      noted = inner.generation;
      completed();
    }
    step = steps.next(yield step.value);
  }
  return step.value;
}
