/**
 * Bodies of functions with `yield`, as JavaScript generators. Only statements
 * that contain a yield are compiled here; all others run as usual. A yield is a
 * statement, or the whole value of an assignment or return (subset.ts sees to it).
 */
import { spend } from "../budget.ts";
import { asPyError } from "../exceptions.ts";
import { iterate, truth } from "../operators.ts";
import { meter } from "../session-state.ts";
import type { ExprNode, Stmt, StmtNode } from "../syntax/parse.ts";
import type { Scope } from "../syntax/scope.ts";
import type { PyError } from "../values/error.ts";
import type { Frame } from "../values/function.ts";
import { PyGenerator } from "../values/generator.ts";
import { PyIterator } from "../values/iterator.ts";
import type { Value } from "../values/value.ts";
import { compileExpression } from "./expressions.ts";
import { containsYield } from "./functions.ts";
import { weightOf } from "./loop-cost.ts";
import {
  BREAK,
  compileAssign,
  compileAugmented,
  compileHandler,
  compileStatement,
  compileWithItem,
  NEXT,
  RETURN,
  type Signal,
} from "./statements.ts";
import { compileTarget } from "./targets.ts";

type Walk = (frame: Frame) => Generator<Value, Signal, Value>;
type Produce = (frame: Frame) => Generator<Value, Value, Value>;

/** Makes the body's generator; its result is what the function returns. */
export function compileGeneratorBody(nodes: readonly StmtNode[], scope: Scope): Produce {
  const body = compileSteps(nodes, scope);
  return function* (frame) {
    return (yield* body(frame)) === RETURN ? (frame[0] as Value) : null;
  };
}

function compileSteps(nodes: readonly StmtNode[], scope: Scope): Walk {
  const steps = nodes.map((node) =>
    containsYield([node])
      ? { walk: compileStep(node, scope), execute: undefined }
      : { walk: undefined, execute: compileStatement(node, scope) },
  );
  return function* (frame) {
    for (const { walk, execute } of steps) {
      const signal = walk ? yield* walk(frame) : execute!(frame);
      if (signal !== NEXT) return signal;
    }
    return NEXT;
  };
}

function compileStep(node: StmtNode, scope: Scope): Walk {
  const line = node.lineno;
  switch (node.nodeType) {
    case "Expr":
    case "Assign":
    case "AugAssign":
    case "AnnAssign":
    case "Return": {
      const produce = compileYield(node.value as ExprNode, scope);
      const finish = compileFinish(node, scope);
      return function* (frame) {
        meter.line = line;
        const value = yield* produce(frame);
        meter.line = line;
        return finish(frame, value);
      };
    }
    case "If": {
      const test = compileExpression(node.test, scope);
      const body = compileSteps(node.body, scope);
      const orelse = compileSteps(node.orelse, scope);
      return function* (frame) {
        meter.line = line;
        return yield* truth(test(frame)) ? body(frame) : orelse(frame);
      };
    }
    case "For":
      return compileFor(node, scope);
    case "While": {
      const test = compileExpression(node.test, scope);
      const body = compileSteps(node.body, scope);
      const orelse = compileSteps(node.orelse, scope);
      const weight = weightOf(node.test, node.body);
      return function* (frame) {
        for (;;) {
          spend(weight);
          meter.line = line;
          if (!truth(test(frame))) return yield* orelse(frame);
          const signal = yield* body(frame);
          if (signal === BREAK) return NEXT;
          if (signal === RETURN) return RETURN;
        }
      };
    }
    case "Try":
      return compileTry(node, scope);
    case "With":
      return compileWith(node, scope);
    default:
      throw scope.unit.source.error("GX_SCRIPT_UNSUPPORTED", node, "`yield` here is outside the script subset");
  }
}

