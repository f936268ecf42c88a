/**
 * The door of this room: script text in, Program out.
 *
 *     text ─parse─▶ tree ─checkSubset─▶ tree ─analyse─▶ scopes ─compileBlock─▶ closures
 *
 * All of it happens before a line runs, so what cannot run is refused first. A
 * Program runs its script in a namespace and then answers calls and evaluates
 * expressions there, which is how a fit sets parameters and simulates.
 *
 * Whatever leaves a Program is a GxError that names the file and the line.
 */
import { GxError } from "../../errors.ts";
import { BudgetError, LIMITS, renewBudget, spendMany } from "../budget.ts";
import { builtinsFor } from "../builtins/index.ts";
import { asPyError, describe, isTooLarge } from "../exceptions.ts";
import { LIBRARY } from "../modules/index.ts";
import { call } from "../operators.ts";
import { python2 } from "../python2/python2.ts";
import { meter, SessionState, within } from "../session-state.ts";
import type { Dialect } from "../syntax/dialect.ts";
import { type ExprNode, type Module as ModuleNode, parseExpression, parseScript } from "../syntax/parse.ts";
import { analyse, Namespace, Scope, type Unit } from "../syntax/scope.ts";
import { LONGEST, Source } from "../syntax/source.ts";
import { checkSubset, guardedImports } from "../syntax/subset.ts";
import { AttributeDict } from "../values/attribute-dict.ts";
import type { PyDict } from "../values/dict.ts";
import { type PyError, pyError, Unavailable } from "../values/error.ts";
import type { Frame } from "../values/function.ts";
import { Importer, type Refused } from "../values/importer.ts";
import { NO_KEYWORDS, type PyValue, type Value } from "../values/value.ts";
import { compileExpression } from "./expressions.ts";
import { compileBlock, type Execute } from "./statements.ts";
import { compileTarget } from "./targets.ts";

export interface ScriptOptions {
  /** What the user calls the file; opens every message. */
  fileName: string;
  /** Modules beyond Python's own and numpy: "models.spec_nx" and so on, each made anew for a run. */
  modules: ReadonlyMap<string, () => PyValue>;
  /** Of modules that are not there and that more can be said of. */
  refused?: Refused;
  /** What the script finds bound when it starts. */
  globals: ReadonlyMap<string, Value>;
  /** Takes what the script prints, line by line, without the line's end. */
  print?: (line: string) => void;
  /** Whose rules the script follows; 3 where nothing is said. */
  python?: 2 | 3;
  /** Steps per evaluation. */
  steps?: number;
  /** Of the session that it is part of; one of its own otherwise. */
  state?: SessionState;
}

/** Parses and checks the whole script; nothing of it runs yet. */
export function compileScript(source: string, options: ScriptOptions): Program {
  return new Program(new Source(source, options.fileName), options);
}

export interface ProgramExpression {
  evaluate(): Value;
  /**
   * Assigns to an attribute or an item. Returns false, and does nothing, for
   * anything else: in GenX a bare name is a local variable of its own.
   */
  assign(value: Value): boolean;
}

export class Program {
  readonly source: Source;
  private readonly options: ScriptOptions;
  private readonly state: SessionState;
  private readonly namespace = new Namespace();
  private readonly unit: Unit;
  /** For texts that are not of the script: the names of parameters. */
  private readonly outside: Dialect | undefined;
  private unfinished = "";
  private readonly body: { execute: Execute; size: number };

  constructor(source: Source, options: ScriptOptions) {
    this.source = source;
    this.options = options;
    this.state = options.state ?? new SessionState();
    const execute = (text: string, unit = this.unit) => {
      const { execute, size } = asSyntaxError(() => this.compileModule(this.inner(text, unit)));
      execute(new Array(size));
    };
    const evaluate = (text: string, unit = this.unit) => this.evaluateInside(text, unit);
    const builtins = builtinsFor({
      print: (text) => this.write(text),
      evaluate,
      execute,
      globals: () => new AttributeDict(new NamespaceNames(this.namespace)),
    });
    const older =
      options.python === 2
        ? python2(
            {
              print: (text) => this.write(text),
              evaluate,
              execute,
              evaluateIn: (text, names) => this.withNames(new Namespace(), names, (unit) => evaluate(text, unit)),
              executeIn: (text, names) => this.withNames(new Namespace(), names, (unit) => execute(text, unit)),
              executeHere: (text, variables, names) =>
                this.withNames(this.copyOfNames(), variables, (unit) => execute(text, unit), names),
            },
            builtins,
          )
        : undefined;
    this.outside = older?.outside;
    this.unit = {
      source,
      namespace: this.namespace,
      importer: new Importer(new Map([...LIBRARY, ...(older?.modules ?? []), ...options.modules]), options.refused),
      guarded: new WeakSet(),
      builtins: older?.builtins ?? builtins,
      dialect: older?.script,
    };
    this.body = this.compileModule(this.unit);
  }

