/**
 * Statements to closures. Each returns a signal: go on, or leave the loop or
 * the function (the value returned then lies in slot 0 of the frame). Each also
 * notes its line, so an exception knows where it was raised.
 */
import { spend } from "../budget.ts";
import { asPyError, errorClass, exceptionOf, raised } from "../exceptions.ts";
import {
  callMethod,
  findAttribute,
  getAttribute,
  getItem,
  isSubclass,
  iterate,
  setAttribute,
  setItem,
  truth,
  typeName,
} from "../operators.ts";
import { meter } from "../session-state.ts";
import type { ExceptHandler, Expr, ExprNode, Stmt, StmtNode } from "../syntax/parse.ts";
import type { Scope } from "../syntax/scope.ts";
import { PyError, pyError } from "../values/error.ts";
import type { Frame } from "../values/function.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import { NO_KEYWORDS, type Value } from "../values/value.ts";
import { compileExpression, inplaceOperation } from "./expressions.ts";
import { compileAnnotation, compileDefinition } from "./functions.ts";
import { compileImport, compileImportFrom } from "./imports.ts";
import { weightOf } from "./loop-cost.ts";
import { compileDelete, compileTarget } from "./targets.ts";
import { load, store, unbind } from "./variables.ts";

export const NEXT = 0;
export const BREAK = 1;
export const CONTINUE = 2;
export const RETURN = 3;
export type Signal = typeof NEXT | typeof BREAK | typeof CONTINUE | typeof RETURN;
export type Execute = (frame: Frame) => Signal;

export function compileBlock(nodes: readonly StmtNode[], scope: Scope): Execute {
  return sequence(nodes.map((node) => compileStatement(node, scope)));
}

function sequence(parts: readonly Execute[]): Execute {
  if (parts.length === 0) return () => NEXT;
  if (parts.length === 1) return parts[0]!;
  if (parts.length === 2) {
    const [first, second] = parts as [Execute, Execute];
    return (frame) => first(frame) || second(frame);
  }
  return (frame) => {
    for (let i = 0; i < parts.length; i++) {
      const signal = parts[i]!(frame);
      if (signal !== NEXT) return signal;
    }
    return NEXT;
  };
}

export function compileStatement(node: StmtNode, scope: Scope): Execute {
  const line = node.lineno;
  const simple = compileSimple(node, scope);
  if (simple) {
    return (frame) => {
      meter.line = line;
      simple(frame);
      return NEXT;
    };
  }
  switch (node.nodeType) {
    case "Return": {
      const value = node.value ? compileExpression(node.value, scope) : () => null;
      return (frame) => {
        meter.line = line;
        frame[0] = value(frame);
        return RETURN;
      };
    }
    case "Break":
      return () => BREAK;
    case "Continue":
      return () => CONTINUE;
    case "If": {
      const test = compileExpression(node.test, scope);
      const body = compileBlock(node.body, scope);
      const orelse = compileBlock(node.orelse, scope);
      return (frame) => {
        meter.line = line;
        return truth(test(frame)) ? body(frame) : orelse(frame);
      };
    }
    case "For":
      return compileFor(node, scope);
    case "While":
      return compileWhile(node, scope);
    case "Try":
      return compileTry(node, scope);
    case "With":
      return compileWith(node, scope);
    default:
      throw scope.unit.source.error("GX_SCRIPT_UNSUPPORTED", node, `${node.nodeType} is outside the script subset`);
  }
}

/** Statements that always go on to the next; undefined for the others. */
function compileSimple(node: StmtNode, scope: Scope): ((frame: Frame) => void) | undefined {
  switch (node.nodeType) {
    case "Expr":
      return compileExpression(node.value, scope);
    case "Assign":
      return compileAssign(node.targets, compileExpression(node.value, scope), scope);
    case "AugAssign":
      return compileAugmented(node.target, node.op.nodeType, compileExpression(node.value, scope), scope);
    case "AnnAssign": {
      const assign = node.value ? compileAssign([node.target], compileExpression(node.value, scope), scope) : undefined;
      const annotates = scope.kind === "class" && node.target.nodeType === "Name";
      const annotate = annotates ? compileAnnotation(node, scope) : undefined;
      return (frame) => {
        assign?.(frame);
        annotate?.(frame);
      };
    }
    case "FunctionDef":
    case "ClassDef":
      return compileDefinition(node, scope);
    case "Delete": {
      const parts = node.targets.map((target) => compileDelete(target, scope));
      return (frame) => {
        for (const part of parts) part(frame);
      };
    }
    case "Assert": {
      const test = compileExpression(node.test, scope);
      const message = node.msg ? compileExpression(node.msg, scope) : undefined;
      return (frame) => {
        if (!truth(test(frame))) throw new PyError("AssertionError", message ? [message(frame)] : []);
      };
    }
    case "Raise":
      return compileRaise(node, scope);
    case "Import":
      return compileImport(node, scope);
    case "ImportFrom":
      return compileImportFrom(node, scope);
    case "Pass":
    case "Global":
    case "Nonlocal":
    case "Comment":
      return () => {};
    default:
      return undefined;
  }
}

