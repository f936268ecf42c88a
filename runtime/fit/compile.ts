/**
 * Project → Fit: the one place that knows how the script, the models and the
 * figure of merit meet. A Fit can simulate at any parameters, and it is the
 * Objective that optimisers see.
 *
 * `evaluate(x)` is a pure function of x. Most scripts are: they set what they
 * use from the parameters. A script that remembers something from one call of
 * Sim to the next is found by evaluating A, B, A; it is then run afresh for
 * every evaluation, which is slower and right, and a warning says so.
 */
import { GxError, isOfOnePoint } from "../errors.ts";
import type { Project } from "../gx/project.ts";
import { noticingSteps, withoutSteps } from "../models/base/float32-steps.ts";
import type { Objective } from "../optimisers/objective.ts";
import type { SearchHints } from "../optimisers/optimiser.ts";
import { SessionState, within } from "../python/session-state.ts";
import { didYouMean } from "../text.ts";
import { notDrawn, thinnedProfiles } from "./drawn-profiles.ts";
import { type FigureOfMerit, figureOfMerit } from "./fom.ts";
import { asSentence, noFigureText, oddText, raisesText } from "./odd-simulation.ts";
import { blamingNaN, hasNaN, namesOfRows, tableWarnings } from "./parameter-table.ts";
import { searchHints } from "./search-hints.ts";
import { type ScriptOptions, Session, type SldProfile } from "./session.ts";
import { tooFewText } from "./too-few-points.ts";

export interface Simulation {
  fom: number;
  fomFunction: string;
  datasets: {
    name: string;
    use: boolean;
    /** float[n] */
    x: Float64Array;
    /** float[n], what Sim returned */
    ySim: Float64Array;
    /** float[n], the signed contribution of each point */
    yFom: Float64Array;
    /** Σ|contributions|, as GenX lists it per data set */
    fom: number;
    /** Points inside the fit range, 0 where the data set is not in use; and of these, those that enter the figure of merit. */
    points: number;
    counted: number;
  }[];
  sld: SldProfile[];
  /** What is odd about the curves as a whole, a clause; "" for nothing. */
  odd: string;
  /** What a user should know of it, a sentence each: the same, too few points, a profile that is not as the script made it. */
  notes: string[];
}

export interface Fit {
  /** Made when first asked for; throws GX_PARAMETER when no row can be fitted. */
  readonly objective: Objective;
  /** What a user should know before trusting the fit; complete once `objective` was asked for. */
  readonly warnings: readonly string[];
  /** Per data set, the points inside the fit range; 0 where it is not in use. */
  readonly pointsOf: readonly number[];
  /** GenX's p: rows of the table that are set to be fitted. */
  readonly fittedRows: number;
  /**
   * One evaluation at the table's values, or with some of them changed, as if the file had been opened anew.
   * @param drawn  whether depth profiles are wanted, which may be large
   */
  simulate(overrides?: ReadonlyMap<string, number>, drawn?: boolean): Simulation;
  /** As `simulate`, with the fitted parameters at x, in the objective's order. */
  simulateAt(x: Float64Array): Simulation;
}

/** Where else than at the file's values it is evaluated to see whether it remembers, as parts of the bounds' width. */
const PLACES = [0.61, 0.37, 0.83, 0.13] as const;

export function compileFit(project: Project, options: ScriptOptions = {}): Fit {
  const fittedRows = project.parameters.filter((row) => row.fit).length;
  const data = project.datasets.map((set) => ({
    x: set.x.values,
    y: set.y.values,
    error: set.error.values,
    use: set.use,
  }));
  const fom = figureOfMerit(project.fomFunction, data, project.solver, fittedRows);
  /** Of what the script, as it ran last, has left in `data`. */
  const fomOf: FomOf = (session) => {
    const changed = session.changedData();
    return changed ? figureOfMerit(project.fomFunction, changed, project.solver, fittedRows) : fom;
  };
  const warnings = tableWarnings(project);
  let objective: Objective | undefined;

  const simulate = (overrides: ReadonlyMap<string, number> = new Map(), drawn = true): Simulation => {
    checkNames(project, overrides);
    return blamingNaN(project, () =>
      simulation(project, fomOf, fittedRows, options, drawn, (session) => {
        session.applyTable(overrides);
      }),
    );
  };

  return {
    warnings,
    pointsOf: fom.pointsOf,
    fittedRows,
    get objective() {
      objective ??= blamingNaN(project, () => makeObjective(project, fom, fomOf, warnings, options));
      return objective;
    },
    simulate,
    simulateAt(x) {
      const fitted = fittedIndices(project);
      return simulation(project, fomOf, fittedRows, options, true, (session) => {
        session.applyTable(undefined, fitted);
        for (const [i, row] of fitted.entries()) session.setters[row]!(x[i]!);
      });
    },
  };
}

type FomOf = (session: Session) => FigureOfMerit;