function compileYield(node: ExprNode, scope: Scope): Produce {
  if (node.nodeType === "YieldFrom") {
    const source = compileExpression(node.value, scope);
    return function* (frame) {
      const from = source(frame);
      if (from instanceof PyGenerator) {
        let sent: Value = null;
        for (;;) {
          const value = sent;
          const step = from.step((body) => body.next(value));
          if (step.done) return step.value;
          sent = yield step.value;
        }
      }
      const iterator = from instanceof PyIterator ? from.source : iterate(from);
      for (let next = iterator.next(); !next.done; next = iterator.next()) yield next.value;
      return null;
    };
  }
  const value = node.nodeType === "Yield" && node.value ? compileExpression(node.value, scope) : () => null;
  return function* (frame) {
    return yield value(frame);
  };
}

/** What a statement does with the value that its yield gave. */
function compileFinish(node: StmtNode, scope: Scope): (frame: Frame, value: Value) => Signal {
  if (node.nodeType === "Return") {
    return (frame, value) => {
      frame[0] = value;
      return RETURN;
    };
  }
  const slot = scope.temporary();
  const read = (frame: Frame) => frame[slot] as Value;
  let assign: (frame: Frame) => void = () => {};
  if (node.nodeType === "Assign") assign = compileAssign(node.targets, read, scope);
  else if (node.nodeType === "AnnAssign") assign = compileAssign([node.target], read, scope);
  else if (node.nodeType === "AugAssign") assign = compileAugmented(node.target, node.op.nodeType, read, scope);
  return (frame, value) => {
    frame[slot] = value;
    assign(frame);
    return NEXT;
  };
}

function compileFor(node: Stmt<"For">, scope: Scope): Walk {
  const line = node.lineno;
  const source = compileExpression(node.iter, scope);
  const assign = compileTarget(node.target, scope);
  const body = compileSteps(node.body, scope);
  const orelse = compileSteps(node.orelse, scope);
  const weight = weightOf(node.target, node.body);
  return function* (frame) {
    meter.line = line;
    const iterator = iterate(source(frame));
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      spend(weight);
      meter.line = line;
      assign(frame, next.value);
      const signal = yield* body(frame);
      if (signal === BREAK) return NEXT;
      if (signal === RETURN) return RETURN;
    }
    return yield* orelse(frame);
  };
}

function compileTry(node: Stmt<"Try">, scope: Scope): Walk {
  const body = compileSteps(node.body, scope);
  const handlers = node.handlers.map((each) => compileHandler(each, scope, (nodes) => compileSteps(nodes, scope)));
  const orelse = compileSteps(node.orelse, scope);
  const finalbody = compileSteps(node.finalbody, scope);
  const hasFinal = node.finalbody.length > 0;

  const guarded: Walk = function* (frame) {
    let signal: Signal;
    try {
      signal = yield* body(frame);
    } catch (thrown) {
      const error = asPyError(thrown);
      if (!error) throw thrown;
      const handler = handlers.find((each) => each.accepts(frame, error));
      if (!handler) throw error;
      handler.begin(frame, error);
      const handledSignal = yield* handler.body(frame);
      handler.end(frame);
      return handledSignal;
    }
    return signal === NEXT ? yield* orelse(frame) : signal;
  };
  if (!hasFinal) return guarded;

  return function* (frame) {
    let signal: Signal = NEXT;
    let pending: PyError | undefined;
    let settled = false;
    try {
      signal = yield* guarded(frame);
      settled = true;
    } catch (thrown) {
      settled = true;
      pending = asPyError(thrown);
      if (!pending) throw thrown;
    } finally {
      // Not settled: the generator was closed at a yield, so this is the last chance to tidy up.
      if (!settled) yield* finalbody(frame);
    }
    const result = frame[0];
    const last = yield* finalbody(frame);
    if (last !== NEXT) return last;
    if (pending) throw pending;
    frame[0] = result;
    return signal;
  };
}

function compileWith(node: Stmt<"With">, scope: Scope): Walk {
  const enters = node.items.map((item) => compileWithItem(item, scope));
  const body = compileSteps(node.body, scope);
  const run = function* (frame: Frame, i: number): Generator<Value, Signal, Value> {
    if (i === enters.length) return yield* body(frame);
    const leave = enters[i]!(frame);
    let signal: Signal;
    try {
      signal = yield* run(frame, i + 1);
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
