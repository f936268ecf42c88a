import assert from "node:assert/strict";
import { test } from "node:test";
import { parametersCsv } from "../../runtime/results/csv.ts";
import { sweepResults } from "../helpers/sweep-results.ts";

test("a row per parameter, numbers in full, CRLF", () => {
  const lines = parametersCsv(sweepResults()).split("\r\n");
  assert.equal(lines[0], "fit,parameter,value,uncertainty,fom_bar_low,fom_bar_high,start,lower,upper,at_bound");
  assert.equal(lines[6], ",inst.setIbkg,1e-9,2.4e-9,-3.3599999999999996e-9,4.08e-9,1e-7,1e-9,0.00001,lower");
  assert.deepEqual(lines.slice(7), [""]);
});

test("commas, quotes and line breaks are quoted as RFC 4180 says", () => {
  const results = sweepResults();
  results.fits[0]!.name = `10 K, "cold"\nrun`;
  assert.match(parametersCsv(results), /\r\n"10 K, ""cold""\nrun",film\.setD,/);
});

test("a text that a spreadsheet would run is made a text, and an unknown number is empty", () => {
  const results = sweepResults();
  const [a, b, c, d] = results.fits[0]!.parameters;
  a!.name = "=cmd|' /C calc'!A0";
  b!.name = "@SUM(1,2)";
  c!.name = "\t=1";
  d!.name = "-x";
  a!.best = -1.5;
  a!.uncertainty = Number.NaN;
  const lines = parametersCsv(results).split("\r\n");
  assert.match(lines[1]!, /^,'=cmd\|' \/C calc'!A0,-1\.5,,/);
  assert.match(lines[2]!, /^,"'@SUM\(1,2\)",/);
  assert.match(lines[3]!, /^,'\t=1,/);
  assert.match(lines[4]!, /^,'-x,/);
});