export function compileAssign(
  targets: readonly ExprNode[],
  value: (frame: Frame) => Value,
  scope: Scope,
): (frame: Frame) => void {
  const stores = targets.map((target) => compileTarget(target, scope));
  if (stores.length === 1) {
    const [assign] = stores as [(typeof stores)[0]];
    return (frame) => assign(frame, value(frame));
  }
  return (frame) => {
    const result = value(frame);
    for (const assign of stores) assign(frame, result);
  };
}

export function compileAugmented(
  target: ExprNode,
  op: string,
  value: (frame: Frame) => Value,
  scope: Scope,
): (frame: Frame) => void {
  const operate = inplaceOperation(op, scope.unit.dialect);
  switch (target.nodeType) {
    case "Name": {
      const read = load(target.id, scope);
      const assign = store(target.id, scope);
      return (frame) => assign(frame, operate(read(frame), value(frame)));
    }
    case "Attribute": {
      const object = compileExpression(target.value, scope);
      const name = target.attr;
      return (frame) => {
        const self = object(frame);
        setAttribute(self, name, operate(getAttribute(self, name), value(frame)));
      };
    }
    case "Subscript": {
      const object = compileExpression(target.value, scope);
      const index = compileExpression(target.slice, scope);
      return (frame) => {
        const self = object(frame);
        const key = index(frame);
        setItem(self, key, operate(getItem(self, key), value(frame)));
      };
    }
    default:
      throw scope.unit.source.error("GX_SCRIPT_SYNTAX", target, "this is an illegal target of an augmented assignment");
  }
}

function compileFor(node: Stmt<"For">, scope: Scope): Execute {
  const line = node.lineno;
  const source = compileExpression(node.iter, scope);
  const assign = compileTarget(node.target, scope);
  const body = compileBlock(node.body, scope);
  const orelse = compileBlock(node.orelse, scope);
  const weight = weightOf(node.target, node.body);
  return (frame) => {
    meter.line = line;
    const values = source(frame);
    if (values instanceof PyList || values instanceof PyTuple) {
      for (let i = 0; i < values.items.length; i++) {
        spend(weight);
        meter.line = line;
        assign(frame, values.items[i]!);
        const signal = body(frame);
        if (signal === BREAK) return NEXT;
        if (signal === RETURN) return RETURN;
      }
      return orelse(frame);
    }
    const iterator = iterate(values);
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      spend(weight);
      meter.line = line;
      assign(frame, next.value);
      const signal = body(frame);
      if (signal === BREAK) return NEXT;
      if (signal === RETURN) return RETURN;
    }
    return orelse(frame);
  };
}

function compileWhile(node: Stmt<"While">, scope: Scope): Execute {
  const line = node.lineno;
  const test = compileExpression(node.test, scope);
  const body = compileBlock(node.body, scope);
  const orelse = compileBlock(node.orelse, scope);
  const weight = weightOf(node.test, node.body);
  return (frame) => {
    for (;;) {
      spend(weight);
      meter.line = line;
      if (!truth(test(frame))) return orelse(frame);
      const signal = body(frame);
      if (signal === BREAK) return NEXT;
      if (signal === RETURN) return RETURN;
    }
  };
}

/** Slot of the exception that an `except` is handling, for a bare `raise` inside it. */
const handled = new WeakMap<Scope, number[]>();

function handlingSlots(scope: Scope): number[] {
  let slots = handled.get(scope.home);
  if (!slots) {
    slots = [];
    handled.set(scope.home, slots);
  }
  return slots;
}

function compileRaise(node: Stmt<"Raise">, scope: Scope): (frame: Frame) => void {
  if (!node.exc) {
    const slot = handlingSlots(scope).at(-1);
    return (frame) => {
      const error = slot === undefined ? undefined : frame[slot];
      throw error instanceof PyError ? error : pyError("RuntimeError", "No active exception to reraise");
    };
  }
  const exception = compileExpression(node.exc, scope);
  const cause = node.cause ? compileExpression(node.cause, scope) : undefined;
  return (frame) => {
    const error = raised(exception(frame));
    if (cause) exceptionOf(error).attributes.set("__cause__", cause(frame));
    throw error;
  };
}

