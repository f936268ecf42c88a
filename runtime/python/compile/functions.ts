/** def, lambda and class statements to closures that make the function or class. */

import { BASE_EXCEPTION } from "../exceptions.ts";
import { call } from "../operators.ts";
import { meter } from "../session-state.ts";
import {
  type Arguments,
  childrenOf,
  type Expr,
  type ExprNode,
  isNode,
  type Stmt,
  type StmtNode,
} from "../syntax/parse.ts";
import { MEMBERS, type Scope } from "../syntax/scope.ts";
import { Absent } from "../values/absent.ts";
import { PyClass } from "../values/class.ts";
import { PyDict } from "../values/dict.ts";
import { PyError, pyError } from "../values/error.ts";
import { Cell, type Code, type Frame, PyFunction } from "../values/function.ts";
import { PyGenerator } from "../values/generator.ts";
import { typeName } from "../values/object-protocol.ts";
import type { Value } from "../values/value.ts";
import { compileKeywords } from "./calls.ts";
import { compileExpression, compileItems } from "./expressions.ts";
import { compileGeneratorBody } from "./generators.ts";
import { weightOf } from "./loop-cost.ts";
import { compileBlock, RETURN } from "./statements.ts";
import { type Evaluate, store } from "./variables.ts";

/** Makes a function when its `def` is reached. */
export type Maker = (frame: Frame, defaults: Value[], keywordDefaults: Map<string, Value>) => PyFunction;

/**
 * @param outer  where the function is written
 * @param inner  its own scope; its body is compiled by now
 */
export function makeFunction(
  outer: Scope,
  inner: Scope,
  code: Pick<Code, "name" | "positional" | "run"> & Partial<Code>,
): Maker {
  const taken = inner.free.map((name) => outer.captureSlot(name));
  const whole: Code = {
    positionalOnly: 0,
    weight: 1,
    rest: undefined,
    keywordOnly: [],
    keywordRest: undefined,
    cellSlots: [...inner.captured].map((name) => inner.slot(name)),
    freeSlots: inner.free.map((name) => inner.slot(name)),
    ...code,
    size: inner.frameSize,
  };
  return (frame, defaults, keywordDefaults) =>
    new PyFunction(
      whole,
      defaults,
      keywordDefaults,
      taken.map((slot) => frame[slot] as Cell),
    );
}

/** The parts of Code that the parameter list decides, and how the defaults are evaluated. */
function compileParameters(args: Arguments, scope: Scope) {
  const defaults = compileItems(args.defaults, scope);
  const keywordDefaults = args.kwonlyargs.flatMap(({ arg }, i) => {
    const node = args.kw_defaults[i];
    return node ? [{ name: arg, value: compileExpression(node, scope) }] : [];
  });
  return {
    code: {
      positional: [...args.posonlyargs, ...args.args].map(({ arg }) => arg),
      positionalOnly: args.posonlyargs.length,
      rest: args.vararg?.arg,
      keywordOnly: args.kwonlyargs.map(({ arg }) => arg),
      keywordRest: args.kwarg?.arg,
    },
    make: (maker: Maker, frame: Frame): PyFunction => {
      const named = new Map(keywordDefaults.map(({ name, value }) => [name, value(frame)]));
      return maker(frame, defaults(frame), named);
    },
  };
}

export function compileLambda(node: Expr<"Lambda">, scope: Scope): Evaluate {
  const inner = scope.inner.get(node)!;
  const run = compileExpression(node.body, inner);
  const parameters = compileParameters(node.args, scope);
  const maker = makeFunction(scope, inner, {
    name: "<lambda>",
    ...parameters.code,
    run,
    weight: weightOf(node.body),
  });
  return (frame) => parameters.make(maker, frame);
}

/** `def`: what evaluates to the decorated function. */
export function compileFunction(node: Stmt<"FunctionDef">, scope: Scope): Evaluate {
  const inner = scope.inner.get(node)!;
  const run = containsYield(node.body) ? generatorRun(node, inner) : bodyRun(node.body, inner);
  const parameters = compileParameters(node.args, scope);
  const maker = makeFunction(scope, inner, {
    name: node.name,
    ...parameters.code,
    run,
    weight: weightOf(node.body),
  });
  return decorated(node.decorator_list, scope, (frame) => parameters.make(maker, frame));
}

