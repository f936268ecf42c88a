/**
 * Which variable a name means, decided before anything runs, by Python's rules:
 * a name that a function binds anywhere is local to it; other names are looked
 * for in the enclosing functions, then among the globals, then the builtins.
 *
 * A local is a slot of its function's frame. If an inner function uses it too,
 * the slot holds a Cell that both share. Comprehensions have variables of their
 * own but live in the frame of the function around them; generator expressions
 * are functions, as they may outlive it.
 */

import { Cell } from "../values/function.ts";
import type { Importer } from "../values/importer.ts";
import type { Value } from "../values/value.ts";
import type { Dialect } from "./dialect.ts";
import { type AnyNode, type Arguments, childrenOf, type Expr, isNode } from "./parse.ts";
import type { Place, Source } from "./source.ts";

/** The globals of a program. */
export class Namespace {
  readonly cells = new Map<string, Cell>();

  cell(name: string): Cell {
    let cell = this.cells.get(name);
    if (!cell) {
      cell = new Cell();
      this.cells.set(name, cell);
    }
    return cell;
  }
  get(name: string): Value | undefined {
    return this.cells.get(name)?.value;
  }
  set(name: string, value: Value): void {
    this.cell(name).value = value;
  }
  /** Unbinds every name; compiled code keeps its cells. */
  clear(): void {
    for (const cell of this.cells.values()) cell.value = undefined;
  }
}

/** What the code of one text shares: where it came from, its globals, the builtins, its imports. */
export interface Unit {
  readonly source: Source;
  readonly namespace: Namespace;
  readonly builtins: ReadonlyMap<string, Value>;
  readonly importer: Importer;
  /** Of a script that is not Python 3's. */
  readonly dialect?: Dialect | undefined;
  /** Imports inside a `try` that catches their failure: nodes of the tree. */
  readonly guarded: WeakSet<object>;
}

export type ScopeKind = "module" | "function" | "class" | "comprehension";

export type Variable = { name: string } & (
  | { kind: "global"; cell: Cell; builtin: Value | undefined }
  | { kind: "local"; slot: number }
  | { kind: "cell"; slot: number }
  /** A name bound in a class body; a global until the body has bound it. */
  | { kind: "member"; outer: Variable }
);

/** Slot of the class body's members. */
export const MEMBERS = 1;

export class Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | undefined;
  readonly unit: Unit;
  /** Whose frame holds the slots: this scope, or for a comprehension the one around it. */
  readonly home: Scope;
  readonly bound = new Set<string>();
  readonly globals = new Set<string>();
  readonly nonlocals = new Map<string, Place>();
  readonly used = new Set<string>();
  /** Variables of this scope that inner functions use. */
  readonly captured = new Set<string>();
  /** Variables of enclosing functions that this function's frame carries, in the order of its closure. */
  readonly free: string[] = [];
  /** Scopes of the functions, classes and comprehensions written in this one, by their node. */
  readonly inner = new Map<object, Scope>();
  /** First parameter of a function, for super(). */
  firstParameter: string | undefined;
  private readonly slots = new Map<string, number>();
  private size: number;

  constructor(kind: ScopeKind, parent: Scope | undefined, unit: Unit) {
    this.kind = kind;
    this.parent = parent;
    this.unit = unit;
    this.home = kind === "comprehension" ? parent!.home : this;
    this.size = kind === "class" ? 2 : 1;
    if (kind === "class") this.bound.add("__class__");
  }

  /** Slots in this scope's frame so far; read it after compiling the body. */
  get frameSize(): number {
    return this.size;
  }
  /** A slot for a value that has no name. */
  temporary(): number {
    return this.home.size++;
  }
  slot(name: string): number {
    let slot = this.slots.get(name);
    if (slot === undefined) {
      slot = this.temporary();
      this.slots.set(name, slot);
    }
    return slot;
  }

  resolve(name: string): Variable {
    return this.lookup(name, this, true);
  }

  /**
   * @param from        the scope where the name is written
   * @param seesMembers  whether a class body asks for itself, not for a function written in it
   */
  private lookup(name: string, from: Scope, seesMembers: boolean): Variable {
    if (this.kind === "module" || this.globals.has(name)) return this.globalVariable(name);
    const visible = this.kind !== "class" || (this === from && seesMembers) || name === "__class__";
    if (!visible || !this.bound.has(name) || this.nonlocals.has(name)) {
      return this.parent!.lookup(name, from, seesMembers);
    }
    if (this.kind === "class" && name !== "__class__") {
      return { kind: "member", name, outer: this.globalVariable(name) };
    }
    if (this.home === from.home && this.kind !== "class") {
      return { kind: this.captured.has(name) ? "cell" : "local", name, slot: this.slot(name) };
    }
    this.captured.add(name);
    const slot = this.home === from.home ? this.slot(name) : from.home.carry(name, this.home);
    return { kind: "cell", name, slot };
  }

  /** Takes a variable of `owner` over into this frame, through every function between. */
  private carry(name: string, owner: Scope): number {
    if (!this.free.includes(name)) {
      this.free.push(name);
      const outer = this.parent!.home;
      if (outer !== owner) outer.carry(name, owner);
    }
    return this.slot(name);
  }

  /** The slot from which a function written in this scope takes `name` when it is made. */
  captureSlot(name: string): number {
    const variable = this.lookup(name, this, false);
    if (variable.kind !== "cell") throw new Error(`variable ${name} is not shared`);
    return variable.slot;
  }

  private globalVariable(name: string): Variable {
    return { kind: "global", name, cell: this.unit.namespace.cell(name), builtin: this.unit.builtins.get(name) };
  }
}