/** What one `except` clause needs: whether it takes an error, and how it begins and ends. */
export interface Handler {
  accepts: (frame: Frame, error: PyError) => boolean;
  begin: (frame: Frame, error: PyError) => void;
  end: (frame: Frame) => void;
}

/** @param compileBody  compiles the clause's body, here or as part of a generator */
export function compileHandler<Body>(
  node: ExceptHandler,
  scope: Scope,
  compileBody: (nodes: readonly StmtNode[]) => Body,
): Handler & { body: Body } {
  const type = node.type ? compileExpression(node.type, scope) : undefined;
  const bind = node.name ? store(node.name, scope) : undefined;
  const release = node.name && !scope.unit.dialect ? unbind(node.name, scope) : undefined;
  const read = node.name ? load(node.name, scope) : undefined;
  const slots = handlingSlots(scope);
  const slot = scope.temporary();
  slots.push(slot);
  const body = compileBody(node.body);
  slots.pop();
  return {
    body,
    accepts: (frame, error) =>
      type === undefined ||
      isSubclass(
        errorClass(error),
        type(frame),
        "catching classes that do not inherit from BaseException is not allowed",
      ),
    begin: (frame, error) => {
      frame[slot] = error;
      bind?.(frame, exceptionOf(error));
    },
    end: (frame) => {
      frame[slot] = undefined;
      // Python unbinds the name; the body may have done so itself.
      try {
        if (read && release) release(frame);
      } catch (error) {
        if (!(error instanceof PyError)) throw error;
      }
    },
  };
}

function compileTry(node: Stmt<"Try">, scope: Scope): Execute {
  const body = compileBlock(node.body, scope);
  const handlers = node.handlers.map((each) => compileHandler(each, scope, (nodes) => compileBlock(nodes, scope)));
  const orelse = compileBlock(node.orelse, scope);
  const finalbody = compileBlock(node.finalbody, scope);

  const guarded: Execute = (frame) => {
    let signal: Signal;
    try {
      signal = body(frame);
    } catch (thrown) {
      const error = asPyError(thrown);
      if (!error) throw thrown;
      for (const handler of handlers) {
        if (!handler.accepts(frame, error)) continue;
        handler.begin(frame, error);
        const handledSignal = handler.body(frame);
        handler.end(frame);
        return handledSignal;
      }
      throw error;
    }
    return signal === NEXT ? orelse(frame) : signal;
  };
  if (node.finalbody.length === 0) return guarded;

  return (frame) => {
    let signal: Signal = NEXT;
    let pending: PyError | undefined;
    try {
      signal = guarded(frame);
    } catch (thrown) {
      pending = asPyError(thrown);
      // Out of budget: nothing of the script runs any more.
      if (!pending) throw thrown;
    }
    const result = frame[0];
    const last = finalbody(frame);
    if (last !== NEXT) return last;
    if (pending) throw pending;
    frame[0] = result;
    return signal;
  };
}

/** Enters a `with` item; gives what to call on leaving: true means that the error is dealt with. */
export function compileWithItem(item: Stmt<"With">["items"][number], scope: Scope) {
  const manager = compileExpression(item.context_expr, scope);
  const assign = item.optional_vars ? compileTarget(item.optional_vars as Expr<"Name">, scope) : undefined;
  return (frame: Frame): ((error: PyError | undefined) => boolean) => {
    const context = manager(frame);
    if (findAttribute(context, "__enter__") === undefined || findAttribute(context, "__exit__") === undefined) {
      throw pyError("TypeError", `'${typeName(context)}' object does not support the context manager protocol`);
    }
    const entered = callMethod(context, "__enter__", [null], NO_KEYWORDS);
    assign?.(frame, entered);
    return (error) => {
      const what: Value[] = error ? [errorClass(error), exceptionOf(error), null] : [null, null, null];
      return truth(callMethod(context, "__exit__", [null, ...what], NO_KEYWORDS));
    };
  };
}

function compileWith(node: Stmt<"With">, scope: Scope): Execute {
  const line = node.lineno;
  const enters = node.items.map((item) => compileWithItem(item, scope));
  const body = compileBlock(node.body, scope);
  const run = (frame: Frame, i: number): Signal => {
    if (i === enters.length) return body(frame);
    meter.line = line;
    const leave = enters[i]!(frame);
    let signal: Signal;
    try {
      signal = run(frame, i + 1);
    } catch (thrown) {
      const error = asPyError(thrown);
      if (!error) throw thrown;
      if (leave(error)) return NEXT;
      throw error;
    }
    leave(undefined);
    return signal;
  };
  return (frame) => run(frame, 0);
}
