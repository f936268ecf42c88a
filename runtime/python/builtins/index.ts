/** The names that every script sees without importing. */
import { EXCEPTIONS } from "../exceptions.ts";
import { OBJECT } from "../types.ts";
import { pyError } from "../values/error.ts";
import { ELLIPSIS, NOT_IMPLEMENTED } from "../values/singletons.ts";
import type { Value } from "../values/value.ts";
import { DESCRIPTOR_TYPES } from "./class-helpers.ts";
import { DICT, FROZENSET, LIST, RANGE, SET, SLICE, sortedBuiltin, TUPLE } from "./containers.ts";
import { builtins } from "./define-builtins.ts";
import { ITERATOR_TYPES } from "./iterators.ts";
import { BOOL, COMPLEX, FLOAT, INT } from "./numbers.ts";
import { REFUSED_BUILTINS } from "./outside.ts";
import { dir, FUNCTIONS, vars } from "./plain-functions.ts";
import { printed } from "./print.ts";
import { STR } from "./strings.ts";

const TYPES = [OBJECT, INT, FLOAT, COMPLEX, BOOL, STR, LIST, TUPLE, DICT, SET, FROZENSET, RANGE, SLICE];

/** What a builtin that belongs to one program can do there. */
export interface Host {
  print: (text: string) => void;
  evaluate: (text: string) => Value;
  execute: (text: string) => void;
  globals: () => Value;
}

export const SHARED: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...[...TYPES, ...ITERATOR_TYPES, ...DESCRIPTOR_TYPES].map((cls) => [cls.name, cls] as const),
  ...EXCEPTIONS,
  ...builtins(FUNCTIONS),
  ...REFUSED_BUILTINS,
  ["Ellipsis", ELLIPSIS],
  ["NotImplemented", NOT_IMPLEMENTED],
  ["__debug__", true],
]);

/** What eval and exec take: text, as nothing makes code objects here. */
function source(name: string, text: Value | undefined): string {
  if (typeof text === "string") return text;
  throw pyError("TypeError", `${name}() arg 1 must be a string`);
}

export function builtinsFor(host: Host): Map<string, Value> {
  return new Map<string, Value>([
    ...SHARED,
    ...builtins({
      print: (args, keywords) => {
        host.print(printed(args, keywords));
        return null;
      },
      eval: ([text]) => host.evaluate(source("eval", text)),
      exec: ([text]) => {
        host.execute(source("exec", text));
        return null;
      },
      globals: () => host.globals(),
      locals: () => host.globals(),
      vars: ([value]) => (value === undefined ? host.globals() : vars(value)),
      dir: ([value]) => (value === undefined ? sortedBuiltin([host.globals()], new Map()) : dir(value)),
    }),
  ]);
}