  /** Runs the script from the top, with nothing left of an earlier run. */
  run(): void {
    this.namespace.clear();
    this.unit.importer.clear();
    for (const [name, value] of this.options.globals) this.namespace.set(name, value);
    this.guarded(this.source, () => {
      this.body.execute(new Array(this.body.size));
      return null;
    });
    if (this.unfinished !== "") this.write("\n");
  }

  get(name: string): Value | undefined {
    return this.namespace.get(name);
  }

  set(name: string, value: Value): void {
    this.namespace.set(name, value);
  }

  /** The values of all globals, in the order in which the script first mentions their names. */
  *values(): Generator<Value, void> {
    for (const { value } of this.namespace.cells.values()) if (value !== undefined) yield value;
  }

  /** @param where  what messages call it: "parameter row 3" */
  expression(text: string, where: string): ProgramExpression {
    const source = new Source(text.trim(), this.source.fileName, where);
    const { node, scope, evaluate } = this.compileText({ ...this.unit, source, dialect: this.outside });
    const assignable = node.nodeType === "Attribute" || node.nodeType === "Subscript";
    const target = assignable ? compileTarget(node, scope) : undefined;
    return {
      evaluate: () => this.guarded(source, () => evaluate([])),
      assign: (value) => {
        if (!target) return false;
        this.guarded(source, () => {
          target([], value);
          return null;
        });
        return true;
      },
    };
  }

  /** An expression as part of what runs now: it spends that budget, and what it raises is raised there. */
  evaluateInside(text: string, unit = this.unit): Value {
    return asSyntaxError(() => this.compileText(this.inner(text, unit))).evaluate([]);
  }

  /** Calls a function of the script with a full budget. The hot path of a fit. */
  call(fn: Value, args: Value[]): Value {
    return this.guarded(this.source, () => call(fn, args, NO_KEYWORDS));
  }

  /** Hands complete lines over; what has no end yet waits for it. */
  private write(text: string): void {
    spendMany(text.length / 8);
    if (!this.options.print) return;
    if (!text.includes("\n")) {
      if (this.unfinished.length > LIMITS.items) this.unfinished = "";
      this.unfinished += text;
      return;
    }
    const lines = (this.unfinished + text).split("\n");
    this.unfinished = lines.pop()!;
    for (const line of lines) this.options.print(line);
  }

  /** The one way into the script: as part of its session, with a full budget, and out with a GxError. */
  private guarded(source: Source, body: () => Value): Value {
    return within(this.state, () => {
      renewBudget(this.options.steps ?? LIMITS.steps);
      meter.line = 0;
      try {
        return body();
      } catch (error) {
        throw this.explain(error, source);
      }
    });
  }

  /** @param source  where line 0 is: the text that was being evaluated outside any function of the script */
  private explain(thrown: unknown, source: Source): unknown {
    if (thrown instanceof GxError) return thrown;
    if (thrown instanceof BudgetError) {
      // What is left to do, such as a penalty, begins with an allowance of its own.
      renewBudget();
      return new GxError("GX_SCRIPT_BUDGET", `${this.place(thrown.line, source)}: ${thrown.message}`, thrown.advice);
    }
    if (isTooLarge(thrown)) {
      const advice = "Is there a dict, text or list that grows without end?";
      const place = this.place(meter.line, source);
      return new GxError("GX_SCRIPT_BUDGET", `${place}: something grew larger than it may`, advice, { cause: thrown });
    }
    const error = asPyError(thrown);
    // Anything else is a defect of ours and keeps its stack.
    if (!error) return thrown;
    const line = this.source.line(error.line).trim().slice(0, LONGEST);
    const shown = line === "" ? "" : `\n    ${line}`;
    if (error instanceof Unavailable) {
      return new GxError(
        "GX_SCRIPT_UNSUPPORTED",
        `${this.place(error.line, source)}: ${error.reason}${shown}`,
        error.advice,
      );
    }
    const code = error.kind === "RecursionError" ? "GX_SCRIPT_BUDGET" : "GX_SCRIPT_FAILED";
    const advice =
      error.cause === undefined ? error.advice : "If it runs in GenX, this is a defect of meta-genx: please report it.";
    return new GxError(code, `${this.place(error.line, source)}: ${this.describe(error)}${shown}`, advice, {
      cause: error.cause,
    });
  }

