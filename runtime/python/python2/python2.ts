/**
 * The rules of Python 2, for scripts of before GenX 3: how its text is read, what its
 * operators, methods, builtins and modules give. docs/python-2.md is the page for readers.
 */
import type { Dialect, Translated } from "../syntax/dialect.ts";
import type { Source } from "../syntax/source.ts";
import type { PyValue, Value } from "../values/value.ts";
import { ATTRIBUTES } from "./attributes.ts";
import { formatOrRemainder, type Host, python2Builtins } from "./builtins.ts";
import { classicDivide, order } from "./number-rules.ts";
import { python2Modules } from "./old-modules.ts";
import { translate } from "./translate.ts";
import { CLASSIC_DIVISION, finish } from "./tree.ts";

export interface Python2 {
  /** For the script, and for the texts that it evaluates: they follow what it asks of `__future__`. */
  script: Dialect;
  /** For the names in the parameter table, which are not in the script. */
  outside: Dialect;
  builtins: ReadonlyMap<string, Value>;
  modules: ReadonlyMap<string, () => PyValue>;
}

/** @param builtins  those of Python 3, for what there is of both */
export function python2(host: Host, builtins: ReadonlyMap<string, Value>): Python2 {
  return {
    script: dialect(new Set()),
    outside: dialect(undefined),
    builtins: new Map([...builtins, ...python2Builtins(host)]),
    modules: python2Modules(host.print, builtins),
  };
}

/** @param futures  grows by what the texts ask for; undefined: each text asks for itself */
function dialect(futures: Set<string> | undefined): Dialect {
  return {
    translate(source: Source): Translated {
      const translation = translate(source, futures);
      for (const each of translation.futures) futures?.add(each);
      return {
        source: translation.source,
        original: translation.original,
        finish: (tree) => finish(tree, translation),
      };
    },
    operations: new Map([
      [CLASSIC_DIVISION, classicDivide],
      ["Mod", formatOrRemainder],
    ]),
    order,
    attributes: ATTRIBUTES,
  };
}
