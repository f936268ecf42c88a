/**
 * Why a sweep ends before its plan. A caller stops one by an AbortSignal, and gives
 * a SweepStop as the reason; the journal's last line says it again.
 */
export type StopCause = "interrupted" | "time" | "money";

export class SweepStop extends Error {
  readonly why: StopCause;

  constructor(why: StopCause) {
    super(`stopped: ${why}`);
    this.why = why;
  }
}

/** @param signal  aborted; by AbortSignal.timeout(), perhaps, or for no reason that is known here */
export function causeOf({ reason }: AbortSignal): StopCause {
  if (reason instanceof SweepStop) return reason.why;
  return reason instanceof DOMException && reason.name === "TimeoutError" ? "time" : "interrupted";
}