function bodyRun(nodes: readonly StmtNode[], scope: Scope): (frame: Frame) => Value {
  const [first] = nodes;
  if (first?.nodeType === "Return") {
    const line = first.lineno;
    const value = first.value ? compileExpression(first.value, scope) : () => null;
    return (frame) => {
      meter.line = line;
      return value(frame);
    };
  }
  const body = compileBlock(nodes, scope);
  return (frame) => (body(frame) === RETURN ? (frame[0] as Value) : null);
}

function generatorRun(node: Stmt<"FunctionDef">, scope: Scope): (frame: Frame) => Value {
  const body = compileGeneratorBody(node.body, scope);
  return (frame) => new PyGenerator(node.name, body(frame));
}

/** Whether a body yields, not counting functions and classes written in it. */
export function containsYield(nodes: readonly unknown[]): boolean {
  return nodes.some((node) => {
    if (Array.isArray(node)) return containsYield(node);
    if (!isNode(node)) return false;
    if (node.nodeType === "Yield" || node.nodeType === "YieldFrom") return true;
    const apart = ["FunctionDef", "ClassDef", "Lambda", "GeneratorExp"].includes(node.nodeType);
    return !apart && containsYield(childrenOf(node));
  });
}

function decorated(decorators: readonly ExprNode[], scope: Scope, made: Evaluate): Evaluate {
  if (decorators.length === 0) return made;
  const wrappers = decorators.map((each) => compileExpression(each, scope));
  return (frame) => {
    const functions = wrappers.map((wrapper) => wrapper(frame));
    return functions.reduceRight<Value>((value, wrapper) => call(wrapper, [value]), made(frame));
  };
}

/** `class`: its body runs once in a frame of its own and leaves the members. */
export function compileClass(node: Stmt<"ClassDef">, scope: Scope): Evaluate {
  const inner = scope.inner.get(node)!;
  const body = compileBlock(node.body, inner);
  const bases = compileItems(node.bases, scope);
  const keywords = compileKeywords(
    node.keywords.filter(({ arg }) => arg !== "metaclass"),
    scope,
  );
  const taken = inner.free.map((name) => ({ from: scope.captureSlot(name), to: inner.slot(name) }));
  const ownCell = inner.captured.has("__class__") ? inner.slot("__class__") : undefined;
  const size = inner.frameSize;
  return decorated(node.decorator_list, scope, (frame) => {
    const ancestors = bases(frame).map(derivable);
    keywords?.(frame);
    const members = new Map<string, Value>([["__module__", "__main__"]]);
    const own: Frame = new Array(size);
    own[MEMBERS] = members;
    for (const { from, to } of taken) own[to] = frame[from];
    const cell = new Cell();
    if (ownCell !== undefined) own[ownCell] = cell;
    const { line } = meter;
    body(own);
    meter.line = line;
    const doc = node.body[0];
    if (doc?.nodeType === "Expr" && doc.value.nodeType === "Constant") members.set("__doc__", doc.value.value as Value);
    const cls = new PyClass(node.name, ancestors, members);
    cell.value = cls;
    return cls;
  });
}

function derivable(base: Value): PyClass {
  if (base instanceof Absent) throw base.used();
  if (!(base instanceof PyClass)) throw pyError("TypeError", `a class cannot derive from '${typeName(base)}' object`);
  if (base.construct && !base.makeCore && !base.isSubclassOf(BASE_EXCEPTION)) {
    throw pyError("TypeError", `a class cannot derive from '${base.name}' here: keep one in an attribute instead`);
  }
  return base;
}

/** Runs an annotation of a class body; names that only a type checker knows leave its text. */
export function compileAnnotation(node: Stmt<"AnnAssign">, scope: Scope): (frame: Frame) => void {
  const name = (node.target as Expr<"Name">).id;
  const annotation = compileExpression(node.annotation, scope);
  const text = scope.unit.source.slice(node.annotation);
  return (frame) => {
    const members = frame[MEMBERS] as Map<string, Value>;
    let annotations = members.get("__annotations__");
    if (!(annotations instanceof PyDict)) {
      annotations = new PyDict();
      members.set("__annotations__", annotations);
    }
    let value: Value = text;
    try {
      value = annotation(frame);
    } catch (error) {
      if (!(error instanceof PyError && error.kind === "NameError")) throw error;
    }
    (annotations as PyDict).set(name, value);
  };
}

/** Binds what a def or class statement made. */
export function compileDefinition(node: Stmt<"FunctionDef"> | Stmt<"ClassDef">, scope: Scope) {
  const made = node.nodeType === "FunctionDef" ? compileFunction(node, scope) : compileClass(node, scope);
  const assign = store(node.name, scope);
  return (frame: Frame): void => assign(frame, made(frame));
}
