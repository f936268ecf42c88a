/**
 * Eleven problems of 6 to 20 parameters, each hard in its own way: many fringes, bounds
 * that are very wide, many layers, several contrasts, a periodic stack, layers that look
 * alike, counting noise, little range, absolute residuals.
 */
import type { Recipe } from "./recipe.ts";
import { type Beam, between, type Film, film, scriptOf } from "./scripts.ts";

type Row = Recipe["rows"][number];

const xray = (background: number): Beam => ({ probe: "x-ray", background });
const relative = (part: number) => (y: number) => part * y + 1e-9;
const SUBSTRATE: Row = ["Sub.setSigma", 2, 0, 15];
const intensity = (low: number, high: number): Row => ["inst.setI0", 1, low, high];

const thickness = ({ name, thickness: d }: Film, low: number, high: number): Row => [`${name}.setD`, d, low, high];
const roughness = ({ name, roughness: s }: Film, high: number): Row => [`${name}.setSigma`, s, 0.3, high];
const density = ({ name, density: n }: Film, part: number): Row => [
  `${name}.setDens`,
  n,
  n * (1 - part),
  n * (1 + part),
];

/** Thickness in parts of the truth, roughness up to, density by ±. */
const around = (films: readonly Film[], low: number, high: number, rough: number, dense: number): Row[] =>
  films.flatMap((each) => [
    thickness(each, low * each.thickness, high * each.thickness),
    roughness(each, rough),
    density(each, dense),
  ]);

const thick = [film("film", "Cr", 1230, 5)];
const two = [film("a", "Ni", 385, 6), film("b", "Ti", 640, 4)];
const four = [film("a", "Ta", 35, 4), film("b", "Au", 62, 3), film("c", "Al", 110, 5), film("e", "Cr", 27, 3)];
const five = [
  film("a", "Pt", 28, 4),
  film("b", "Fe", 75, 5),
  film("c", "Al", 120, 6),
  film("e", "Ni", 48, 4),
  film("g", "V", 90, 3),
];
const six = [...five, film("k", "Ti", 55, 4)];
const alike = [film("a", "Ni", 60, 4), film("b", "Fe", 80, 6), film("c", "Cr", 45, 4)];
const three = [film("a", "Au", 140, 8), film("b", "Al", 260, 6), film("c", "V", 90, 4)];
const bilayer = [film("la", "Ni", 21, 2.6), film("lb", "Ti", 33, 3.4)];
const [buffer, cap] = [film("buf", "Cr", 60, 3), film("cap", "C", 18, 3)];

const MEMBRANE = `from numpy import *
import models.soft_nx as model
from models.utils import UserVars
inst = model.Instrument(probe='neutron', wavelength=5.0, coords='q', I0=1.0, res=0.03, restype='no conv', footype='no corr', Ibkg=2e-06)
Amb = model.Layer(sld_n=6.36)
outer = model.Layer(d=9.0, sigma=3.5, sld_n=2)
tails = model.Layer(d=31.5, sigma=4.0, sld_n=-0.35)
inner = model.Layer(d=9.0, sigma=3.5, sld_n=2)
gap = model.Layer(d=14.0, sigma=3.0)
gold = model.Layer(d=150.0, sigma=4.0, sld_n=4.5)
perm = model.Layer(d=130.0, sigma=4.0, sld_n=9.0)
ox = model.Layer(d=14.0, sigma=3.0, sld_n=3.47)
Sub = model.Layer(sld_n=2.07, sigma=3.0)
sample = model.Sample(Stacks=[model.Stack(Layers=[ox, perm, gold, gap, inner, tails, outer])], Ambient=Amb, Substrate=Sub)
cp = UserVars()
cp.new_var('wet', 0.3)
cp.new_var('heads', 9.0)
waters = [6.36, 2.07, -0.56]
def Sim(data):
    I = []
    for d, water in zip(data, waters):
        Amb.setSld_n(water)
        gap.setSld_n(water)
        for heads in [inner, outer]:
            heads.setD(cp.heads)
            heads.setSld_n((1 - cp.wet)*1.86 + cp.wet*water)
        I.append(sample.SimSpecular(d.x, inst))
    return I
`;
const LOG_Q = Array.from({ length: 60 }, (_, i) => 0.01 * 25 ** (i / 59));

