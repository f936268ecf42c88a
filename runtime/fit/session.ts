/**
 * One run of a project's script: compiled, executed once, the parameter table
 * applied to it, and ready to be asked for `Sim(data)`.
 *
 * As GenX does it (and a script may rely on the order): the module is executed
 * in a fresh namespace that already holds `data`, `_sim` and a few names; every
 * named row of the table is evaluated as an expression; what is callable is the
 * row's setter, anything else is assigned to; then all values are set from top
 * to bottom, fitted or not. After that an evaluation sets the fitted rows only.
 */
import { GxError, isOfOnePoint } from "../errors.ts";
import type { ParameterRow, Project } from "../gx/project.ts";
import { isUserVars, penalties } from "../models/base/user-vars.ts";
import { differencesMet, modelModules, refusedImport } from "../models/index.ts";
import { renewBudget } from "../python/budget.ts";
import { compileScript, type Program } from "../python/compile/program.ts";
import { NdArray } from "../python/numpy/array.ts";
import { isCallable } from "../python/operators.ts";
import { SessionState, within } from "../python/session-state.ts";
import { Builtin } from "../python/values/builtin.ts";
import type { PyObject } from "../python/values/class.ts";
import { PyDict } from "../python/values/dict.ts";
import { PyList, PyTuple } from "../python/values/sequence.ts";
import type { Value } from "../python/values/value.ts";
import { complexCurve } from "./complex-curve.ts";
import { floats } from "./floats.ts";
import type { FomData } from "./fom.ts";
import { changedData, scriptData } from "./script-data.ts";

/** Sets one parameter of the running script. */
export type Setter = (value: number) => void;

export interface SldProfile {
  /** Name of the data set that it was computed for. */
  dataset: string;
  unit: string;
  /** `z` in Å and what is drawn against it; float[n] each. */
  curves: Record<string, Float64Array>;
  /** g/cm³ of each element and their sum, where the script's layers know of any. */
  massDensity?: { unit: string; curves: Record<string, Float64Array> };
}

export interface ScriptOptions {
  /** Takes the lines that the script prints. */
  print?: (line: string) => void;
  /** Steps that one evaluation may take; seconds' worth by default. */
  steps?: number;
}

/** Whatever runs code of the script does so `within` the session's state, so that sessions can take turns in one thread. */
export class Session {
  /** One per row of the table; undefined for rows without a name. */
  readonly setters: readonly (Setter | undefined)[];
  readonly state: SessionState;
  private readonly project: Project;
  private readonly program: Program;
  private readonly sim: Value;
  private readonly data: PyObject;
  private readonly simArguments: Value[];
  /** Systematic errors may be functions of the script, so they are called as one. */
  private readonly penalties: Builtin | undefined;

  /** @param state  of the session that this one takes the place of, if there was one */
  constructor(project: Project, options: ScriptOptions = {}, state: SessionState = new SessionState()) {
    this.state = state;
    this.project = project;
    const { data, program } = within(state, () => prepare(project, options, state));
    this.data = data;
    this.simArguments = [data];
    this.program = program;
    this.program.run();
    this.sim = this.findSim();
    const userVars = [...this.program.values()].find(isUserVars);
    this.penalties = userVars && new Builtin("penalties", () => penalties(userVars));
    this.setters = project.parameters.map((row) => (row.name.trim() === "" ? undefined : this.bind(row)));
  }

  /**
   * Sets every named row to the table's value, or to another where `overrides` has one for its name.
   * @param setAnew  rows that get other values before anything is simulated: the script may raise at the table's
   */
  applyTable(overrides: ReadonlyMap<string, number> = new Map(), setAnew: readonly number[] = []): void {
    for (const [i, row] of this.project.parameters.entries()) {
      try {
        this.setters[i]?.(overrides.get(row.name) ?? row.value);
      } catch (error) {
        if (!(isOfOnePoint(error) && setAnew.includes(i))) throw error;
      }
    }
  }

  /** One curve per data set, float[n] each, used or not. */
  simulate(): Float64Array[] {
    return within(this.state, () => this.curves(this.program.call(this.sim, this.simArguments)));
  }

  /** As `simulate`, with `_sim` set, which asks scripts for their SLD profiles too. */
  simulateWithProfiles(): { curves: Float64Array[]; profiles: SldProfile[] } {
    return within(this.state, () => {
      this.program.set("_sim", true);
      const curves = this.simulate();
      this.program.set("_sim", false);
      return { curves, profiles: this.profiles() };
    });
  }

  /** What the curves are compared with where the script has changed it: all data sets, or undefined. */
  changedData(): FomData[] | undefined {
    const changed = within(this.state, () => changedData(this.data, this.project.datasets));
    for (const [k, { x, y, error }] of changed?.entries() ?? []) {
      const before = this.project.datasets[k]!.x.values.length;
      const now = [x, y, error].find(({ length }) => length !== before)?.length;
      if (now === undefined) continue;
      throw new GxError(
        "GX_SIM_RESULT",
        `${this.project.fileName}: the script gives data set ${k} ${now} point(s) where the file has ${before}.`,
        "Choose the points in GenX: the data set's commands, or the fit range.",
      );
    }
    return changed;
  }

  /** What the script's global names hold. */
  values(): Iterable<Value> {
    return this.program.values();
  }

  /** What systematic errors add to the figure of merit at the present state. */
  penalty(): number {
    return this.penalties ? (this.program.call(this.penalties, []) as number) : 0;
  }

