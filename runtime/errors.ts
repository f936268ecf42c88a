/**
 * Every error that a user can meet, by code, in a sentence that says what is wrong.
 * docs/errors.md is the same table for readers, and a test keeps the two equal. What
 * to do about it is each error's own advice.
 *
 * A GxError is meant for the user: scripts print its message and advice and
 * exit with 1. Anything else that reaches a script is a defect of ours: exit 2.
 */

export const ERRORS = {
  GX_FILE_UNREADABLE: "The file cannot be opened, is empty, cut short, or not a GenX file.",
  GX_PICKLE_REFUSED: "A pickle in the .gx asks for something that is not data.",
  GX_PROJECT_INCOMPLETE: "The GenX file lacks a part that a fit needs: script, data or parameters.",
  GX_SCRIPT_SYNTAX: "The script in the file is not Python 3.",
  GX_SCRIPT_UNSUPPORTED: "The script uses something outside the script subset.",
  GX_SCRIPT_FAILED: "The script raised an exception.",
  GX_SCRIPT_BUDGET: "The script took more steps or memory than a script may.",
  GX_SIM_RESULT: "Sim(data) returned something that does not fit the data sets.",
  GX_PARAMETER: "A row of the parameter table cannot be used.",
  GX_TOO_FEW_POINTS: "There are not more points of data than fitted parameters.",
  GX_FOM: "The figure of merit cannot be computed or is not known.",
  GX_USAGE: "A command was called with options that do not work together.",
  GX_OUTPUT: "The output folder or file cannot be written or read.",
  GX_REDIS_UNREACHABLE: "No Redis answers at this address.",
  GX_REDIS_DENIED: "Redis refuses the user, the password or a command.",
  GX_REDIS_FULL: "Redis has no room left to write.",
  GX_REDIS_UNFIT: "This Redis is too old, drops data when it is full, or loses them at a restart.",
  GX_FLEET: "The fleet cannot take this sweep, or not go on with it.",
  GX_CLOUD: "A cloud or a fleet's machine did not do what it was asked, or cannot be reached.",
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** Errors of one evaluation: at other parameters the same script may do. */
const AT_ONE_POINT: readonly ErrorCode[] = ["GX_SCRIPT_FAILED", "GX_SIM_RESULT"];

export function isOfOnePoint(error: unknown): error is GxError {
  return error instanceof GxError && AT_ONE_POINT.includes(error.code);
}

export class GxError extends Error {
  readonly code: ErrorCode;
  /** What to do about it: a sentence, shown below the message. */
  readonly advice: string | undefined;

  constructor(code: ErrorCode, message: string, advice?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "GxError";
    this.code = code;
    this.advice = advice;
  }
}
