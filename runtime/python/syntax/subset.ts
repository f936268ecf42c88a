/**
 * What the script runner refuses, before anything runs, and the advice given.
 * Widening the subset is taking a row out of the table. The page for readers is
 * docs/python-subset.md.
 *
 * Also the mistakes that CPython finds after parsing and py-ast does not look
 * for: `return` outside a function, `break` outside a loop, and the like.
 */
import type { GxError } from "../../errors.ts";
import type { ImportRefusal, Refused } from "../values/importer.ts";
import { type AnyNode, type Arguments, childrenOf, isNode, type Module, type Stmt, visit } from "./parse.ts";
import type { Source } from "./source.ts";

interface Refusal {
  /** What the message calls it. */
  what: string;
  advice: string;
  /** Characters to underline, where the node is longer than the point. */
  width?: number;
}

/** By the name of the node in Python's grammar. */
export const REFUSED: Readonly<Record<string, Refusal>> = {
  AsyncFunctionDef: { what: "`async def`", advice: "Write `def` instead of `async def`.", width: 5 },
  AsyncFor: { what: "`async for`", advice: "Write `for` instead of `async for`.", width: 5 },
  AsyncWith: { what: "`async with`", advice: "Write `with` instead of `async with`.", width: 5 },
  Await: { what: "`await`", advice: "Leave out `await`: nothing here runs in the background.", width: 5 },
  Match: { what: "`match`", advice: "Write `if … elif … else` instead.", width: 5 },
  TryStar: { what: "`except*`", advice: "Write `except` instead of `except*`.", width: 3 },
  TypeAlias: { what: "`type` statement", advice: "Leave it out: types are not checked.", width: 4 },
  TypeVar: { what: "type parameter", advice: "Leave out the square brackets: types are not checked." },
  ParamSpec: { what: "type parameter", advice: "Leave out the square brackets: types are not checked." },
  TypeVarTuple: { what: "type parameter", advice: "Leave out the square brackets: types are not checked." },
  TemplateStr: { what: "template string", advice: "Write an f-string: f'…' instead of t'…'." },
};

/** What is refused for where or how it is written. */
export const REFUSED_USES = {
  bytes: { what: "bytes literal", advice: "Write a text without the b in front." },
  metaclass: { what: "`metaclass`", advice: "Write a plain class, or a function that makes objects." },
  yield: {
    what: "`yield` inside an expression",
    advice: "Give it a line of its own: `value = yield x`, then use value.",
  },
  relativeImport: {
    what: "relative import",
    advice: "A fit is one file: put what it needs into the script itself.",
  },
} as const satisfies Record<string, Refusal>;

/** Where a node stands. */
interface Surroundings {
  inFunction: boolean;
  inLoop: boolean;
  inClass: boolean;
  /** A yield may be the whole value of this node. */
  yieldAllowed: boolean;
}

/** What is asked about modules: of an Importer. */
export interface Modules {
  refusal(name: string): ImportRefusal;
  /** Whether a dotted name can be imported. */
  has(name: string): boolean;
  readonly refused: Refused;
  isBarePackage(name: string): boolean;
}

/**
 * Throws the first refusal or mistake in the order of the text.
 */
