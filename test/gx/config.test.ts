/** GenX's configuration text, as Python's ConfigParser takes it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatConfig, parseConfig } from "../../runtime/gx/config.ts";
import { configuredFom, optimiserSettings, solverOptions, storeSettings } from "../../runtime/gx/solver.ts";

const TEXT = `# a comment
[startup]
script = [""]
	[1, 2]
; another
[solver]
Figure Of Merit: R1
km=0.5
ignore fom nan = off
limit fit range = YES
fit xmin = -1e-3
fit xmax = inf
create trial = jade_best
pop size = many
km = 0.25
`;

test("keys are case-insensitive, `=` or `:` separates, blanks continue, the last of two wins", () => {
  const config = parseConfig(TEXT);
  assert.equal(config.get("startup")?.get("script"), '[""]\n[1, 2]');
  assert.equal(config.get("solver")?.get("km"), "0.25");
  assert.equal(configuredFom(config), "R1");
});

test("booleans in all spellings, and the default where a value cannot be read", () => {
  const config = parseConfig(TEXT.replaceAll("\n", "\r\n"));
  assert.deepEqual(solverOptions(config), {
    ignoreNan: false,
    ignoreInf: true,
    limitFitRange: true,
    fitXMin: -1e-3,
    fitXMax: Infinity,
  });
  const { km, scheme, popSize } = optimiserSettings(config);
  assert.deepEqual([km, scheme, popSize], [0.25, "jade_best", 50]);
});

test("what is written reads back, and every setting is written", () => {
  const config = parseConfig(TEXT);
  const solver = { ignoreNan: true, ignoreInf: false, limitFitRange: false, fitXMin: 0.1, fitXMax: 2 };
  const optimiser = { ...optimiserSettings(config), popSize: 7, useBoundaries: false };
  storeSettings(config, "log", solver, optimiser);
  const again = parseConfig(formatConfig(config));
  assert.deepEqual(again, config);
  assert.deepEqual(solverOptions(again), solver);
  assert.deepEqual(optimiserSettings(again), optimiser);
  assert.equal(configuredFom(again), "log");
});

test("text without sections, or none at all, is an empty configuration", () => {
  assert.equal(parseConfig("").size, 0);
  assert.equal(parseConfig("km = 1\n  nonsense\n").size, 0);
});
