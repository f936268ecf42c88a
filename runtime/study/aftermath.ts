/**
 * What is computed once the trials have ended: polishing, uncertainties, curves. Hours
 * of trials must not be lost to a script that raises there, or to a memory that is
 * full; so what fails is left out, and a note says what and why.
 */
import { GxError } from "../errors.ts";

export class Aftermath {
  /** A sentence for all that is missing. */
  readonly notes: string[] = [];

  /** @param what  the subject of the note: "Uncertainties" @returns undefined when it fails */
  attempt<T>(what: string, act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      this.notes.push(`${what} could not be computed and are left out: ${reason(error)}.`);
      return undefined;
    }
  }
}

/** Why something failed, as the end of a sentence without its full stop. */
export function reason(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
  return error instanceof GxError ? text : `${text} (a defect of meta-genx: please report it)`;
}