export function checkSubset(module: Module, source: Source): void {
  const top = { inFunction: false, inLoop: false, inClass: false, yieldAllowed: false };
  for (const statement of module.body) check(statement as unknown as AnyNode, top);

  function check(node: AnyNode, around: Surroundings): void {
    const refusal = REFUSED[node.nodeType];
    if (refusal) throw refuse(node, refusal);
    let inside: Surroundings = { ...around, yieldAllowed: false };
    switch (node.nodeType) {
      case "Constant":
        if (typeof node["quote_style"] === "string" && /^r?b/i.test(node["quote_style"]))
          throw refuse(node, REFUSED_USES.bytes);
        return;
      case "FunctionDef":
      case "Lambda":
        checkParameters(node["args"] as Arguments);
        inside = { ...inside, inFunction: true, inLoop: false, inClass: false };
        break;
      case "GeneratorExp":
        inside = { ...inside, inFunction: true };
        break;
      case "ClassDef":
        checkClass(node as unknown as Stmt<"ClassDef">);
        inside = { ...inside, inFunction: false, inLoop: false, inClass: true };
        break;
      case "For":
      case "While":
        for (const child of [node["target"], node["iter"], node["test"]]) if (isNode(child)) check(child, inside);
        for (const child of node["body"] as AnyNode[]) check(child, { ...inside, inLoop: true });
        for (const child of node["orelse"] as AnyNode[]) check(child, inside);
        return;
      case "Try":
        for (const part of ["body", "handlers", "orelse", "finalbody"]) {
          for (const child of node[part] as AnyNode[]) check(child, inside);
        }
        return;
      case "Expr":
      case "Assign":
      case "AugAssign":
      case "AnnAssign":
      case "Return":
        if (node.nodeType === "Return" && !around.inFunction) throw mistake(node, "'return' outside function");
        inside.yieldAllowed = true;
        break;
      case "Yield":
      case "YieldFrom":
        if (!around.inFunction) throw mistake(node, "'yield' outside function");
        if (!around.yieldAllowed) throw refuse(node, REFUSED_USES.yield);
        break;
      case "Break":
        if (!around.inLoop) throw mistake(node, "'break' outside loop");
        return;
      case "Continue":
        if (!around.inLoop) throw mistake(node, "'continue' not properly in loop");
        return;
      case "Nonlocal":
        if (!around.inFunction) throw mistake(node, "nonlocal declaration not allowed at module level");
        return;
      case "Import":
      case "ImportFrom":
        checkImport(node, around);
        return;
    }
    for (const child of childrenOf(node).flat()) if (isNode(child)) check(child, inside);
  }

  function checkParameters(args: Arguments): void {
    const seen = new Set<string>();
    for (const arg of [...args.posonlyargs, ...args.args, args.vararg, ...args.kwonlyargs, args.kwarg]) {
      if (!arg) continue;
      if (seen.has(arg.arg)) {
        throw mistake(arg as unknown as AnyNode, `duplicate argument '${arg.arg}' in function definition`);
      }
      seen.add(arg.arg);
    }
  }

  function checkClass(node: Stmt<"ClassDef">): void {
    for (const keyword of node.keywords) {
      const plain = keyword.value.nodeType === "Name" && keyword.value.id === "ABCMeta";
      if (keyword.arg === "metaclass" && !plain) throw refuse(keyword as unknown as AnyNode, REFUSED_USES.metaclass);
    }
  }

  /** What is imported need not be here: only what a script uses of it (values/absent.ts). */
  function checkImport(node: AnyNode, around: Surroundings): void {
    if (node.nodeType === "Import") return;
    if ((node["level"] as number) > 0) throw refuse(node, REFUSED_USES.relativeImport);
    const names = node["names"] as { name: string }[];
    if (names[0]?.name === "*" && (around.inFunction || around.inClass)) {
      throw mistake(node, "import * only allowed at module level");
    }
  }

  function refuse(node: AnyNode, { what, advice, width }: Refusal): Error {
    const reason = `${what} is outside the script subset`;
    return source.error("GX_SCRIPT_UNSUPPORTED", node, reason, `${advice} ${PAGE}`, width);
  }

  function mistake(node: AnyNode, reason: string): Error {
    return source.error("GX_SCRIPT_SYNTAX", node, reason);
  }
}

/** What an import asks for, in the order of the text: modules by their dotted names. */
export function modulesNamed(node: AnyNode, modules: Modules): string[] {
  const names = (node["names"] as { name: string }[]).map(({ name }) => name);
  if (node.nodeType === "Import") return names;
  const module = node["module"] as string;
  const submodules = names
    .map((name) => `${module}.${name}`)
    .filter((name, i) => modules.refused(name) || (names[i] !== "*" && modules.isBarePackage(module)));
  return modules.has(module) ? [module, ...submodules] : [module];
}

/** Why a module cannot be imported, with its place. */
export function importRefusal(name: string, node: AnyNode, source: Source, modules: Modules): GxError {
  const { reason, advice } = modules.refusal(name);
  return source.error("GX_SCRIPT_UNSUPPORTED", node, reason, advice);
}

const PAGE = "The whole subset is one page: docs/python-subset.md";

const IMPORT_ERRORS = new Set(["ImportError", "ModuleNotFoundError", "Exception", "BaseException"]);

/** Imports that a script tries, and does without. */
export function guardedImports(body: readonly AnyNode[]): Set<AnyNode> {
  const guarded = new Set<AnyNode>();
  visit(body, (node) => {
    if (node.nodeType !== "Try" || !catchesImport(node as never)) return;
    visit(node["body"], (inner) => void guarded.add(inner));
  });
  return guarded;
}

/** Whether a `try` is there for an import that may fail. */
function catchesImport(node: Stmt<"Try">): boolean {
  return node.handlers.some(({ type }) => {
    const kinds = type?.nodeType === "Tuple" ? type.elts : [type];
    return kinds.some((kind) => kind === undefined || (kind.nodeType === "Name" && IMPORT_ERRORS.has(kind.id)));
  });
}