/** Makes the scopes below `roots`, which stand in `top`, and settles which variables are shared. */
export function analyse(roots: readonly unknown[], top: Scope): void {
  const scopes = [top];
  for (const root of roots) walk(root, top);
  for (const scope of scopes) {
    for (const [name, place] of scope.nonlocals) checkNonlocal(scope, name, place);
    for (const name of scope.used) scope.resolve(name);
  }

  function walk(node: unknown, scope: Scope): void {
    if (Array.isArray(node)) for (const each of node) walk(each, scope);
    else if (isNode(node)) enter(node, scope);
  }

  function enter(node: AnyNode, scope: Scope): void {
    switch (node.nodeType) {
      case "Name": {
        const { id, ctx } = node as unknown as Expr<"Name">;
        scope.used.add(id);
        if (ctx.nodeType !== "Load") scope.bound.add(id);
        return;
      }
      case "NamedExpr": {
        const { target, value } = node as unknown as Expr<"NamedExpr">;
        let owner = scope;
        while (owner.kind === "comprehension") owner = owner.parent!;
        const { id } = target as Expr<"Name">;
        owner.bound.add(id);
        owner.used.add(id);
        scope.used.add(id);
        walk(value, scope);
        return;
      }
      case "FunctionDef":
      case "Lambda":
        enterFunction(node, scope);
        return;
      case "ClassDef": {
        bind(node["name"] as string, scope);
        walk([node["decorator_list"], node["bases"], node["keywords"]], scope);
        walk(node["body"], open(node, "class", scope));
        return;
      }
      case "ListComp":
      case "SetComp":
      case "DictComp":
      case "GeneratorExp":
        enterComprehension(node, scope);
        return;
      case "Global":
        for (const name of node["names"] as string[]) scope.globals.add(name);
        return;
      case "Nonlocal":
        for (const name of node["names"] as string[]) scope.nonlocals.set(name, node);
        return;
      case "Import":
      case "ImportFrom":
        for (const { name, asname } of node["names"] as { name: string; asname?: string }[]) {
          if (name !== "*") bind(asname ?? (node.nodeType === "Import" ? name.split(".")[0]! : name), scope);
        }
        return;
      case "ExceptHandler":
        if (node["name"]) bind(node["name"] as string, scope);
        break;
      case "AnnAssign":
        walk([node["target"], node["value"]], scope);
        if (scope.kind === "class") walk(node["annotation"], scope);
        return;
      case "Call": {
        const { func, args } = node as unknown as Expr<"Call">;
        if (func.nodeType === "Name" && func.id === "super" && args.length === 0) scope.used.add("__class__");
        break;
      }
    }
    walk(childrenOf(node), scope);
  }

  function enterFunction(node: AnyNode, scope: Scope): void {
    const args = node["args"] as Arguments;
    if (node.nodeType === "FunctionDef") {
      bind(node["name"] as string, scope);
      walk(node["decorator_list"], scope);
    }
    walk([args.defaults, args.kw_defaults], scope);
    const inner = open(node, "function", scope);
    for (const name of parameterNames(args)) {
      inner.bound.add(name);
      inner.slot(name);
    }
    inner.firstParameter = [...args.posonlyargs, ...args.args][0]?.arg;
    walk(node["body"], inner);
  }

  function enterComprehension(node: AnyNode, scope: Scope): void {
    const lazy = node.nodeType === "GeneratorExp";
    const generators = node["generators"] as { iter: unknown; target: unknown; ifs: unknown }[];
    walk(generators[0]!.iter, scope);
    // Before Python 3 the variables of a list comprehension were those of the scope around it.
    const shares = scope.unit.dialect !== undefined && node.nodeType === "ListComp";
    const inner = shares ? scope : open(node, lazy ? "function" : "comprehension", scope);
    if (shares) scope.inner.set(node, scope);
    // A generator expression takes the iterator of its first loop as a parameter.
    if (lazy) inner.slot(FIRST_ITERATOR);
    for (const [i, { iter, target, ifs }] of generators.entries()) {
      if (i > 0) walk(iter, inner);
      walk([target, ifs], inner);
    }
    walk([node["elt"], node["key"], node["value"]], inner);
  }

  function open(node: object, kind: ScopeKind, parent: Scope): Scope {
    const scope = new Scope(kind, parent, parent.unit);
    parent.inner.set(node, scope);
    scopes.push(scope);
    return scope;
  }

  function bind(name: string, scope: Scope): void {
    scope.bound.add(name);
    scope.used.add(name);
  }

  function checkNonlocal(scope: Scope, name: string, place: Place): void {
    let outer = scope.parent;
    while (outer && (outer.kind === "class" || !outer.bound.has(name))) outer = outer.parent;
    if (outer && outer.kind !== "module") return;
    throw scope.unit.source.error("GX_SCRIPT_SYNTAX", place, `no binding for nonlocal '${name}' found`);
  }
}

export const FIRST_ITERATOR = ".0";

/** In the order of their slots: positional, *args, keyword-only, **kwargs. */
export function parameterNames(args: Arguments): string[] {
  const all = [...args.posonlyargs, ...args.args, args.vararg, ...args.kwonlyargs, args.kwarg];
  return all.flatMap((arg) => (arg ? [arg.arg] : []));
}