/** @param set  sets the parameters of a session that is new */
function simulation(
  project: Project,
  fomOf: FomOf,
  fittedRows: number,
  options: ScriptOptions,
  drawn: boolean,
  set: (session: Session) => void,
): Simulation {
  const notes: string[] = [];
  const { session, curves, profiles } = simulated(project, options, drawn, set, notes);
  const fom = fomOf(session);
  const changed = session.changedData();
  const points = curves.map((curve) => new Float64Array(curve.length));
  fom.points(curves, points);
  const counted = fom.countedOf(curves);
  const figure = fom.total(curves) + session.penalty();
  const odd = oddText(project.datasets, curves, figure);
  const sld = thinnedProfiles(profiles, notes);
  const tooFew = tooFewText(
    { points: fom.residualCount, fitted: fittedRows },
    counted.reduce((sum, n) => sum + n, 0),
  );
  return {
    fom: figure,
    fomFunction: fom.name,
    datasets: project.datasets.map((set, k) => ({
      name: set.name,
      use: changed?.[k]?.use ?? set.use,
      x: changed?.[k]?.x ?? set.x.values,
      ySim: curves[k]!.slice(),
      yFom: points[k]!,
      fom: fom.individual(points[k]!),
      points: fom.pointsOf[k]!,
      counted: counted[k]!,
    })),
    sld,
    odd,
    notes: [...(odd === "" ? [] : [asSentence(odd)]), ...(tooFew === "" ? [] : [tooFew]), ...notes],
  };
}

/**
 * With `_sim` set, as GenX simulates. A script that only fails then is asked for its curves alone. That these can be
 * had is seen first, so that a script which never ends is waited for once.
 */
function simulated(
  project: Project,
  options: ScriptOptions,
  drawn: boolean,
  set: (session: Session) => void,
  notes: string[],
) {
  const printed: string[] = [];
  const open = (print: ScriptOptions["print"]) => {
    const session = new Session(project, { ...options, ...(print && { print }) });
    set(session);
    return session;
  };
  const say = () => {
    for (const line of printed) options.print?.(line);
  };
  let session: Session;
  let curves: Float64Array[];
  try {
    session = open((line) => printed.push(line));
    curves = session.simulate();
  } catch (error) {
    say();
    throw error;
  }
  if (!drawn) {
    say();
    return { session, curves, profiles: [] };
  }
  try {
    const drawing = open(options.print);
    return { session: drawing, ...drawing.simulateWithProfiles() };
  } catch (error) {
    notes.push(notDrawn(error));
    return { session, curves, profiles: [] };
  }
}

