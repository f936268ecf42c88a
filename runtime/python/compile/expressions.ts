/**
 * Expressions to closures: `compileExpression` turns a node into a function of
 * the frame. What an operator means is decided here once; the common case of
 * two floats is answered in the closure itself.
 */
import { add, divide, inplace, multiply, OPERATIONS, subtract, unary } from "../arithmetic.ts";
import { compare, contains, getAttribute, getItem, hashKey, itemsOf, truth, typeName } from "../operators.ts";
import type { Dialect } from "../syntax/dialect.ts";
import type { Expr, ExprNode } from "../syntax/parse.ts";
import type { Scope } from "../syntax/scope.ts";
import { convert, formatValue } from "../text/format-spec.ts";
import { PyDict } from "../values/dict.ts";
import { pyError } from "../values/error.ts";
import type { Frame } from "../values/function.ts";
import { coreOf } from "../values/object.ts";
import { PyList, PySlice, PyTuple } from "../values/sequence.ts";
import { PySet } from "../values/set.ts";
import type { BinaryOperator, Comparison, Value } from "../values/value.ts";
import { compileCall } from "./calls.ts";
import { compileComprehension, compileGeneratorExpression } from "./comprehensions.ts";
import { compileLambda } from "./functions.ts";
import { type Evaluate, load, store } from "./variables.ts";

export function compileExpression(node: ExprNode, scope: Scope): Evaluate {
  switch (node.nodeType) {
    case "Constant": {
      const value = node.value as Value;
      return () => value;
    }
    case "Name":
      return load(node.id, scope);
    case "Attribute": {
      const object = compileExpression(node.value, scope);
      const name = node.attr;
      const other = scope.unit.dialect?.attributes.get(name);
      if (other) {
        return (frame) => {
          const self = object(frame);
          return other(self) ?? getAttribute(self, name);
        };
      }
      return (frame) => getAttribute(object(frame), name);
    }
    case "Subscript": {
      const object = compileExpression(node.value, scope);
      const key = compileExpression(node.slice, scope);
      return (frame) => getItem(object(frame), key(frame));
    }
    case "Slice":
      return compileSlice(node, scope);
    case "Call":
      return compileCall(node, scope);
    case "BinOp":
      return compileBinary(node, scope);
    case "UnaryOp":
      return compileUnary(node, scope);
    case "BoolOp":
      return compileBoolean(node, scope);
    case "Compare":
      return compileComparison(node, scope);
    case "IfExp": {
      const test = compileExpression(node.test, scope);
      const body = compileExpression(node.body, scope);
      const orelse = compileExpression(node.orelse, scope);
      return (frame) => (truth(test(frame)) ? body(frame) : orelse(frame));
    }
    case "Tuple": {
      const items = compileItems(node.elts, scope);
      return (frame) => new PyTuple(items(frame));
    }
    case "List": {
      const items = compileItems(node.elts, scope);
      return (frame) => new PyList(items(frame));
    }
    case "Set": {
      const items = compileItems(node.elts, scope);
      return (frame) => new PySet(items(frame));
    }
    case "Dict":
      return compileDict(node, scope);
    case "ListComp":
    case "SetComp":
    case "DictComp":
      return compileComprehension(node, scope);
    case "GeneratorExp":
      return compileGeneratorExpression(node, scope);
    case "Lambda":
      return compileLambda(node, scope);
    case "NamedExpr":
      return compileWalrus(node, scope);
    case "JoinedStr": {
      const parts = node.values.map((part) => compileExpression(part, scope));
      return (frame) => {
        let text = "";
        for (const part of parts) text += part(frame) as string;
        return text;
      };
    }
    case "FormattedValue":
      return compileField(node, scope);
    case "Starred":
      throw scope.unit.source.error("GX_SCRIPT_SYNTAX", node, "can't use starred expression here");
    default:
      // subset.ts refuses the rest before compiling.
      throw scope.unit.source.error("GX_SCRIPT_UNSUPPORTED", node, `${node.nodeType} is outside the script subset`);
  }
}

