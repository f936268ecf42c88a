/**
 * Comprehensions run in the frame of the function around them, with variables
 * of their own. A generator expression is a function: it takes the iterator of
 * its first loop and yields.
 */
import { grow, spend } from "../budget.ts";
import { iterate, truth } from "../operators.ts";
import type { Comprehension, Expr, ExprNode } from "../syntax/parse.ts";
import type { Scope } from "../syntax/scope.ts";
import { PyDict } from "../values/dict.ts";
import { Cell, type Frame } from "../values/function.ts";
import { PyGenerator } from "../values/generator.ts";
import { PyIterator } from "../values/iterator.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import { PySet } from "../values/set.ts";
import { NO_KEYWORDS, type Value } from "../values/value.ts";
import { compileExpression } from "./expressions.ts";
import { makeFunction } from "./functions.ts";
import { weightOf } from "./loop-cost.ts";
import { compileTarget } from "./targets.ts";
import type { Evaluate, Store } from "./variables.ts";

/** Takes what one turn of the innermost loop made. */
type Sink<T> = (frame: Frame, into: T) => void;

export function compileComprehension(
  node: Expr<"ListComp"> | Expr<"SetComp"> | Expr<"DictComp">,
  scope: Scope,
): Evaluate {
  const inner = scope.inner.get(node)!;
  const [first] = node.generators as [Comprehension];
  const source = compileExpression(first.iter, scope);
  const cells = inner === scope ? [] : [...inner.captured].map((name) => inner.slot(name));
  const prepare = (frame: Frame) => {
    for (const slot of cells) frame[slot] = new Cell();
  };
  switch (node.nodeType) {
    case "ListComp": {
      const item = compileExpression(node.elt, inner);
      const run = compileLoops<Value[]>(node.generators, inner, [node.elt], (frame, into) => {
        grow(into.length, 8);
        into.push(item(frame));
      });
      return (frame) => {
        const items: Value[] = [];
        const values = source(frame);
        prepare(frame);
        run(frame, values, items);
        return new PyList(items);
      };
    }
    case "SetComp": {
      const item = compileExpression(node.elt, inner);
      const run = compileLoops<PySet>(node.generators, inner, [node.elt], (frame, into) => into.add(item(frame)));
      return (frame) => {
        const set = new PySet();
        const values = source(frame);
        prepare(frame);
        run(frame, values, set);
        return set;
      };
    }
    case "DictComp": {
      const key = compileExpression(node.key, inner);
      const value = compileExpression(node.value, inner);
      const run = compileLoops<PyDict>(node.generators, inner, [node.key, node.value], (frame, into) =>
        into.set(key(frame), value(frame)),
      );
      return (frame) => {
        const dict = new PyDict();
        const values = source(frame);
        prepare(frame);
        run(frame, values, dict);
        return dict;
      };
    }
  }
}

type Loops<T> = (frame: Frame, values: Value, into: T) => void;

/** @param made  the nodes of what each turn of the innermost loop makes */
function compileLoops<T>(
  generators: readonly Comprehension[],
  scope: Scope,
  made: readonly ExprNode[],
  sink: Sink<T>,
): Loops<T> {
  const [{ target, ifs }, ...rest] = generators as [Comprehension, ...Comprehension[]];
  const assign = compileTarget(target, scope);
  const accepts = compileConditions(ifs, scope);
  const weight = weightOf(target, ifs, made);
  let body = sink;
  if (rest.length > 0) {
    const source = compileExpression(rest[0]!.iter, scope);
    const inner = compileLoops(rest, scope, made, sink);
    body = (frame, into) => inner(frame, source(frame), into);
  }
  return (frame, values, into) => {
    if (values instanceof PyList || values instanceof PyTuple) {
      for (let i = 0; i < values.items.length; i++) {
        spend(weight);
        assign(frame, values.items[i]!);
        if (accepts(frame)) body(frame, into);
      }
      return;
    }
    const iterator = iterate(values);
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      spend(weight);
      assign(frame, next.value);
      if (accepts(frame)) body(frame, into);
    }
  };
}

function compileConditions(nodes: readonly ExprNode[], scope: Scope): (frame: Frame) => boolean {
  const conditions = nodes.map((node) => compileExpression(node, scope));
  if (conditions.length === 0) return () => true;
  if (conditions.length === 1) {
    const [only] = conditions as [Evaluate];
    return (frame) => truth(only(frame));
  }
  return (frame) => conditions.every((condition) => truth(condition(frame)));
}

export function compileGeneratorExpression(node: Expr<"GeneratorExp">, scope: Scope): Evaluate {
  const inner = scope.inner.get(node)!;
  const source = compileExpression(node.generators[0]!.iter, scope);
  const loops = compileLazyLoops(node.generators, inner, node.elt);
  const make = makeFunction(scope, inner, {
    name: "<genexpr>",
    positional: [".0"],
    run: (frame) => {
      const first = frame[1] as PyIterator;
      return new PyGenerator("<genexpr>", loops(frame, first.source));
    },
  });
  return (frame) => {
    const first = new PyIterator(iterate(source(frame)));
    return make(frame, [], new Map()).call([first], NO_KEYWORDS);
  };
}

type LazyLoops = (frame: Frame, iterator: Iterator<Value>) => Generator<Value, null, Value>;

function compileLazyLoops(generators: readonly Comprehension[], scope: Scope, made: ExprNode): LazyLoops {
  const [{ target, ifs }, ...rest] = generators as [Comprehension, ...Comprehension[]];
  const assign: Store = compileTarget(target, scope);
  const accepts = compileConditions(ifs, scope);
  const weight = weightOf(target, ifs, made);
  const item = compileExpression(made, scope);
  const source = rest.length > 0 ? compileExpression(rest[0]!.iter, scope) : undefined;
  const inner = rest.length > 0 ? compileLazyLoops(rest, scope, made) : undefined;
  return function* (frame, iterator) {
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      spend(weight);
      assign(frame, next.value);
      if (!accepts(frame)) continue;
      if (source && inner) yield* inner(frame, iterate(source(frame)));
      else yield item(frame);
    }
    return null;
  };
}
