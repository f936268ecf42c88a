/**
 * What `import` finds: a fixed list of modules, made when first asked for and
 * afresh for each run, so that nothing a script changes in one outlives it.
 * `genx.models.X` and `models.X` are the same module, as in GenX.
 */
import { absentModule, type ImportRefusal } from "./absent-modules.ts";
import { Unavailable } from "./error.ts";
import { Module } from "./module.ts";
import type { PyValue, Value } from "./value.ts";

export type ModuleTable = ReadonlyMap<string, () => PyValue>;

export type { ImportRefusal };
export type Refused = (name: string) => ImportRefusal | undefined;

/** Modules without members: what `from __future__ import …` asks for is so already; genx is a package of models. */
const EMPTY = new Set(["__future__", "genx"]);

export class Importer {
  private readonly table: ModuleTable;
  private readonly loaded = new Map<string, Value>();
  /** Why a module that cannot be imported is not here, where more than that can be said. */
  readonly refused: Refused;
  /** `from … import *` of modules that are not here, as the script met them: a name that nobody knows may be of one. */
  readonly absentStars: { name: string; line: number }[] = [];

  constructor(table: ModuleTable, refused: Refused = () => undefined) {
    this.table = table;
    this.refused = refused;
  }

  /** Forgets what was loaded: the next run gets fresh modules. */
  clear(): void {
    this.loaded.clear();
    this.absentStars.length = 0;
  }

  /** Why a module cannot be imported, and what to do. */
  refusal(name: string): ImportRefusal {
    return this.refused(name) ?? absentModule(name);
  }

  has(name: string): boolean {
    const plain = canonical(name);
    return this.table.has(plain) || this.isPackage(plain) || EMPTY.has(plain);
  }

  /** Whether it holds modules and nothing else. */
  isBarePackage(name: string): boolean {
    const plain = canonical(name);
    return !this.table.has(plain) && (this.isPackage(plain) || plain === "genx");
  }

  load(name: string): Value {
    const plain = canonical(name);
    const known = this.loaded.get(plain);
    if (known !== undefined) return known;
    const make = this.table.get(plain);
    if (!make && !this.isPackage(plain) && !EMPTY.has(plain)) {
      const known = this.refused(name);
      const { reason, advice } = known ?? absentModule(name);
      const text = known ? undefined : `No module named '${name}'`;
      throw new Unavailable(known ? "ImportError" : "ModuleNotFoundError", reason, advice, text);
    }
    const made = make ? make() : new Package(plain, this);
    this.loaded.set(plain, made);
    const dot = plain.lastIndexOf(".");
    if (dot > 0) {
      // A module that has its own idea of the name keeps it: numpy.random.
      const parent = this.load(plain.slice(0, dot));
      const leaf = plain.slice(dot + 1);
      if (parent instanceof Module && !parent.members.has(leaf)) parent.members.set(leaf, made);
    }
    return made;
  }

  /** `import a.b` binds a; the name genx stands for a package that holds models. */
  loadTop(name: string): Value {
    this.load(name);
    if (!name.startsWith("genx.")) return this.load(name.split(".")[0]!);
    const genx = this.load("genx") as Module;
    genx.members.set("models", this.load("models"));
    return genx;
  }

  private isPackage(name: string): boolean {
    for (const key of this.table.keys()) if (key.startsWith(`${name}.`)) return true;
    return false;
  }
}

/** Its modules can be reached without an import of their own: `import models` is enough for models.spec_nx. */
class Package extends Module {
  readonly #importer: Importer;

  constructor(name: string, importer: Importer) {
    super(name, new Map());
    this.#importer = importer;
  }
  override getAttribute(name: string): Value | undefined {
    const path = this.name === "genx" ? name : `${this.name}.${name}`;
    if (!this.members.has(name) && this.#importer.has(path)) this.members.set(name, this.#importer.load(path));
    return super.getAttribute(name);
  }
}

/** `genx.models.X` is `models.X`. */
export function canonical(name: string): string {
  return name.startsWith("genx.") ? name.slice("genx.".length) : name;
}

/** What `from name import member` may mean. */
export function submoduleOf(name: string, member: string): string {
  return name === "genx" ? member : `${name}.${member}`;
}
