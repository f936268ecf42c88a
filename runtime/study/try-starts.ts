/**
 * Whether a sweep can find anything, tried before anything runs: a fit needs more
 * points than parameters, and a start from which there is a figure of merit. One
 * start that has both is enough, mostly the first; only a file that has none costs
 * more. What is said then is what was tried, and no more.
 */
import { GxError } from "../errors.ts";
import type { Fit } from "../fit/compile.ts";
import { asSentence } from "../fit/odd-simulation.ts";
import { tooFewText } from "../fit/too-few-points.ts";
import type { Project } from "../gx/project.ts";
import { countedAt, totalCounted } from "../sweep/counted-points.ts";
import { startPoint } from "../sweep/start-point.ts";
import type { TrialSpec } from "../sweep/trial.ts";
import { counted } from "../text.ts";

/** Where no start is of use, so many more points anywhere in the bounds: the first populations of trials lie there. */
const MORE = 50;

type PlannedStart = Pick<TrialSpec, "start" | "seed">;

/** Throws where no trial from these starts can find a fit. */
export function tryStarts(project: Project, fit: Fit, planned: readonly PlannedStart[]): void {
  const { fileName } = project;
  const { objective } = fit;
  const freedom = { points: objective.residualCount, fitted: fit.fittedRows };
  const enough = "Fit fewer parameters, or let more points count.";
  if (freedom.points <= freedom.fitted) {
    throw new GxError("GX_TOO_FEW_POINTS", `${fileName}: ${tooFewText(freedom)}`, enough);
  }
  const { lower, upper } = objective;
  const pointOf = ({ start, seed }: PlannedStart) => startPoint(start, seed, objective.start, lower, upper);
  const starts = new Map(planned.map((each) => [String(pointOf(each)), each]));
  const hasGuess = planned.some(({ start }) => start.kind === "guess");
  const tried: Tried[] = [];
  for (const each of starts.values()) {
    const found = lookAt(fit, pointOf(each));
    // Where nobody knows how many count, all do.
    if (found.kind === "figure" && !(found.counted <= freedom.fitted)) return;
    tried.push(found);
  }
  const others = starts.size - Number(hasGuess);
  const where = [
    ...(hasGuess ? ["at the file's own values"] : []),
    ...(others > 0 ? [`at ${counted(others, hasGuess ? "other start" : "start")}`] : []),
  ];
  const most = Math.max(...tried.map((found) => (found.kind === "figure" ? found.counted : -1)));
  if (most >= 0) {
    const tooFew = tooFewText(freedom, most);
    throw new GxError("GX_TOO_FEW_POINTS", `${fileName}: ${tooFew} No more count ${list(where)}.`, enough);
  }
  for (let k = 0; k < MORE; k++) {
    // A script that ran out of its budget took its time already.
    if (tried.some(({ kind, error }) => kind === "raised" && error?.code === "GX_SCRIPT_BUDGET")) break;
    const found = lookAt(fit, startPoint({ kind: "uniform" }, -1 - k, objective.start, lower, upper));
    if (found.kind === "figure") return;
    tried.push(found);
  }
  const more = tried.length - starts.size;
  throw nothingFound(project, tried, [...where, ...(more > 0 ? [`at ${more} more points within the bounds`] : [])]);
}

interface Tried {
  kind: "figure" | "none" | "raised";
  /** Points that count; NaN where nobody knows. */
  counted: number;
  error?: GxError;
  /** What is odd about the simulation, where there is no figure of merit. */
  odd?: string;
}

function lookAt({ objective, simulateAt }: Fit, x: Float64Array): Tried {
  try {
    if (Number.isFinite(objective.evaluate(x))) {
      return { kind: "figure", counted: totalCounted(countedAt(objective, x)) };
    }
    return { kind: "none", counted: 0, odd: simulateAt(x).odd };
  } catch (error) {
    if (!(error instanceof GxError)) throw error;
    return { kind: "raised", counted: 0, error };
  }
}

function nothingFound({ fileName, fomFunction }: Project, tried: readonly Tried[], where: readonly string[]): GxError {
  const places = list(where);
  const error = tried.find(({ kind }) => kind === "raised")?.error;
  const raised = tried.filter(({ kind }) => kind === "raised").length;
  if (error && raised === tried.length) {
    const advice = error.advice ?? "Let the script run at the file's own values, or give the parameters other bounds.";
    return new GxError(error.code, `${error.message}\nSo it is ${places}: nowhere else was tried.`, advice);
  }
  const odds = [...new Set(tried.flatMap(({ odd }) => odd || []))];
  const why = odds.length > 0 ? asSentence(odds[0]!) : "No point of the data counts, or one counts that is no number.";
  const also = raised > 0 ? ` At ${raised} of these ${tried.length} places the script raises: ${error!.message}` : "";
  return new GxError(
    "GX_FOM",
    `${fileName}: there is no figure of merit ${fomFunction} ${places}. ${why}${also}`,
    "Look for data and simulated values that are NaN, 0 or below, for error bars of 0, and for what the script does with the parameters.",
  );
}

const list = (parts: readonly string[]) => new Intl.ListFormat("en").format(parts);

/** Seconds that looking for parameters without effect may take. */
const PATIENCE = 3;

/**
 * A sentence for each fitted parameter with which the figure of merit is the same anywhere it was looked at.
 * @param seconds  an evaluation takes
 */
export function withoutEffect({ parameters }: Project, { objective }: Fit, seconds: number): string[] {
  const { names, lower, upper, start } = objective;
  if (2 * names.length * seconds > PATIENCE) return [];
  const figure = (x: Float64Array) => {
    try {
      return objective.evaluate(x);
    } catch (error) {
      if (error instanceof GxError) return Number.NaN;
      throw error;
    }
  };
  const own = figure(start);
  if (!Number.isFinite(own)) return [];
  const rows = [...parameters.keys()].filter((k) => parameters[k]!.fit && parameters[k]!.name.trim() !== "");
  return names.flatMap((name, i) => {
    // A row that is there twice is told of already.
    if (name !== parameters[rows[i]!]!.name) return [];
    const places = [0.23, 0.81].map((part) => lower[i]! + part * (upper[i]! - lower[i]!));
    if (!places.every((value) => figure(start.with(i, value)) === own)) return [];
    const row = rows[i]! + 1;
    const [a, b] = places.map((value) => Number(value.toPrecision(3)));
    return `\`${name}\` (row ${row} of the parameter table) has no effect: the figure of merit is the same at ${a}, at ${b} and at the file's value, and no fit can determine it.`;
  });
}