export const BINARY_NAMES: Readonly<Record<string, BinaryOperator>> = {
  Add: "+",
  Sub: "-",
  Mult: "*",
  Div: "/",
  FloorDiv: "//",
  Mod: "%",
  Pow: "**",
  MatMult: "@",
  LShift: "<<",
  RShift: ">>",
  BitAnd: "&",
  BitOr: "|",
  BitXor: "^",
};

const COMPARISON_NAMES: Readonly<Record<string, Comparison>> = {
  Eq: "==",
  NotEq: "!=",
  Lt: "<",
  LtE: "<=",
  Gt: ">",
  GtE: ">=",
};

function compileBinary(node: Expr<"BinOp">, scope: Scope): Evaluate {
  const left = compileExpression(node.left, scope);
  const right = compileExpression(node.right, scope);
  const other = scope.unit.dialect?.operations.get(node.op.nodeType);
  if (other) return (frame) => other(left(frame), right(frame));
  const op = BINARY_NAMES[node.op.nodeType]!;
  switch (op) {
    case "+":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a + b : add(a, b);
      };
    case "-":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a - b : subtract(a, b);
      };
    case "*":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a * b : multiply(a, b);
      };
    case "/":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" && b !== 0 ? a / b : divide(a, b);
      };
    default: {
      const operation = OPERATIONS[op];
      return (frame) => operation(left(frame), right(frame));
    }
  }
}

/** The operation of `target op= value`. */
export function inplaceOperation(nodeType: string, dialect?: Dialect): (a: Value, b: Value) => Value {
  const other = dialect?.operations.get(nodeType);
  if (other) return other;
  const op = BINARY_NAMES[nodeType]!;
  const operation = OPERATIONS[op];
  return (a, b) => (typeof a === "number" ? operation(a, b) : inplace(op, a, b));
}

function compileUnary(node: Expr<"UnaryOp">, scope: Scope): Evaluate {
  const operand = compileExpression(node.operand, scope);
  switch (node.op.nodeType) {
    case "Not":
      return (frame) => !truth(operand(frame));
    case "USub":
      return (frame) => {
        const value = operand(frame);
        return typeof value === "number" ? -value : unary("-", value);
      };
    case "UAdd":
      return (frame) => unary("+", operand(frame));
    default:
      return (frame) => unary("~", operand(frame));
  }
}

function compileBoolean(node: Expr<"BoolOp">, scope: Scope): Evaluate {
  const parts = node.values.map((value) => compileExpression(value, scope));
  const last = parts.pop()!;
  const stopOn = node.op.nodeType === "Or";
  return (frame) => {
    for (const part of parts) {
      const value = part(frame);
      if (truth(value) === stopOn) return value;
    }
    return last(frame);
  };
}

type Test = (a: Value, b: Value) => Value;

function comparisonOf(nodeType: string, dialect: Dialect | undefined): Test {
  const ordering = COMPARISON_NAMES[nodeType];
  if (dialect && ordering !== undefined && /^[<>]/.test(ordering)) {
    const { order } = dialect;
    return (a, b) => (typeof a === "number" && typeof b === "number" ? compare(ordering, a, b) : order(ordering, a, b));
  }
  switch (nodeType) {
    case "Is":
      return isSame;
    case "IsNot":
      return (a, b) => !isSame(a, b);
    case "In":
      return (a, b) => contains(b, a);
    case "NotIn":
      return (a, b) => !contains(b, a);
    case "Lt":
      return (a, b) => (typeof a === "number" && typeof b === "number" ? a < b : compare("<", a, b));
    case "Gt":
      return (a, b) => (typeof a === "number" && typeof b === "number" ? a > b : compare(">", a, b));
    default: {
      const op = COMPARISON_NAMES[nodeType]!;
      return (a, b) => compare(op, a, b);
    }
  }
}

