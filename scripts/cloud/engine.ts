/**
 * The engine at work: its events as lines, its failures as errors that a user can
 * mend, and what Ctrl-C means while it works.
 */
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { GxError } from "../../runtime/errors.ts";
import { engineError } from "./engine-error.ts";
import { errorText } from "./engine-lines.ts";

export type Say = (line: string) => void;

export type LineOf = (event: EngineEvent) => string | undefined;

export interface WorkOptions {
  color: "never";
  suppressOutputs: true;
  onEvent: (event: EngineEvent) => void;
  signal: AbortSignal;
}

const STOPPING =
  "Pulumi ends what it is at, and stops. Ctrl-C again stops it at once, which may leave things that it does not know of.";

/**
 * While the engine works, Ctrl-C is for the engine: it has it from the terminal, as all programs
 * there have. It ends what it is at, notes it in its state, and fails; a second one it obeys at once.
 * A SIGTERM is for this process alone, and passed on.
 */
export async function runEngine(
  of: string,
  say: Say,
  lineOf: LineOf,
  act: (options: WorkOptions) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const errors: string[] = [];
  let interrupted = false;
  const interrupt = (signal: NodeJS.Signals) => {
    if (!interrupted) say(STOPPING);
    interrupted = true;
    if (signal === "SIGTERM") controller.abort();
  };
  const onEvent = (event: EngineEvent) => {
    const line = lineOf(event);
    if (line !== undefined) say(line);
    const error = errorText(event);
    if (error !== undefined) errors.push(error);
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    await act({ color: "never", suppressOutputs: true, onEvent, signal: controller.signal });
  } catch (error) {
    if (interrupted) throw new GxError("GX_CLOUD", `${of}: interrupted`, undefined, { cause: error });
    throw failure(of, error, errors);
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** Anything else that is asked of Pulumi. @param of  what it is about: "stack dev" */
export async function attempt<T>(of: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failure(of, error);
  }
}

/** What the command itself said on stderr; the error's own message repeats the command line too. */
export function stderrOf(error: unknown): string {
  const thrown = error instanceof GxError ? error.cause : error;
  const { commandResult } = thrown as { commandResult?: { stderr?: string; err?: { stderr?: string } } };
  return commandResult?.err?.stderr ?? commandResult?.stderr ?? "";
}

function failure(of: string, error: unknown, errors: readonly string[] = []): unknown {
  if (error instanceof GxError) return error;
  if ((error as { commandResult?: unknown }).commandResult) {
    return engineError({ of, stderr: stderrOf(error), errors }, error);
  }
  const { message } = error as Error;
  if (!/Pulumi CLI/.test(message)) return error;
  return new GxError("GX_CLOUD", message, "Install the one of package.json's version. --local goes without a fleet.");
}
