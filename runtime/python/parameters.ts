/** Arguments of functions written in TypeScript, sorted into places, with Python's complaints. */
import { pyError } from "./values/error.ts";
import type { Keywords, Value } from "./values/value.ts";

/**
 * The arguments in the order of `names`, undefined where not given.
 * @param required  how many of the first must be given
 */
export function parameters(
  name: string,
  names: readonly string[],
  required: number,
  args: readonly Value[],
  keywords: Keywords,
): (Value | undefined)[] {
  if (args.length > names.length) {
    throw pyError("TypeError", `${name}() takes at most ${names.length} arguments (${args.length} given)`);
  }
  const values: (Value | undefined)[] = [...args];
  for (const [key, value] of keywords) {
    const at = names.indexOf(key);
    if (at < 0) throw pyError("TypeError", `${name}() got an unexpected keyword argument '${key}'`);
    if (values[at] !== undefined)
      throw pyError("TypeError", `argument for ${name}() given by name ('${key}') and position`);
    values[at] = value;
  }
  for (let i = 0; i < required; i++) {
    if (values[i] === undefined) {
      throw pyError("TypeError", `${name}() missing required argument '${names[i]}' (pos ${i + 1})`);
    }
  }
  return values;
}

/** Complains unless there are between `least` and `most` arguments and no keywords. */
export function positional(
  name: string,
  args: readonly Value[],
  keywords: Keywords,
  least: number,
  most = least,
): void {
  if (keywords.size > 0) throw pyError("TypeError", `${name}() takes no keyword arguments`);
  if (args.length >= least && args.length <= most) return;
  const expected =
    least === most
      ? `exactly ${least === 1 ? "one" : least}`
      : args.length < least
        ? `at least ${least}`
        : `at most ${most}`;
  const plural = (args.length < least ? least : most) === 1 ? "" : "s";
  throw pyError("TypeError", `${name}() takes ${expected} argument${plural} (${args.length} given)`);
}
