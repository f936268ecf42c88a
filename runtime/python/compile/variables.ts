/** Reading, binding and unbinding a variable, each as a closure over its slot or cell. */
import { MEMBERS, type Scope, type Variable } from "../syntax/scope.ts";
import { PyError, pyError, Unavailable } from "../values/error.ts";
import type { Cell, Frame } from "../values/function.ts";
import type { Importer } from "../values/importer.ts";
import type { Value } from "../values/value.ts";

/** Compiled code: an expression, or how to store into a target. */
export type Evaluate = (frame: Frame) => Value;
export type Store = (frame: Frame, value: Value) => void;

export function load(name: string, scope: Scope): Evaluate {
  return loadVariable(scope.resolve(name), scope.unit.importer);
}

function loadVariable(variable: Variable, importer: Importer): Evaluate {
  const { name } = variable;
  switch (variable.kind) {
    case "local": {
      const { slot } = variable;
      return (frame) => {
        const value = frame[slot];
        if (value === undefined) throw unboundLocal(name);
        return value as Value;
      };
    }
    case "cell": {
      const { slot } = variable;
      return (frame) => {
        const { value } = frame[slot] as Cell;
        if (value === undefined) throw unboundFree(name);
        return value;
      };
    }
    case "global": {
      const { cell, builtin } = variable;
      return () => {
        const value = cell.value;
        if (value !== undefined) return value;
        if (builtin !== undefined) return builtin;
        throw undefinedName(name, importer);
      };
    }
    case "member": {
      const outer = loadVariable(variable.outer, importer);
      return (frame) => {
        const value = (frame[MEMBERS] as Map<string, Value>).get(name);
        return value === undefined ? outer(frame) : value;
      };
    }
  }
}

export function store(name: string, scope: Scope): Store {
  const variable = scope.resolve(name);
  switch (variable.kind) {
    case "local": {
      const { slot } = variable;
      return (frame, value) => {
        frame[slot] = value;
      };
    }
    case "cell": {
      const { slot } = variable;
      return (frame, value) => {
        (frame[slot] as Cell).value = value;
      };
    }
    case "global": {
      const { cell } = variable;
      return (_frame, value) => {
        cell.value = value;
      };
    }
    case "member":
      return (frame, value) => {
        (frame[MEMBERS] as Map<string, Value>).set(name, value);
      };
  }
}

export function unbind(name: string, scope: Scope): (frame: Frame) => void {
  const variable = scope.resolve(name);
  const read = loadVariable(variable, scope.unit.importer);
  return (frame) => {
    read(frame);
    switch (variable.kind) {
      case "local":
        frame[variable.slot] = undefined;
        break;
      case "cell":
        (frame[variable.slot] as Cell).value = undefined;
        break;
      case "global":
        variable.cell.value = undefined;
        break;
      case "member":
        (frame[MEMBERS] as Map<string, Value>).delete(name);
    }
  };
}

function undefinedName(name: string, importer: Importer): PyError {
  const text = `name '${name}' is not defined`;
  if (importer.absentStars.length === 0) return new PyError("NameError", [text]);
  const [star] = importer.absentStars;
  const { reason, advice } = importer.refusal(star!.name);
  return new Unavailable(
    "NameError",
    `${text}; it may be one of \`from ${star!.name} import *\` in line ${star!.line}, but ${reason}`,
    advice,
    text,
  );
}

function unboundLocal(name: string): PyError {
  return pyError("UnboundLocalError", `cannot access local variable '${name}' where it is not associated with a value`);
}

function unboundFree(name: string): PyError {
  return pyError(
    "NameError",
    `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`,
  );
}