  private place(line: number, source: Source): string {
    return line > 0 ? this.source.locate(line) : source.locate(0);
  }

  /** A failing `__str__` must not hide the error it belongs to. */
  private describe(error: PyError): string {
    try {
      return describe(error);
    } catch {
      return error.kind;
    }
  }

  private compileModule(unit: Unit): { execute: Execute; size: number } {
    return compiling(unit.source, () => {
      const tree = parseScript(unit.source, unit.dialect);
      this.check(tree, unit);
      for (const node of guardedImports(tree.body as never)) unit.guarded.add(node);
      const scope = new Scope("module", undefined, unit);
      analyse(tree.body, scope);
      const execute = compileBlock(tree.body, scope);
      return { execute, size: scope.frameSize };
    });
  }

  private compileText(unit: Unit): { node: ExprNode; scope: Scope; evaluate: (frame: Frame) => Value } {
    return compiling(unit.source, () => {
      const node = parseExpression(unit.source, unit.dialect);
      this.check({ nodeType: "Module", body: [{ nodeType: "Expr", value: node }] } as unknown as ModuleNode, unit);
      const scope = new Scope("module", undefined, unit);
      analyse([node], scope);
      return { node, scope, evaluate: compileExpression(node, scope) };
    });
  }

  private check(tree: ModuleNode, unit: Unit): void {
    checkSubset(tree, unit.source);
  }

  /**
   * Runs a text with globals of its own: `names` on top of those that `namespace` has; what it sets is set in `names`.
   * @param own  those that belong there, where the others are the script's
   */
  private withNames<T>(namespace: Namespace, names: PyDict, act: (unit: Unit) => T, own?: ReadonlySet<string>): T {
    for (const { key, value } of names.entries.values()) if (typeof key === "string") namespace.set(key, value);
    spendMany(namespace.cells.size * 4);
    const before = new Map(namespace.cells.entries().map(([name, { value }]) => [name, value]));
    try {
      return act({ ...this.unit, namespace });
    } finally {
      for (const [name, { value }] of namespace.cells) {
        if (value === undefined || value === before.get(name)) continue;
        if (own === undefined || own.has(name)) names.set(name, value);
        else this.namespace.set(name, value);
      }
    }
  }

  private copyOfNames(): Namespace {
    const copy = new Namespace();
    for (const [name, { value }] of this.namespace.cells) if (value !== undefined) copy.set(name, value);
    return copy;
  }

  /** The unit of a text that eval or exec was given. */
  private inner(text: string, unit: Unit): Unit {
    // Parsing and compiling take a while, and a microsecond for each character.
    spendMany(1024 + text.length * 64);
    return { ...unit, source: new Source(text.trim(), this.source.fileName, "text in the script") };
  }
}

/** A mistake in a text that a running script compiles is an exception of that script. */
function asSyntaxError<T>(compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof GxError && error.code === "GX_SCRIPT_SYNTAX") throw pyError("SyntaxError", error.message);
    throw error;
  }
}

function compiling<T>(source: Source, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof RangeError) {
      throw source.error(
        "GX_SCRIPT_SYNTAX",
        { lineno: 1, col_offset: 0 },
        "expressions are nested too deeply",
        undefined,
        1,
      );
    }
    throw error;
  }
}

/** The namespace as globals() shows it. */
class NamespaceNames {
  private readonly namespace: Namespace;
  constructor(namespace: Namespace) {
    this.namespace = namespace;
  }
  keys(): Iterable<string> {
    return this.namespace.cells.keys();
  }
  get(name: string): Value | undefined {
    return this.namespace.get(name);
  }
  set(name: string, value: Value): void {
    this.namespace.set(name, value);
  }
  delete(name: string): void {
    this.namespace.cell(name).value = undefined;
  }
}
