/**
 * What Python 2 spells as Python 3 does and means otherwise, marked in the tree: the
 * division of two ints, targets in brackets, the special methods that were renamed,
 * and `exec` inside a function, which sees and sets the function's own variables.
 */
import {
  type AnyNode,
  type Arguments,
  type ExceptHandler,
  type ExprNode,
  isNode,
  parseScript,
  type StmtNode,
  visit,
} from "../syntax/parse.ts";
import { Source } from "../syntax/source.ts";
import type { Translation } from "./translate.ts";

/** The division that rounds down between ints; `/` of `from __future__ import division` stays Div. */
export const CLASSIC_DIVISION = "ClassicDiv";

/** Special methods by their names of then and now. */
const RENAMED: readonly (readonly [then: string, now: string])[] = [
  ["__nonzero__", "__bool__"],
  ["next", "__next__"],
];
const DIVISIONS: typeof RENAMED = [
  ["__div__", "__truediv__"],
  ["__rdiv__", "__rtruediv__"],
  ["__idiv__", "__itruediv__"],
];
const COMPARISONS: readonly (readonly [name: string, op: string])[] = [
  ["__lt__", "<"],
  ["__le__", "<="],
  ["__eq__", "=="],
  ["__ne__", "!="],
  ["__gt__", ">"],
  ["__ge__", ">="],
];

/** Changes the tree of a translated text into what it means, with places in the user's own text. */
export function finish(tree: object, { original, futures, targets }: Translation): void {
  const classic = !futures.has("division");
  const functions: AnyNode[] = [];
  const classes: AnyNode[] = [];
  const asides: AnyNode[] = [];
  visit(tree, (node) => {
    if (typeof node.lineno === "number") Object.assign(node, original(node));
    const op = node["op"];
    if (classic && isNode(op) && op.nodeType === "Div") (op as AnyNode).nodeType = CLASSIC_DIVISION;
    if (node.nodeType === "ClassDef") classes.push(node);
    if (node.nodeType === "FunctionDef") functions.push(node);
    if (["FunctionDef", "Lambda", "ExceptHandler"].includes(node.nodeType)) asides.push(node);
    // str() writes a float with twelve digits; a script's own str is left alone.
    if (node.nodeType === "Call") shortText(node);
  });
  if (targets.size > 0) for (const node of asides) unpackAside(node, targets);
  for (const node of classes) renameSpecials(node, classic);
  for (const node of functions) execInside(node);
}

function shortText(node: AnyNode): void {
  const func = node["func"] as AnyNode;
  if (func.nodeType === "Name" && func["id"] === "str" && (node["args"] as unknown[]).length === 1) {
    node["args"] = [func, ...(node["args"] as ExprNode[])];
    node["func"] = { ...func, id: "__str__" };
  }
}

// Nodes of our own, at the place of another

const at = ({ lineno, col_offset }: AnyNode) => ({ lineno, col_offset });
const name = (id: string, place: AnyNode, ctx: "Load" | "Store" = "Load"): AnyNode => ({
  nodeType: "Name",
  id,
  ctx: { nodeType: ctx },
  ...at(place),
});
const constant = (value: unknown, place: AnyNode): AnyNode => ({ nodeType: "Constant", value, ...at(place) });
const tuple = (elts: AnyNode[], place: AnyNode, ctx: "Load" | "Store" = "Load"): AnyNode => ({
  nodeType: "Tuple",
  elts,
  ctx: { nodeType: ctx },
  ...at(place),
});
const assign = (target: AnyNode, value: AnyNode, place: AnyNode): AnyNode => ({
  nodeType: "Assign",
  targets: [target],
  value,
  ...at(place),
});
const call = (id: string, args: AnyNode[], place: AnyNode): AnyNode => ({
  nodeType: "Call",
  func: name(id, place),
  args,
  keywords: [],
  ...at(place),
});
const lambda = (parameters: string[], body: unknown, place: AnyNode): AnyNode => ({
  nodeType: "Lambda",
  args: {
    nodeType: "Arguments",
    posonlyargs: [],
    args: parameters.map((arg) => ({ nodeType: "Arg", arg, ...at(place) })),
    vararg: undefined,
    kwonlyargs: [],
    kw_defaults: [],
    kwarg: undefined,
    defaults: [],
  },
  body,
  ...at(place),
});

// Targets in brackets

function unpackAside(node: AnyNode, targets: ReadonlyMap<string, string>): void {
  if (node.nodeType === "ExceptHandler") {
    const handler = node as unknown as ExceptHandler;
    const target = targets.get(handler.name ?? "");
    if (target === undefined) return;
    // `except IOError, (number, text)` unpacks what the exception was given.
    const args: AnyNode = {
      nodeType: "Attribute",
      value: name(handler.name!, node),
      attr: "args",
      ctx: { nodeType: "Load" },
      ...at(node),
    };
    handler.body.unshift(assign(targetOf(target, node), args, node) as unknown as StmtNode);
    return;
  }
  const args = node["args"] as Arguments;
  const aside = [...args.posonlyargs, ...args.args].filter(({ arg }) => targets.has(arg));
  if (aside.length === 0) return;
  if (node.nodeType === "FunctionDef") {
    const unpacking = aside.map(({ arg }) => assign(targetOf(targets.get(arg)!, node), name(arg, node), node));
    (node["body"] as unknown[]).unshift(...unpacking);
    return;
  }
  for (const { arg } of aside) {
    const leaves: { id: string; path: number[] }[] = [];
    collect(targetOf(targets.get(arg)!, node), [], leaves);
    const inner = lambda(
      leaves.map(({ id }) => id),
      node["body"],
      node,
    );
    const item = (path: number[]) =>
      path.reduce<AnyNode>(
        (value, index) => ({
          nodeType: "Subscript",
          value,
          slice: constant(BigInt(index), node),
          ctx: { nodeType: "Load" },
          ...at(node),
        }),
        name(arg, node),
      );
    node["body"] = {
      nodeType: "Call",
      func: inner,
      args: leaves.map(({ path }) => item(path)),
      keywords: [],
      ...at(node),
    };
  }
}

