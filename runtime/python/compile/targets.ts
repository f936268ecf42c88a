/** Targets of assignments to closures that take the value: names, attributes, items, unpacking. */

import { deleteAttribute, deleteItem, itemsOf, setAttribute, setItem, typeName } from "../operators.ts";
import type { ExprNode } from "../syntax/parse.ts";
import type { Scope } from "../syntax/scope.ts";
import { PyError, pyError } from "../values/error.ts";
import type { Frame } from "../values/function.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import type { Value } from "../values/value.ts";
import { compileExpression } from "./expressions.ts";
import { type Store, store, unbind } from "./variables.ts";

export function compileTarget(node: ExprNode, scope: Scope): Store {
  switch (node.nodeType) {
    case "Name":
      return store(node.id, scope);
    case "Attribute": {
      const object = compileExpression(node.value, scope);
      const name = node.attr;
      return (frame, value) => setAttribute(object(frame), name, value);
    }
    case "Subscript": {
      const object = compileExpression(node.value, scope);
      const key = compileExpression(node.slice, scope);
      return (frame, value) => setItem(object(frame), key(frame), value);
    }
    case "Tuple":
    case "List":
      return compileUnpacking(node.elts, scope);
    default:
      throw scope.unit.source.error("GX_SCRIPT_SYNTAX", node, "cannot assign to this expression");
  }
}

function compileUnpacking(nodes: readonly ExprNode[], scope: Scope): Store {
  const star = nodes.findIndex((node) => node.nodeType === "Starred");
  const targets = nodes.map((node) => compileTarget(node.nodeType === "Starred" ? node.value : node, scope));
  const after = nodes.length - 1 - star;
  return (frame, value) => {
    const items = unpacked(value);
    if (star < 0) {
      if (items.length !== targets.length) throw wrongCount(items.length, targets.length);
      for (let i = 0; i < targets.length; i++) targets[i]!(frame, items[i]!);
      return;
    }
    if (items.length < targets.length - 1) {
      throw pyError(
        "ValueError",
        `not enough values to unpack (expected at least ${targets.length - 1}, got ${items.length})`,
      );
    }
    for (let i = 0; i < star; i++) targets[i]!(frame, items[i]!);
    targets[star]!(frame, new PyList(items.slice(star, items.length - after)));
    for (let i = 1; i <= after; i++) targets[star + i]!(frame, items[items.length - after + i - 1]!);
  };
}

function unpacked(value: Value): readonly Value[] {
  if (value instanceof PyTuple || value instanceof PyList) return value.items;
  try {
    return itemsOf(value);
  } catch (error) {
    if (error instanceof PyError && error.message === `'${typeName(value)}' object is not iterable`) {
      throw pyError("TypeError", `cannot unpack non-iterable ${typeName(value)} object`);
    }
    throw error;
  }
}

function wrongCount(given: number, expected: number): Error {
  return given < expected
    ? pyError("ValueError", `not enough values to unpack (expected ${expected}, got ${given})`)
    : pyError("ValueError", `too many values to unpack (expected ${expected})`);
}

/** `del target` */
export function compileDelete(node: ExprNode, scope: Scope): (frame: Frame) => void {
  switch (node.nodeType) {
    case "Name":
      return unbind(node.id, scope);
    case "Attribute": {
      const object = compileExpression(node.value, scope);
      return (frame) => deleteAttribute(object(frame), node.attr);
    }
    case "Subscript": {
      const object = compileExpression(node.value, scope);
      const key = compileExpression(node.slice, scope);
      return (frame) => deleteItem(object(frame), key(frame));
    }
    case "Tuple":
    case "List": {
      const parts = node.elts.map((each) => compileDelete(each, scope));
      return (frame) => {
        for (const part of parts) part(frame);
      };
    }
    default:
      throw scope.unit.source.error("GX_SCRIPT_SYNTAX", node, "cannot delete this expression");
  }
}
