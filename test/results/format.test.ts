import assert from "node:assert/strict";
import { test } from "node:test";
import { count, duration, percent, plusMinus, significant, unitText } from "../../runtime/results/format.ts";

test("GenX's units, which are TeX, are for people", () => {
  assert.equal(unitText("r_{e}/\\AA^{3}"), "rₑ/Å³");
  assert.equal(unitText("r_e/\\AA^{3}"), "rₑ/Å³", "mag_refl has no braces");
  assert.equal(unitText("10^{-6}\\AA^{-2}"), "10⁻⁶ Å⁻²");
  assert.equal(unitText("1e-6 Å⁻²"), "1e-6 Å⁻²");
  assert.equal(unitText("x^{n}"), "x^{n}", "what has no sign of its own stays");
});

test("a value ends where the second digit of its uncertainty does", () => {
  const cases: [number, number, string][] = [
    [138.0234, 0.1312, "138.02 ± 0.13"],
    [138.0234, 0.0996, "138.02 ± 0.10"],
    [138.0234, 9.96, "138 ± 10"],
    [2.07, 0.3, "2.07 ± 0.30"],
    [0.827, 0.119, "0.83 ± 0.12"],
    [-0.00412, 0.00031, "-0.00412 ± 0.00031"],
    [0.001, 5, "0.0 ± 5.0"],
    [0, 0.02, "0.000 ± 0.020"],
    [12345, 32.1, "12345 ± 32"],
    [12346, 321, "(1.235 ± 0.032)e4"],
    [1.2344e-6, 1.23e-8, "(1.234 ± 0.012)e-6"],
    [2.5e9, 1.1e7, "(2.500 ± 0.011)e9"],
    [1.6e-8, 3e-7, "(0.2 ± 3.0)e-7"],
  ];
  for (const [value, u, text] of cases) assert.equal(plusMinus(value, u), text, `${value}, ${u}`);
});

test("without a known uncertainty there is the value alone", () => {
  assert.equal(plusMinus(138.0234567, Number.NaN), "138.023");
  assert.equal(plusMinus(138.0234567, 0), "138.023");
  assert.equal(plusMinus(138.0234567, Number.POSITIVE_INFINITY), "138.023");
  assert.equal(plusMinus(Number.NaN, 1), "NaN");
});

test("significant digits without padding, powers of ten outside 1e-3 to 1e6", () => {
  const cases: [number, string][] = [
    [0.25, "0.25"],
    [1000, "1000"],
    [999999.9, "1e6"],
    [123456.7, "123460"],
    [0.00099999999, "0.001"],
    [1.23456789e-7, "1.2346e-7"],
    [-42, "-42"],
    [0, "0"],
    [Number.NEGATIVE_INFINITY, "-inf"],
    [Number.NaN, "NaN"],
  ];
  for (const [value, text] of cases) assert.equal(significant(value), text);
});

test("times, shares and counts as people say them", () => {
  assert.equal(duration(0.0421), "0.042 s");
  assert.equal(duration(59.6), "1 min 00 s");
  assert.equal(duration(185), "3 min 05 s");
  assert.equal(duration(7620), "2 h 07 min");
  assert.equal(duration(Number.NaN), "–");
  assert.equal(percent(0.416), "42 %");
  assert.equal(percent(Number.NaN), "–");
  assert.equal(count(950), "950");
  assert.equal(count(12_432), "12\u202f400");
  assert.equal(count(1.25e6), "1.25e6");
  assert.equal(count(Number.POSITIVE_INFINITY), "never");
});

test("a value within its bounds is shown within them", () => {
  assert.equal(plusMinus(0.0287, 86, [0.02, 0.035]), "0.0287 ± 86");
  assert.equal(plusMinus(0.035211, 86, [0.03521, 1]), "0.03521 ± 86");
  assert.equal(plusMinus(2.9e-6, 2e4, [1e-6, 1e-5]), "2.9e-6 ± 20000");
  assert.equal(plusMinus(1e-9, 2.4e-9, [1e-9, 1e-5]), "(1.0 ± 2.4)e-9");
  assert.equal(plusMinus(0.0287, 86), "0 ± 86");
});
