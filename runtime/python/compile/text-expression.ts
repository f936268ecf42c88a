/**
 * A text that a function of a model takes as an expression over names of its
 * own, as GenX evaluates them: `slab.find_atoms('el == "o2m" and z > 0.3')`. It
 * sees those names, the builtins and `np`, and nothing of the script.
 */
import { GxError } from "../../errors.ts";
import { spendMany } from "../budget.ts";
import { SHARED } from "../builtins/index.ts";
import { numpyModules } from "../numpy/modules.ts";
import { type Module, parseExpression } from "../syntax/parse.ts";
import { analyse, Namespace, Scope } from "../syntax/scope.ts";
import { Source } from "../syntax/source.ts";
import { checkSubset } from "../syntax/subset.ts";
import { pyError } from "../values/error.ts";
import { Importer } from "../values/importer.ts";
import type { Value } from "../values/value.ts";
import { compileExpression } from "./expressions.ts";

/** @returns  what the text says, given one value for each of `names` */
export function compileTextExpression(text: string, names: readonly string[]): (values: readonly Value[]) => Value {
  // Parsing and compiling take a while, and a microsecond for each character.
  spendMany(1024 + text.length * 64);
  const importer = new Importer(numpyModules());
  const namespace = new Namespace();
  namespace.set("np", importer.load("numpy"));
  const source = new Source(text.trim(), "", "expression");
  const evaluate = asSyntaxError(text, () => {
    const node = parseExpression(source);
    checkSubset({ nodeType: "Module", body: [{ nodeType: "Expr", value: node }] } as unknown as Module, source);
    const unit = { source, namespace, importer, builtins: SHARED, guarded: new WeakSet() };
    const scope = new Scope("module", undefined, unit);
    analyse([node], scope);
    return compileExpression(node, scope);
  });
  return (values) => {
    for (const [i, name] of names.entries()) namespace.set(name, values[i]!);
    return evaluate([]);
  };
}

/** A text that cannot be read fails where it is used, not as the script's own text. */
function asSyntaxError<T>(text: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError) throw pyError("SyntaxError", "expressions are nested too deeply");
    if (!(error instanceof GxError)) throw error;
    const reason = error.message.split("\n")[0]!.replace(/^.*?expression: /, "");
    throw pyError("SyntaxError", `${reason} in '${text}'`);
  }
}
