/**
 * Seeded damage to good fits, below the container: scripts with characters,
 * words, numbers and lines exchanged, parameter tables and columns with values
 * that no one meant. Each is compiled and simulated once with a small budget,
 * and the outcome is a result or a GxError, in bounded time. META_GENX_FUZZ=3000
 * makes it that many per fit, META_GENX_FUZZ_SEED=7 begins at another seed.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { compileFit } from "../../runtime/fit/compile.ts";
import type { Project } from "../../runtime/gx/project.ts";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { dice } from "../helpers/gx-files.ts";
import { projectOf } from "../helpers/project.ts";

const COUNT = Number(process.env["META_GENX_FUZZ"] ?? 150);
const FIRST = Number(process.env["META_GENX_FUZZ_SEED"] ?? 0);
const STEPS = 200_000;
const SLOWEST_MS = 5000;

type Dice = () => number;

const pick = <T>(items: readonly T[], random: Dice): T => items[Math.floor(random() * items.length)]!;

/** What stands where a number or a name stood. */
const WORDS = (
  "0 -1 1e308 -1e308 1e-320 nan inf 10**10 10**400 None True 'x' '' [] {} () [0]*10 lambda:0 data Sim self __class__ " +
  "constructor __proto__ print len range(9) 1j -1j 0.0 2**63 float('nan') [[]] data[0] data[0].x data[9] array([]) zeros(0) zeros((2,0)) " +
  "while if for def class return yield import from as with try except finally raise lambda not and or in is del global pass break continue " +
  "+ - * / // % ** @ == != < > = += : , . ( ) [ ] { } ; \\ # ' \" \t \n"
).split(/ (?=\S|\t|\n)/);
const ODD_NUMBERS = [Number.NaN, Infinity, -Infinity, 0, -0, -1, 1e308, -1e308, 5e-324, 1e15, 2 ** 53];
const ODD_NAMES = [
  "",
  " ",
  "x y",
  "film",
  "1",
  "__class__",
  "film.",
  "film..d",
  "a[",
  "f()",
  "data[0].x",
  "'a'",
  "\0",
  "é.setD",
];

function damagedScript(script: string, random: Dice): string {
  let text = script;
  for (let wounds = 1 + Math.floor(random() * 3); wounds > 0; wounds--) {
    const kind = random();
    const words = [...text.matchAll(/[A-Za-z_]\w*|\d+(?:\.\d*)?/g)];
    const lines = text.split("\n");
    if (kind < 0.55 && words.length > 0) {
      // A word or number becomes another of the script, or an odd one.
      const at = pick(words, random);
      const other = random() < 0.4 ? pick(words, random)[0] : pick(WORDS, random);
      text = text.slice(0, at.index) + other + text.slice(at.index + at[0].length);
    } else if (kind < 0.7) {
      lines.splice(Math.floor(random() * lines.length), 1);
      text = lines.join("\n");
    } else if (kind < 0.8) {
      lines.splice(Math.floor(random() * lines.length), 0, pick(lines, random));
      text = lines.join("\n");
    } else {
      const at = Math.floor(random() * text.length);
      const character = random() < 0.5 ? pick(WORDS, random) : String.fromCodePoint(Math.floor(random() * 0x3000));
      text = text.slice(0, at) + character + text.slice(at + Math.floor(random() * 3));
    }
  }
  return text;
}

function damagedProject(project: Project, random: Dice): Project {
  const copy = structuredClone(project);
  for (let wounds = 1 + Math.floor(random() * 3); wounds > 0; wounds--) {
    const kind = random();
    const row = copy.parameters.length > 0 ? pick(copy.parameters, random) : undefined;
    const set = copy.datasets.length > 0 ? pick(copy.datasets, random) : undefined;
    if (kind < 0.3 && row) row[pick(["value", "min", "max"] as const, random)] = pick(ODD_NUMBERS, random);
    else if (kind < 0.45 && row) row.name = random() < 0.5 ? pick(ODD_NAMES, random) : damagedScript(row.name, random);
    else if (kind < 0.65 && set) {
      const { values } = set[pick(["x", "y", "error"] as const, random)];
      if (random() < 0.2) values.fill(pick(ODD_NUMBERS, random));
      else values[Math.floor(random() * values.length)] = pick(ODD_NUMBERS, random);
    } else if (kind < 0.72 && set) {
      for (const name of ["x", "y", "error", "xRaw", "yRaw", "errorRaw"] as const)
        set[name].values = new Float64Array(0);
    } else if (kind < 0.78 && set) set.use = false;
    else if (kind < 0.84) copy.datasets.splice(0, 1);
    else if (kind < 0.9)
      copy.fomFunction = pick(["", "sqrt", "chi2bars", "logbars", "constructor", "R1", "diff"], random);
    else if (kind < 0.95) copy.solver.fitXMin = pick(ODD_NUMBERS, random);
    else copy.solver.limitFitRange = true;
  }
  return copy;
}

/** @returns whether it was refused */
function refused(project: Project, seed: number): boolean {
  const started = performance.now();
  try {
    const fit = compileFit(project, { steps: STEPS });
    fit.simulate();
    if (seed % 4 === 0) assert.equal(typeof fit.objective.evaluate(fit.objective.start), "number");
    return false;
  } catch (error) {
    assert.ok(error instanceof GxError, `seed ${seed}: ${(error as Error)?.stack}\n${project.script}`);
    assert.doesNotMatch(error.message, /\[object|is not a function|cannot read prop/i, `seed ${seed}`);
    return true;
  } finally {
    const took = performance.now() - started;
    assert.ok(took < SLOWEST_MS, `seed ${seed} took ${took} ms\n${project.script}`);
  }
}

const scripts = JSON.parse(readFileSync(join(GOLDEN, "scripts/scripts.json"), "utf8")).scripts;
const users = Object.keys(scripts).map((name) =>
  projectOf(readFileSync(join(GOLDEN, `scripts/${name}.py`), "utf8"), scripts[name].datasets, scripts[name].rows),
);
const files = ["sx07_q_full_rel.gx", "py03_peaks_dataclass.gx", "sm06_graded_loop.gx", "py2_sx21_two_wavelengths.gx"];
const fits = await Promise.all(files.map((name) => readProjectFile(join(GOLDEN, "genx", name))));

for (const [name, project] of [
  ...files.map((name, i) => [name, [fits[i]!]] as const),
  ["users' scripts", users] as const,
]) {
  test(`${name}, damaged`, { timeout: Math.max(60_000, COUNT * 1000) }, () => {
    console.log(`${name}, damaged: seeds ${FIRST} to ${FIRST + COUNT - 1}`);
    let bad = 0;
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
      const random = dice(seed);
      const one = project[seed % project.length]!;
      const damaged =
        random() < 0.7 ? { ...one, script: damagedScript(one.script, random) } : damagedProject(one, random);
      if (refused(damaged, seed)) bad += 1;
    }
    const mb = (process.resourceUsage().maxRSS * 1024) / 1e6;
    assert.ok(mb < 1300, `the process took ${mb} MB`);
    assert.ok(bad > COUNT / 10 && bad < COUNT, "the damage does some harm, and not always");
  });
}
