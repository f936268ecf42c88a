/**
 * Some hundreds of lines of Python, run here and by scipy: to 1e-12 of each number, or as the line says (`~ 1e-9` of each, `~~ 1e-9` of the
 * largest), which is a routine's own tolerance where it goes by steps. ../numpy/make_cases.py wrote the answers.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { type Answer, check, run } from "../numpy/answers.ts";

interface Case {
  readonly line: string;
  readonly answer: Answer;
  readonly tolerance?: number;
  readonly of?: "each" | "largest";
}

const { cases } = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8")) as { cases: Case[] };

const IMPORTS = [
  "import numpy as np",
  "from scipy import constants, integrate, interpolate, linalg, ndimage, optimize, signal, special, stats",
  "import scipy.integrate as old",
];

for (const { line, answer, tolerance, of } of cases) {
  test(line, () => check(run(line, IMPORTS), answer, tolerance ?? 1e-12, of));
}

test("every case of cases.txt has its answer", () => {
  const text = readFileSync(new URL("cases.txt", import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  assert.deepEqual(
    cases.map(({ line }) => line),
    lines.map((line) => line.split(" ~")[0]!.trim()),
  );
});