/** `is`: numbers and texts have no identity of their own here, so equal ones of one type are the same. */
export function isSame(a: Value, b: Value): boolean {
  return Object.is(a, b);
}

function compileComparison(node: Expr<"Compare">, scope: Scope): Evaluate {
  const first = compileExpression(node.left, scope);
  const operands = node.comparators.map((each) => compileExpression(each, scope));
  const tests = node.ops.map((op) => comparisonOf(op.nodeType, scope.unit.dialect));
  if (tests.length === 1) {
    const [test] = tests as [Test];
    const [second] = operands as [Evaluate];
    return (frame) => test(first(frame), second(frame));
  }
  return (frame) => {
    let left = first(frame);
    let answer: Value = true;
    for (let i = 0; i < tests.length; i++) {
      const right = operands[i]!(frame);
      answer = tests[i]!(left, right);
      if (i < tests.length - 1 && !truth(answer)) return answer;
      left = right;
    }
    return answer;
  };
}

function compileSlice(node: Expr<"Slice">, scope: Scope): Evaluate {
  const part = (each: ExprNode | undefined): Evaluate => (each ? compileExpression(each, scope) : () => null);
  const lower = part(node.lower);
  const upper = part(node.upper);
  const step = part(node.step);
  if (!node.lower && !node.upper && !node.step) {
    const whole = new PySlice(null, null, null);
    return () => whole;
  }
  return (frame) => new PySlice(lower(frame), upper(frame), step(frame));
}

/** The items of a display or of an argument list, `*` unpacked. */
export function compileItems(nodes: readonly ExprNode[], scope: Scope): (frame: Frame) => Value[] {
  if (!nodes.some((node) => node.nodeType === "Starred")) {
    const items = nodes.map((node) => compileExpression(node, scope));
    return (frame) => {
      const values: Value[] = new Array(items.length);
      for (let i = 0; i < items.length; i++) values[i] = items[i]!(frame);
      return values;
    };
  }
  const parts = nodes.map((node) =>
    node.nodeType === "Starred"
      ? { starred: true, value: compileExpression(node.value, scope) }
      : { starred: false, value: compileExpression(node, scope) },
  );
  return (frame) => {
    const values: Value[] = [];
    for (const { starred, value } of parts) {
      if (starred) for (const item of itemsOf(value(frame))) values.push(item);
      else values.push(value(frame));
    }
    return values;
  };
}

function compileDict(node: Expr<"Dict">, scope: Scope): Evaluate {
  const pairs = node.values.map((value, i) => {
    const key = node.keys[i];
    return { key: key ? compileExpression(key, scope) : undefined, value: compileExpression(value, scope) };
  });
  return (frame) => {
    const dict = new PyDict();
    for (const { key, value } of pairs) {
      if (key) {
        const filed = key(frame);
        hashKey(filed);
        dict.set(filed, value(frame));
      } else {
        const other = coreOf(value(frame));
        if (!(other instanceof PyDict)) throw pyError("TypeError", `'${typeName(other)}' object is not a mapping`);
        dict.update(other);
      }
    }
    return dict;
  };
}

function compileWalrus(node: Expr<"NamedExpr">, scope: Scope): Evaluate {
  const value = compileExpression(node.value, scope);
  let owner = scope;
  while (owner.kind === "comprehension") owner = owner.parent!;
  const assign = store((node.target as Expr<"Name">).id, owner);
  return (frame) => {
    const result = value(frame);
    assign(frame, result);
    return result;
  };
}

function compileField(node: Expr<"FormattedValue">, scope: Scope): Evaluate {
  const value = compileExpression(node.value, scope);
  const conversion = node.conversion === undefined || node.conversion < 0 ? "" : String.fromCharCode(node.conversion);
  const spec = node.format_spec ? compileExpression(node.format_spec, scope) : undefined;
  return (frame) => formatValue(convert(value(frame), conversion), spec ? (spec(frame) as string) : "");
}
