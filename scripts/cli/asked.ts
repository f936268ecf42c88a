/** What a user typed, as a sweep's folder keeps it: the command as one line, and the options that were given. */
import { basename } from "node:path";
import type { Asked } from "../../runtime/results/plan-file.ts";
import { shellLine, withoutSecrets } from "../../runtime/shell.ts";
import { typedWords } from "./typed-words.ts";

/** @param argv  of the process */
export function askedBy(argv: readonly string[]): Asked {
  const words = argv.slice(2).map(withoutSecrets);
  const program = basename(argv[1] ?? "");
  const called = program === "sweep.ts" ? ["npm", "run", "sweep", "--"] : [program.replace(/\.ts$/, "")];
  const options: Record<string, string | true> = {};
  const values = typedWords(words);
  for (const [i, word] of values.entries()) {
    const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) continue;
    const next = values[i + 1];
    options[name] = value ?? (next === undefined || /^--?[a-z]/.test(next) ? true : next);
  }
  return { command: shellLine([...called, ...words]), options };
}