export const DESIGNED: readonly Recipe[] = [
  {
    name: "h01_thick_film_6",
    script: scriptOf(xray(1e-8), [{ films: thick }]),
    x: [between(0.02, 0.22, 130)],
    figureOfMerit: "log",
    rows: [
      thickness(thick[0]!, 200, 3000),
      roughness(thick[0]!, 25),
      ["film.setDens", 0.0833, 0.05, 0.11],
      SUBSTRATE,
      intensity(0.3, 3),
      ["inst.setIbkg", 1e-8, 0, 1e-5],
    ],
    sigma: relative(0.04),
  },
  {
    name: "h02_two_thick_8",
    script: scriptOf(xray(1e-8), [{ films: two }]),
    x: [between(0.02, 0.25, 130)],
    figureOfMerit: "log",
    rows: [
      ...two.flatMap((each) => [thickness(each, 100, 1500), roughness(each, 25), density(each, 0.3)]),
      SUBSTRATE,
      intensity(0.3, 3),
    ],
    sigma: relative(0.04),
  },
  {
    name: "h03_four_layers_wide_12",
    script: scriptOf(xray(2e-7), [{ films: four }]),
    x: [between(0.015, 0.6, 130)],
    figureOfMerit: "log",
    rows: [
      ...four.map((each) => thickness(each, 5, 250)),
      ...four.map((each) => roughness(each, 20)),
      ...four.slice(0, 3).map((each) => density(each, 0.4)),
      intensity(0.3, 3),
    ],
    sigma: relative(0.04),
  },
  {
    name: "h04_five_layers_16",
    script: scriptOf(xray(1e-7), [{ films: five }]),
    x: [between(0.015, 0.55, 130)],
    figureOfMerit: "log",
    rows: [...around(five, 0.4, 1.7, 14, 0.25), intensity(0.5, 2)],
    sigma: relative(0.04),
  },
  {
    name: "h05_six_layers_20",
    script: scriptOf(xray(1e-7), [{ films: six }]),
    x: [between(0.015, 0.55, 140)],
    figureOfMerit: "log",
    rows: [...around(six, 0.5, 1.6, 12, 0.2), ["Sub.setSigma", 2, 0, 10], intensity(0.5, 2)],
    sigma: relative(0.04),
  },
  {
    name: "h06_contrasts_13",
    script: MEMBRANE,
    x: [LOG_Q, LOG_Q, LOG_Q],
    figureOfMerit: "chi2bars",
    rows: [
      ["tails.setD", 31.5, 10, 60],
      ["cp.setHeads", 8.2, 3, 20],
      ["cp.setWet", 0.42, 0, 1],
      ["gap.setD", 14, 1, 60],
      ["ox.setD", 17, 3, 50],
      ["gold.setD", 150, 40, 300],
      ["perm.setD", 130, 40, 300],
      ["gold.setSld_n", 4.5, 3, 6],
      ["perm.setSld_n", 9, 6, 11],
      ["gold.setSigma", 4, 0.5, 15],
      ["perm.setSigma", 4, 0.5, 15],
      ["tails.setSld_n", -0.35, -1, 2],
      ["inst.setIbkg", 2e-6, 0, 1e-5],
    ],
    sigma: (y) => Math.hypot(0.03 * y, 3e-7),
  },
  {
    name: "h07_periodic_wide_12",
    script: scriptOf(xray(1e-8), [{ films: [buffer] }, { films: bilayer, repetitions: 12 }, { films: [cap] }]),
    x: [between(0.015, 0.5, 140)],
    figureOfMerit: "log",
    rows: [
      ["la.setD", 21, 5, 60],
      ["lb.setD", 33, 5, 60],
      ["la.setSigma", 2.6, 0.2, 12],
      ["lb.setSigma", 3.4, 0.2, 12],
      ["la.setDens", 0.0914, 0.06, 0.11],
      ["lb.setDens", 0.0566, 0.04, 0.08],
      ["cap.setD", 18, 3, 60],
      ["cap.setSigma", 3, 0.2, 12],
      ["buf.setD", 60, 10, 150],
      ["buf.setDens", 0.0833, 0.06, 0.1],
      ["Sub.setSigma", 2, 0, 10],
      intensity(0.3, 3),
    ],
    sigma: relative(0.04),
  },
  {
    name: "h08_alike_10",
    script: scriptOf(xray(1e-7), [{ films: alike }]),
    x: [between(0.015, 0.5, 130)],
    figureOfMerit: "chi2bars",
    rows: [...around(alike, 0.3, 2, 14, 0.25), intensity(0.5, 2)],
    sigma: relative(0.05),
  },
  {
    name: "h09_counting_10",
    script: scriptOf(xray(1e-7), [{ films: three }]),
    x: [between(0.02, 0.4, 130)],
    figureOfMerit: "chi2bars",
    rows: [...around(three, 0.4, 1.8, 20, 0.3), intensity(0.5, 2)],
    sigma: (y) => Math.sqrt(y / 1e7 + (0.01 * y) ** 2) + 1e-9,
  },
  {
    name: "h10_low_q_9",
    script: scriptOf(xray(1e-7), [{ films: three }]),
    x: [between(0.02, 0.14, 100)],
    figureOfMerit: "log",
    rows: [
      ...three.flatMap((each) => [thickness(each, 0.2 * each.thickness, 2.5 * each.thickness), density(each, 0.3)]),
      ["a.setSigma", 8, 0.3, 30],
      ["b.setSigma", 6, 0.3, 30],
      intensity(0.3, 3),
    ],
    sigma: relative(0.04),
  },
  {
    name: "h11_r1_four_layers_12",
    script: scriptOf(xray(2e-7), [{ films: four }]),
    x: [between(0.015, 0.6, 130)],
    figureOfMerit: "R1",
    rows: [
      ...four.flatMap((each) => [thickness(each, 0.4 * each.thickness, 1.7 * each.thickness), roughness(each, 14)]),
      ...four.slice(0, 3).map((each) => density(each, 0.25)),
      intensity(0.5, 2),
    ],
    sigma: relative(0.04),
  },
];