function collect(target: AnyNode, path: number[], leaves: { id: string; path: number[] }[]): void {
  if (target.nodeType === "Name") leaves.push({ id: target["id"] as string, path });
  else for (const [i, each] of ((target["elts"] ?? []) as AnyNode[]).entries()) collect(each, [...path, i], leaves);
}

/** A target's text as what can be assigned to, at the place of the node that had it. */
function targetOf(text: string, place: AnyNode): AnyNode {
  const statement = parseScript(new Source(`${text} = 0`, "")).body[0] as unknown as { targets: AnyNode[] };
  const target = statement.targets[0]!;
  visit(target, (node) => Object.assign(node, { end_lineno: undefined, end_col_offset: undefined }, at(place)));
  return target;
}

// Special methods

function renameSpecials(node: AnyNode, classic: boolean): void {
  const body = node["body"] as AnyNode[];
  const own = new Set(
    body.flatMap((each) => (each.nodeType === "FunctionDef" ? [each["name"] as string] : namesSet(each))),
  );
  const place = body.at(-1)!;
  const add = (now: string, value: AnyNode) => void body.push(assign(name(now, place, "Store"), value, place));
  for (const [then, now] of classic ? [...RENAMED, ...DIVISIONS] : RENAMED)
    if (own.has(then)) add(now, name(then, place));
  if (!own.has("__cmp__")) return;
  for (const [now, op] of COMPARISONS)
    if (!own.has(now)) add(now, call("__comparison__", [constant(op, place)], place));
}

/** Names that an assignment sets. */
function namesSet(node: AnyNode): string[] {
  if (node.nodeType !== "Assign") return [];
  return (node["targets"] as AnyNode[]).flatMap((target) =>
    target.nodeType === "Name" ? [target["id"] as string] : [],
  );
}

// exec in a function

/** `exec text` inside a function becomes `a, b = __exec_here__(text, ("a", "b"), (lambda: a, lambda: b))` with its variables. */
function execInside(node: AnyNode): void {
  const blocks: AnyNode[][] = [];
  collectBlocks(node["body"] as AnyNode[], blocks);
  if (!blocks.some((block) => block.some(isBareExec))) return;
  const args = node["args"] as Arguments;
  const names = new Set<string>();
  const globals = new Set<string>();
  for (const arg of [...args.posonlyargs, ...args.args, args.vararg, ...args.kwonlyargs, args.kwarg])
    if (arg) names.add(arg.arg);
  for (const block of blocks) {
    for (const statement of block) {
      if (statement.nodeType === "Global") for (const each of statement["names"] as string[]) globals.add(each);
      if (statement.nodeType === "FunctionDef" || statement.nodeType === "ClassDef")
        names.add(statement["name"] as string);
      else if (!hasBlocks(statement)) stored(statement, names);
      else for (const part of [statement["target"], statement["items"]]) stored(part, names);
    }
  }
  const variables = [...names].filter((each) => !globals.has(each));
  if (variables.length === 0) return;
  for (const block of blocks) {
    for (const [i, statement] of block.entries()) {
      if (!isBareExec(statement)) continue;
      const [text] = (statement["value"] as AnyNode)["args"] as AnyNode[];
      const read = tuple(
        variables.map((each) => lambda([], name(each, statement), statement)),
        statement,
      );
      const value = call(
        "__exec_here__",
        [
          text!,
          tuple(
            variables.map((each) => constant(each, statement)),
            statement,
          ),
          read,
        ],
        statement,
      );
      block[i] = assign(
        tuple(
          variables.map((each) => name(each, statement, "Store")),
          statement,
          "Store",
        ),
        value,
        statement,
      );
    }
  }
}

function stored(root: unknown, names: Set<string>): void {
  visit(root, (node) => {
    const ctx = node["ctx"];
    if (node.nodeType === "Name" && isNode(ctx) && ctx.nodeType === "Store") names.add(node["id"] as string);
  });
}

function hasBlocks(statement: AnyNode): boolean {
  return ["body", "orelse", "finalbody", "handlers"].some((part) => Array.isArray(statement[part]));
}

/** The statement lists of a body, not those of functions and classes in it. */
function collectBlocks(block: AnyNode[], found: AnyNode[][]): void {
  found.push(block);
  for (const statement of block) {
    if (statement.nodeType === "FunctionDef" || statement.nodeType === "ClassDef") continue;
    for (const part of ["body", "orelse", "finalbody"]) {
      if (Array.isArray(statement[part])) collectBlocks(statement[part] as AnyNode[], found);
    }
    for (const handler of (statement["handlers"] ?? []) as AnyNode[])
      collectBlocks(handler["body"] as AnyNode[], found);
  }
}

function isBareExec({ nodeType, ...rest }: AnyNode): boolean {
  const value = rest["value"];
  if (nodeType !== "Expr" || !isNode(value) || value.nodeType !== "Call") return false;
  const func = value["func"] as AnyNode;
  return func.nodeType === "Name" && func["id"] === "__exec__" && (value["args"] as unknown[]).length === 1;
}