function makeObjective(
  project: Project,
  fomOfFile: FigureOfMerit,
  fomOf: FomOf,
  warnings: string[],
  options: ScriptOptions,
): Objective {
  const fitted = fittedIndices(project);
  const rows = fitted.map((i) => project.parameters[i]!);
  const names = namesOfRows(project, fitted);
  const lower = Float64Array.from(rows, (row) => row.min);
  const upper = Float64Array.from(rows, (row) => row.max);
  const start = Float64Array.from(rows, (row) => Math.min(Math.max(row.value, row.min), row.max));
  for (const [i, row] of rows.entries()) {
    if (row.value < row.min || row.value > row.max) {
      warnings.push(
        `\`${names[i]}\` starts at ${row.value}, outside its bounds ${row.min} … ${row.max}: moved to the nearer bound.`,
      );
    }
  }

  // One for all sessions of this objective: each takes the place of the one before.
  const state = new SessionState();
  const open = () => {
    const session = new Session(project, options, state);
    session.applyTable(undefined, fitted);
    return { session, setters: fitted.map((row) => session.setters[row]!) };
  };
  let current: ReturnType<typeof open> | undefined = open();
  let remembers = false;

  /** As the session does it. A script that ran out of its budget is let go of: it was stopped half way, and may hold all memory. */
  const asSession = <T>(act: () => T): T => {
    try {
      return within(state, act);
    } catch (error) {
      if (error instanceof GxError && error.code === "GX_SCRIPT_BUDGET") current = undefined;
      throw error;
    }
  };
  const sessionAt = (x: Float64Array): Session => {
    if (remembers || !current) current = open();
    const { session, setters } = current;
    for (let i = 0; i < setters.length; i++) setters[i]!(x[i]!);
    return session;
  };
  const evaluate = (x: Float64Array): number =>
    asSession(() => {
      const session = sessionAt(x);
      const curves = session.simulate();
      return fomOf(session).total(curves) + session.penalty();
    });

  let hints: SearchHints | undefined;
  let fom = fomOfFile;
  let penalised = false;
  let changesData = false;
  let comparable = false;
  const look = (x: Float64Array) =>
    asSession(() => {
      const session = sessionAt(x);
      const curves = session.simulate();
      const penalty = session.penalty();
      fom = fomOf(session);
      penalised ||= penalty !== 0;
      changesData ||= session.changedData() !== undefined;
      comparable ||= fom.comparable;
      const figure = fom.total(curves) + penalty;
      return { x, figure, odd: oddText(project.datasets, curves, figure) };
    });

  // Evaluated A, B, A, where there are two places that give a number; the file's own values need not be one.
  const seen: ReturnType<typeof look>[] = [];
  let evaluated = false;
  let raised: GxError | undefined;
  for (const place of [start, ...PLACES.map((part) => lower.map((min, i) => min + part * (upper[i]! - min)))]) {
    if (seen.length === 2) break;
    const own = place === start;
    try {
      const found = look(place);
      if (!evaluated) warnings.push(...(current?.session.differences() ?? []));
      evaluated = true;
      if (Number.isFinite(found.figure)) seen.push(found);
      if (own && !Number.isFinite(found.figure)) warnings.push(noFigureText(found.figure, found.odd));
      else if (own && found.odd) warnings.push(`At the file's own values ${found.odd}.`);
    } catch (error) {
      // Elsewhere the script may well run out of its budget; at the file's values that is a defect of the script.
      if (!(error instanceof GxError) || (own && !isOfOnePoint(error))) throw error;
      raised ??= error;
      if (own) warnings.push(raisesText(error));
    }
  }
  if (changesData) {
    warnings.push(
      "The script changes x, y, error or use of its data. The figure of merit compares with what it makes of them, as in GenX; the report draws the file's data.",
    );
  }
  if (evaluated && !comparable) {
    throw new GxError(
      "GX_FOM",
      `${project.fileName}: the figure of merit ${fom.name} is 0 whatever the parameters: no point of the data counts.`,
      "Look for data that are NaN, for error bars of 0 and for a fit range without data.",
    );
  }
  const [first] = seen;
  if (first === undefined && raised && hasNaN(project)) throw raised;
  // A session that is new remembers nothing yet.
  if (first && !current) evaluate(first.x);
  // What cannot be checked is taken for one that does: each evaluation is then right, if slower.
  remembers = first === undefined || !Object.is(evaluate(first.x), first.figure);
  if (remembers && first) {
    warnings.push(
      "The script remembers something from one evaluation to the next. It is run afresh for each, which is slower, so that every result can be repeated.",
    );
  }

  return {
    names,
    lower,
    upper,
    start,
    evaluate,
    residualCount: fom.residualCount,
    residualKind: fom.residualKind,
    residualSum: fom.residualSum,
    penalised,
    get hints() {
      hints ??= asSession(() => {
        current = undefined;
        const { session, setters } = open();
        try {
          return searchHints(session, project.datasets, { setters, lower, upper, start });
        } catch (error) {
          if (!isOfOnePoint(error)) throw error;
          // The script raises at the file's values: a search does without.
          return {};
        }
      });
      return hints;
    },
    countedOf: (x) =>
      asSession(() => {
        const session = sessionAt(x);
        const curves = session.simulate();
        return fomOf(session).countedOf(curves);
      }),
    residuals: (x, out, counts) =>
      asSession(() => {
        const { result, inSteps } = noticingSteps(() => {
          const session = sessionAt(x);
          return { session, curves: session.simulate() };
        });
        const { session, curves } = result;
        const now = fomOf(session);
        if (now.residualCount !== fom.residualCount) throw changedUse(project);
        const total = now.total(curves) + session.penalty();
        // Residuals are there for their slopes, which a staircase has not.
        now.residuals(inSteps ? withoutSteps(() => sessionAt(x).simulate()) : curves, out, counts);
        return total;
      }),
  };
}

function changedUse({ fileName }: Project): GxError {
  return new GxError(
    "GX_SIM_RESULT",
    `${fileName}: the script uses other data sets in one evaluation than in another.`,
    "Tick `use` in GenX instead of setting it in Sim.",
  );
}

/** Rows that are fitted and have a name, checked: bounds are numbers, min below max. */
function fittedIndices(project: Project): number[] {
  const fitted = [...project.parameters.keys()].filter((i) => {
    const row = project.parameters[i]!;
    return row.fit && row.name.trim() !== "";
  });
  if (fitted.length === 0) {
    throw new GxError(
      "GX_PARAMETER",
      `${project.fileName}: no row of the parameter table is set to be fitted.`,
      "Tick Fit for at least one parameter in GenX.",
    );
  }
  for (const i of fitted) {
    const { name, value, min, max } = project.parameters[i]!;
    if (!(min < max) || !Number.isFinite(min) || !Number.isFinite(max) || !Number.isFinite(value)) {
      throw new GxError(
        "GX_PARAMETER",
        `${project.fileName}: parameter \`${name}\` (row ${i + 1}) has value ${value}, min ${min} and max ${max}.`,
        "A fitted parameter needs a value and two finite bounds, min below max.",
      );
    }
  }
  return fitted;
}

function checkNames(project: Project, overrides: ReadonlyMap<string, number>): void {
  const names = project.parameters.map((row) => row.name);
  for (const name of overrides.keys()) {
    if (names.includes(name)) continue;
    throw new GxError(
      "GX_PARAMETER",
      `${project.fileName}: there is no parameter \`${name}\` in the table.`,
      didYouMean(name, names.filter(Boolean)),
    );
  }
}
