/** Checkpoints of one run on their way to Redis, one after the other; what is older than one that waits is dropped. */
import type { TrialCheckpoint } from "../../sweep/trial.ts";
import { FORMAT } from "../store/protocol.ts";
import type { Station } from "./context.ts";
import { sparingly } from "./log.ts";

export class Saver {
  readonly #write: (checkpoint: TrialCheckpoint) => Promise<void>;
  #waiting: TrialCheckpoint | undefined;
  #under: Promise<void> | undefined;

  /** @param run  the attempt that they come from */
  constructor(trial: string, run: string, { records, numerics, say }: Station) {
    const speak = sparingly(say);
    this.#write = (checkpoint) =>
      records.checkpoint(trial, run, { format: FORMAT, numerics, checkpoint }).catch((error: Error) => {
        // The next one may do; until then a successor begins further back.
        speak(`trial ${trial.slice(0, 8)}: a checkpoint could not be saved: ${error.message}`);
      });
  }

  save(checkpoint: TrialCheckpoint): void {
    this.#waiting = checkpoint;
    this.#under ??= this.#work();
  }

  /** Resolves when none is under way. */
  async settled(): Promise<void> {
    await this.#under;
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = undefined;
      await this.#write(next);
    }
    this.#under = undefined;
  }
}