  /** What GenX computes otherwise, of all that the script has met so far: a sentence each. */
  differences(): string[] {
    return within(this.state, differencesMet);
  }

  private findSim(): Value {
    const sim = this.program.get("Sim");
    if (sim === undefined || !isCallable(sim)) {
      throw new GxError(
        "GX_PROJECT_INCOMPLETE",
        `${this.project.fileName}: the script defines no function Sim(data).`,
        "Let the script define `def Sim(data):` that returns a list with one curve per data set.",
      );
    }
    return sim;
  }

  private bind(row: ParameterRow): Setter {
    const where = `parameter \`${row.name}\``;
    const expression = this.program.expression(row.name, where);
    const target = expression.evaluate();
    if (isCallable(target)) return (value) => void this.program.call(target, [value]);
    // A bare name: GenX assigns to a local variable that nothing reads; we set what the row names.
    if (/^\w+$/.test(row.name.trim())) return (value) => this.program.set(row.name.trim(), value);
    return (value) => {
      if (!expression.assign(value)) {
        throw new GxError(
          "GX_PARAMETER",
          `${this.project.fileName}: ${where} is neither a function to call nor something to assign to.`,
          "Name a setter such as film.setD, or an attribute such as film.d.",
        );
      }
    };
  }

  private curves(result: Value): Float64Array[] {
    const { datasets, fileName } = this.project;
    const items = result instanceof PyList || result instanceof PyTuple ? result.items : rows(result);
    if (!items) throw simError(fileName, "returned no list of curves");
    if (items.length !== datasets.length) {
      throw simError(fileName, `returned ${items.length} curve(s) for ${datasets.length} data set(s)`);
    }
    const curves = new Array<Float64Array>(items.length);
    for (let k = 0; k < items.length; k++) {
      const expected = datasets[k]!.x.values.length;
      const item = items[k]!;
      const curve = isComplexRow(item) ? complexCurve(item) : floats(item);
      if (!curve) throw simError(fileName, `returned something that is not a row of numbers for data set ${k}`);
      if (curve.length !== expected) {
        throw simError(fileName, `returned ${curve.length} point(s) for data set ${k}, which has ${expected}`);
      }
      curves[k] = curve;
    }
    return curves;
  }

  private profiles(): SldProfile[] {
    const list = this.program.get("SLD");
    if (!(list instanceof PyList)) return [];
    return list.items.flatMap((item, k) => {
      if (!(item instanceof PyDict)) return [];
      const dataset = this.project.datasets[k]?.name ?? String(k);
      const weighed = item.get("Mass Density");
      const massDensity = weighed instanceof PyDict ? profileOf(weighed) : undefined;
      // Depth and a sum of nothing are no profile.
      const hasElements = massDensity && Object.keys(massDensity.curves).length > 2;
      return [{ dataset, ...profileOf(item), ...(hasElements && { massDensity }) }];
    });
  }
}

/** Before a line runs. */
function prepare(
  project: Project,
  { print, steps }: ScriptOptions,
  state: SessionState,
): { data: PyObject; program: Program } {
  // What the session before has left over must not decide about data and modules.
  renewBudget();
  const data = scriptData(project.datasets);
  const program = compileScript(project.script, {
    fileName: project.fileName,
    modules: modelModules(),
    refused: refusedImport,
    python: project.python,
    globals: new Map<string, Value>([
      ["data", data],
      ["_sim", false],
      ["__name__", "genx_script_module"],
      ["__package__", "genx"],
    ]),
    state,
    ...(print && { print }),
    ...(steps !== undefined && { steps }),
  });
  return { data, program };
}

/** What a dictionary of a profile holds: its unit, and all that is a row of numbers, in the script's own memory: one of millions of points is not copied before it is thinned. */
function profileOf(dictionary: PyDict): { unit: string; curves: Record<string, Float64Array> } {
  const unit = dictionary.get("SLD unit");
  const curves: Record<string, Float64Array> = {};
  for (const { key, value } of dictionary.entries.values()) {
    if (typeof key !== "string" || value instanceof PyDict) continue;
    const curve = floats(value) ?? realPart(value);
    if (curve) curves[key] = curve;
    const other = imaginaryPart(value);
    if (other?.some((each) => each !== 0)) curves[`Im ${key}`] = other;
  }
  return { unit: typeof unit === "string" ? unit : "", curves };
}

/** Of a row of complex numbers, float[n]; undefined for anything else. GenX draws the real part of a complex profile. */
function realPart(value: Value): Float64Array | undefined {
  return isComplexRow(value) ? floats(value.getAttribute("real")!) : undefined;
}

function imaginaryPart(value: Value): Float64Array | undefined {
  return isComplexRow(value) ? floats(value.getAttribute("imag")!) : undefined;
}

function isComplexRow(value: Value): value is NdArray {
  return value instanceof NdArray && value.dtype === "complex128" && value.shape.length === 1;
}

const simError = (fileName: string, what: string) =>
  new GxError("GX_SIM_RESULT", `${fileName}: Sim(data) ${what}.`, "It must return a list with one curve per data set.");

/** A two-dimensional array is a list of curves too. */
function rows(value: Value): Value[] | undefined {
  if (!(value instanceof NdArray) || value.shape.length !== 2) return undefined;
  return Array.from({ length: value.shape[0]! }, (_, i) => value.getItem(BigInt(i))!);
}
