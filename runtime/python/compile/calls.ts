/**
 * Calls to closures. `object.name(…)` goes to the method without a bound method
 * between; a call without keywords makes no Map.
 */
import { spend } from "../budget.ts";
import { call, callMethod, str, typeName } from "../operators.ts";
import type { Expr, Keyword } from "../syntax/parse.ts";
import type { Scope } from "../syntax/scope.ts";
import { Builtin } from "../values/builtin.ts";
import { PyDict } from "../values/dict.ts";
import { pyError } from "../values/error.ts";
import { type Frame, PyFunction } from "../values/function.ts";
import { coreOf } from "../values/object.ts";
import { Super } from "../values/super.ts";
import { type Keywords, NO_KEYWORDS, type Value } from "../values/value.ts";
import { compileExpression, compileItems } from "./expressions.ts";
import { type Evaluate, load } from "./variables.ts";

export function compileCall(node: Expr<"Call">, scope: Scope): Evaluate {
  const { func, args } = node;
  if (func.nodeType === "Name" && func.id === "super" && args.length === 0) return compileSuper(scope);
  const keywords = compileKeywords(node.keywords, scope);
  if (func.nodeType === "Attribute" && !scope.unit.dialect?.attributes.has(func.attr)) {
    const object = compileExpression(func.value, scope);
    const name = func.attr;
    if (args.length === 1 && args[0]!.nodeType !== "Starred" && !keywords) {
      const argument = compileExpression(args[0]!, scope);
      return (frame) => {
        const self = object(frame);
        const passed: Value[] = [null, argument(frame)];
        spend();
        return callMethod(self, name, passed, NO_KEYWORDS);
      };
    }
    const rest = compileItems(args, scope);
    return (frame) => {
      const self = object(frame);
      const passed = rest(frame);
      passed.unshift(null);
      const named = keywords ? keywords(frame) : NO_KEYWORDS;
      spend();
      return callMethod(self, name, passed, named);
    };
  }
  const target = compileExpression(func, scope);
  const passed = compileItems(args, scope);
  return (frame) => {
    const callee = target(frame);
    const values = passed(frame);
    const named = keywords ? keywords(frame) : NO_KEYWORDS;
    if (callee instanceof PyFunction) return callee.call(values, named);
    spend();
    if (callee instanceof Builtin) return callee.body(values, named);
    return call(callee, values, named);
  };
}

/** undefined: the call has none. */
export function compileKeywords(nodes: readonly Keyword[], scope: Scope): ((frame: Frame) => Keywords) | undefined {
  if (nodes.length === 0) return undefined;
  const parts = nodes.map((node) => ({ name: node.arg, value: compileExpression(node.value, scope) }));
  return (frame) => {
    const keywords = new Map<string, Value>();
    for (const { name, value } of parts) {
      if (name !== undefined) add(keywords, name, value(frame));
      else spread(keywords, value(frame));
    }
    return keywords;
  };
}

function spread(keywords: Map<string, Value>, given: Value): void {
  const value = coreOf(given);
  if (!(value instanceof PyDict)) {
    throw pyError("TypeError", `argument after ** must be a mapping, not ${typeName(value)}`);
  }
  spend(value.entries.size * 4);
  for (const entry of value.entries.values()) {
    if (typeof entry.key !== "string") throw pyError("TypeError", "keywords must be strings");
    add(keywords, entry.key, entry.value);
  }
}

function add(keywords: Map<string, Value>, name: string, value: Value): void {
  if (keywords.has(name)) throw pyError("TypeError", `got multiple values for keyword argument '${str(name)}'`);
  keywords.set(name, value);
}

function compileSuper(scope: Scope): Evaluate {
  const { firstParameter } = scope.home;
  if (firstParameter === undefined) {
    return () => {
      throw pyError("RuntimeError", "super(): no arguments");
    };
  }
  const cls = load("__class__", scope);
  const self = load(firstParameter, scope);
  return (frame) => new Super(cls(frame), self(frame));
}
