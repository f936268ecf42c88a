/** Checkpoints of one run on their way to Redis, one after the other; what is older than one that waits is dropped. */
import type { TrialCheckpoint } from "../../sweep/trial.ts";
import { FORMAT } from "../store/protocol.ts";
import type { WorkerContext } from "./context.ts";
import { throttled } from "./log.ts";

export class CheckpointWriter {
  readonly #write: (checkpoint: TrialCheckpoint) => Promise<void>;
  #waiting: TrialCheckpoint | undefined;
  #inFlight: Promise<void> | undefined;

  /** @param run  the attempt that they come from */
  constructor(trial: string, run: string, { store, numerics, log }: WorkerContext) {
    const logFailure = throttled(log);
    this.#write = (checkpoint) =>
      store.checkpoint(trial, run, { format: FORMAT, numerics, checkpoint }).catch((error: Error) => {
        // The next one may do; until then a successor begins further back.
        logFailure(`trial ${trial.slice(0, 8)}: a checkpoint could not be saved: ${error.message}`);
      });
  }

  save(checkpoint: TrialCheckpoint): void {
    this.#waiting = checkpoint;
    this.#inFlight ??= this.#writeAll();
  }

  /** Resolves when none is under way. */
  async settled(): Promise<void> {
    await this.#inFlight;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = undefined;
      await this.#write(next);
    }
    this.#inFlight = undefined;
  }
}
