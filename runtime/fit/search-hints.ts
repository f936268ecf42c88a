/**
 * What the data and the running model tell a search beforehand: how far out in its data
 * set each residual lies, and which fitted parameters are thicknesses of layers, with the
 * values that the fringes speak for. Nobody's name for a parameter is taken for its
 * meaning: a parameter is a thickness if it moves the `d` of a layer.
 */
import type { DataSet } from "../gx/project.ts";
import { objectsIn, scatteringVector, thicknessOf } from "../models/base/sample-facts.ts";
import { isUserVars } from "../models/base/user-vars.ts";
import type { SearchHints, ThicknessHint } from "../optimisers/optimiser.ts";
import type { PyObject } from "../python/values/class.ts";
import { type Fringes, fringesOf } from "./fringes.ts";
import type { Session, Setter } from "./session.ts";

/** How far a parameter is moved to see what moves with it, of its bounds' width. */
const NUDGE = 1e-3;
/** Less is rounding: Å per Å. */
const LEAST_SLOPE = 1e-6;

interface Fitted {
  setters: readonly Setter[];
  lower: Float64Array;
  upper: Float64Array;
  /** float[d] */
  start: Float64Array;
}

/** @param session  its own: parameters are moved */
export function searchHints(session: Session, datasets: readonly DataSet[], fitted: Fitted): SearchHints {
  const used = datasets.filter(({ use }) => use);
  const reach = Float64Array.from(used.flatMap((set) => partsBelow(set.x.values)));
  return { reach, thicknesses: thicknessHints(session, used, fitted) };
}

/** What part of the values is smaller than each. */
function partsBelow(values: Float64Array): number[] {
  const order = [...values.keys()].sort((i, j) => values[i]! - values[j]! || i - j);
  const parts = new Array<number>(values.length);
  for (const [rank, i] of order.entries()) parts[i] = rank / values.length;
  return parts;
}

function thicknessHints(session: Session, used: readonly DataSet[], fitted: Fitted): ThicknessHint[] {
  for (const [i, setter] of fitted.setters.entries()) setter(fitted.start[i]!);
  session.simulate();
  const objects = objectsIn(session.values());
  const toQ = objects.map(scatteringVector).find((found) => found !== undefined);
  if (toQ === undefined) return [];
  const fringes = used.flatMap((set) => fringesOf(set.x.values.map(toQ), set.y.values) ?? []);
  if (fringes.length === 0) return [];
  return [...fitted.setters.keys()].flatMap((parameter) => {
    const layer = movedLayer(session, objects, fitted, parameter);
    return layer ? hintOf(parameter, layer, fringes, fitted) : [];
  });
}

/** Of a layer: its thickness, and by how much that changes with the parameter. */
interface Moved {
  thickness: number;
  slope: number;
}

/** The layer that a parameter moves the most, if it moves any. */
function movedLayer(session: Session, objects: PyObject[], fitted: Fitted, parameter: number): Moved | undefined {
  const { setters, lower, upper, start } = fitted;
  const value = start[parameter]!;
  const step = NUDGE * (upper[parameter]! - lower[parameter]!);
  const nudge = value + step <= upper[parameter]! ? step : -step;
  const layers = objects.filter((object) => thicknessOf(object) !== undefined);
  const thicknesses = () => layers.map((layer) => thicknessOf(layer) ?? Number.NaN);
  const models = objects.filter((object) => (isUserVars(object) as boolean) === false);
  const state = () => models.map((object) => [...object.attributes.values()]);
  const [before, was] = [thicknesses(), state()];
  const set = (to: number) => setters[parameter]!(to);
  set(value + nudge);
  // What belongs to the script itself reaches the layers in Sim.
  const inSim = state().every((values, i) => values.every((each, j) => Object.is(each, was[i]![j])));
  if (inSim) session.simulate();
  const after = thicknesses();
  set(value);
  if (inSim) session.simulate();
  const moved = layers.map((_, i) => ({ thickness: before[i]!, slope: (after[i]! - before[i]!) / nudge }));
  return moved
    .filter(({ slope }) => Math.abs(slope) > LEAST_SLOPE)
    .sort((a, b) => Math.abs(b.slope) - Math.abs(a.slope))[0];
}

function hintOf(
  parameter: number,
  { thickness, slope }: Moved,
  fringes: readonly Fringes[],
  { lower, upper, start }: Fitted,
): ThicknessHint | [] {
  const values = fringes
    .flatMap(({ thicknesses }) => thicknesses.map((depth) => start[parameter]! + (depth - thickness) / slope))
    .filter((value) => value > lower[parameter]! && value < upper[parameter]!);
  if (values.length === 0) return [];
  const resolution = Math.min(...fringes.map((each) => each.resolution)) / Math.abs(slope);
  return { parameter, values: Float64Array.from(values), resolution };
}
