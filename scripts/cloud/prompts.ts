/** Questions to whoever sits at the terminal. Where nobody does, an error names the command that answers. */
import { confirm, isCancel, select, text } from "@clack/prompts";
import { GxError } from "../../runtime/errors.ts";

/** Results go to stdout; a question does not belong there. */
const WHERE = { output: process.stderr } as const;

export function isTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** @throws GxError GX_USAGE  when the answer is no, or nobody can be asked */
export async function agree(question: string, { refused, advice }: { refused: string; advice: string }): Promise<void> {
  if (!isTerminal()) throw new GxError("GX_USAGE", `${refused}: there is no terminal to ask at`, advice);
  if (!answered(await confirm({ message: question, initialValue: false, ...WHERE }), refused)) {
    throw new GxError("GX_USAGE", refused);
  }
}

export async function choose<T extends string>(message: string, choices: Readonly<Record<T, string>>): Promise<T> {
  const options = Object.entries<string>(choices).map(([value, label]) => ({ value, label }));
  return answered(await select({ message, options, ...WHERE })) as T;
}

/** @param check  says what is wrong with an answer */
export async function askText(
  message: string,
  initial: string,
  check: (answer: string) => string | undefined,
): Promise<string> {
  return answered(await text({ message, initialValue: initial, validate: (answer) => check(answer ?? ""), ...WHERE }));
}

/** Ctrl-C at a question. */
function answered<T>(answer: T, refused = "Nothing was done"): Exclude<T, symbol> {
  if (isCancel(answer)) throw new GxError("GX_USAGE", refused);
  return answer as Exclude<T, symbol>;
}
