/**
 * A problem for each number, drawn by dice that it seeds: one to six layers or a periodic
 * stack, X-rays or neutrons, narrow to wide bounds, little or much range, and the figures
 * of merit that people use. Nothing of them was looked at while the search was designed.
 */
import { Random } from "../../runtime/optimisers/random.ts";
import type { Recipe } from "./recipe.ts";
import { between, DENSITIES, type Film, film, scriptOf } from "./scripts.ts";

const FIGURES = ["log", "log", "log", "chi2bars", "chi2bars", "R1", "sqrt", "logbars"] as const;
const NAMES = ["a", "b", "c", "e", "g", "k"] as const;
/** How far the thickness of a layer may lie off, as factors; roughness up to; density by ±. */
const BOUNDS = [
  { low: 0.5, high: 1.6, rough: 12, dense: 0.2 },
  { low: 0.4, high: 1.8, rough: 15, dense: 0.25 },
  { low: 0.3, high: 2.5, rough: 20, dense: 0.3 },
] as const;

/** @param number  from 1 */
export function generated(number: number): Recipe {
  const random = new Random(number * 104_729);
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]!;
  const uniform = (low: number, high: number) => low + random.uniform() * (high - low);
  const rounded = (value: number) => Number(value.toPrecision(3));
  const chance = (part: number) => random.uniform() < part;

  const elements = Object.keys(DENSITIES);
  const drawFilm = (name: string, low: number, high: number, unlike: string): Film => {
    const element = pick(elements.filter((each) => each !== unlike));
    return film(name, element, rounded(low * (high / low) ** random.uniform()), rounded(uniform(2, 7)));
  };
  const periodic = chance(0.2);
  const count = periodic ? 2 : 1 + random.integer(6);
  const most = periodic ? 60 : 900 / count;
  const films: Film[] = [];
  for (const name of NAMES.slice(0, count)) films.push(drawFilm(name, 18, most, films.at(-1)?.element ?? "Si"));
  const stacks = periodic
    ? [{ films, repetitions: 4 + random.integer(14) }, { films: [drawFilm("cap", 10, 40, films[1]!.element)] }]
    : [{ films }];
  const all = stacks.flatMap((stack) => stack.films);

  const bounds = pick(BOUNDS);
  const rows = all.flatMap(({ name, thickness, roughness, density }): Recipe["rows"][number][] => [
    [`${name}.setD`, thickness, bounds.low * thickness, bounds.high * thickness],
    ...(chance(0.8) ? [[`${name}.setSigma`, roughness, 0.3, bounds.rough] as const] : []),
    ...(chance(0.6)
      ? [[`${name}.setDens`, density, density * (1 - bounds.dense), density * (1 + bounds.dense)] as const]
      : []),
  ]);
  if (chance(0.5)) rows.push(["Sub.setSigma", 2, 0, 10]);
  if (chance(0.7)) rows.push(["inst.setI0", 1, 0.5, 2]);
  const background = rounded(10 ** uniform(-8, -6));
  if (chance(0.4)) rows.push(["inst.setIbkg", background, 0, 20 * background]);

  const figureOfMerit = pick(FIGURES);
  const [counts, part] = [10 ** uniform(6.5, 8.5), uniform(0.01, 0.04)];
  return {
    name: `g${number}`,
    script: scriptOf({ probe: chance(0.3) ? "neutron" : "x-ray", background }, stacks),
    x: [between(uniform(0.01, 0.02), uniform(0.2, 0.55), 80 + 10 * random.integer(11))],
    figureOfMerit,
    rows,
    sigma: (y) => Math.sqrt(y / counts + (part * y) ** 2) + 1e-10,
  };
}
