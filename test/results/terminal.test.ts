import assert from "node:assert/strict";
import { test } from "node:test";
import { terminalText } from "../../runtime/results/terminal.ts";
import { sweepResults } from "../helpers/sweep-results.ts";

test("eighty columns hold both tables and end with the verdict", () => {
  const text = terminalText(sweepResults(), 80);
  for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
  assert.match(text, /^film\.gx: 35 of 36 trials in 42 s on 2 threads of this machine$/m);
  assert.match(
    text,
    /^Figure of merit \(logbars\): 0\.031218, from 1\.43 in the file; the best trial ended\nat 0\.03123 and was polished$/m,
  );
  assert.match(text, /│ Method +│ +Reached +│ +Best FOM +│ +Median +│ +To target +│ +Time +│/);
  assert.match(text, /│ jade_best {2}│ {3}5\/12 42 % │ {3}0\.0313 │ 0\.05772 │ {4}14\u202f400 │ 2\.4 s │/);
  assert.match(text, /│ film\.setD +│ +138\.02 ± 0\.13 │ +50 … 250 │ +│/);
  assert.match(text, /at lower bound/);
  assert.match(text, /^± is one standard deviation: curvature of the residuals at the best\. Reduced χ²\n1\.13\.$/m);
  assert.match(
    text,
    /│ Other minimum .*\n.*\n│ inst\.setIbkg 2\.001e-6, inst\.setI0 +│ 0\.05931 │ +2 │ +2 │ fits worse │/,
  );
  assert.match(text, /^1 trial ended short of any minimum, and was left there\.$/m);
  assert.match(text, /\nWith caution: 17 of 34[^│]*\.\n$/);
});

test("every width gets every number and no line longer than the terminal", () => {
  for (const width of [42, 59, 60, 66, 72, 79, 120]) {
    const text = terminalText(sweepResults(), width);
    // The first line and single words may not be breakable; everything else is.
    for (const line of text.split("\n").slice(1)) assert.ok(line.length <= width, `${width}: ${line}`);
    for (const number of ["138.02 ± 0.13", "0.05772", "14\u202f400", "at lower bound"])
      assert.ok(text.includes(number), `${width} ${number}`);
  }
});

test("below sixty columns there are lines, not tables", () => {
  const text = terminalText(sweepResults(), 59);
  assert.doesNotMatch(text, /│/);
  assert.match(text, /^film\.setD\n {2}Value: 138\.02 ± 0\.13\n {2}Bounds: 50 … 250$/m);
});

test("long settings wrap in their own column", () => {
  const results = sweepResults();
  for (const row of results.fits[0]!.ranking) row.settings = "km 0.7, kr 0.9, pop 50, generations 500";
  for (const line of terminalText(results, 80).split("\n")) assert.ok(line.length <= 80, line);
});

test("eighty columns hold the longest method name whole, and settings go below it", () => {
  const results = sweepResults();
  const [row] = results.fits[0]!.ranking;
  Object.assign(row!, { method: "simplex_best_1_bin+lm", settings: "" });
  assert.match(terminalText(results, 80), /│ simplex_best_1_bin\+lm +│ +11\/11 100 % │/);
  row!.settings = "km 0.5, kr 0.9, pop 25";
  assert.match(terminalText(results, 80), /│ simplex_best_1_bin\+lm +│ +11\/11 100 % │.*\n│ km 0\.5/);
});

test("a method's name stays whole however many trials there are", () => {
  const results = sweepResults();
  const [row] = results.fits[0]!.ranking;
  for (const trials of [20, 120, 5000]) {
    Object.assign(row!, {
      method: "simplex_best_1_bin+lm",
      settings: "km 0.5",
      trials,
      successes: trials,
      seconds: 4000,
    });
    const text = terminalText(results, 80);
    assert.match(text, /│ simplex_best_1_bin\+lm +│/, `${trials} trials`);
    for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
  }
});

test("where there is no room for the names there are lines, not broken names", () => {
  const results = sweepResults();
  const name = "a_layer_with_a_very_long_name_of_its_own.setSigmaOfTheUpperInterface";
  results.fits[0]!.parameters[0]!.name = name;
  assert.match(terminalText(results, 80), new RegExp(`^${name}\n {2}Value: `, "m"));
});

test("it says that unpolished trials count as they ended, and what +lm stands for, where there are such trials", () => {
  const results = sweepResults();
  assert.match(terminalText(results, 200), /reaches it\. Trials count as they ended, not as polished afterwards\.$/m);
  for (const { spec } of results.fits[0]!.trials) Object.assign(spec, { method: `${spec.method}+lm` });
  assert.match(terminalText(results, 200), /reaches it\. \+lm: the trial ends by the Levenberg–Marquardt method,/);
});

test("a column in which nothing stands is left out", () => {
  const results = sweepResults();
  for (const p of results.fits[0]!.parameters) p.atBound = "no";
  assert.match(terminalText(results, 80), /│ Parameter +│ +Value │ +Bounds │\n/);
});

test("a minimum that differs only in what the data do not determine is called the same fit, and so is said why", () => {
  const results = sweepResults();
  const fit = results.fits[0]!;
  fit.minima[1]!.rank = "valley";
  fit.trust.determination = { withoutEffect: [], alone: [], together: [{ names: ["film.setD", "film.setDens"] }] };
  const text = terminalText(results, 200);
  assert.match(text, /│ +the same fit │/);
  assert.ok(
    text.includes(
      "\nThe same fit: it differs from the best only in what the data do not determine, `film.setD` and `film.setDens`.\n",
    ),
    text,
  );
  assert.doesNotMatch(terminalText(sweepResults(), 200), /same fit/);
});

test("a value is not rounded to outside its bounds, however little is known of it", () => {
  const results = sweepResults();
  Object.assign(results.fits[0]!.parameters[2]!, { best: 0.0287, uncertainty: 86, lower: 0.02, upper: 0.035 });
  assert.match(terminalText(results, 80), /│ film\.setDens +│ +0\.0287 ± 86 │ +0\.02 … 0\.035 │/);
});

test("a name cannot steer the terminal", () => {
  const results = sweepResults();
  results.project.fileName = "\u001b[2Jx.gx";
  results.fits[0]!.parameters[0]!.name = "a\u001b]0;title\u0007\u009b1mb";
  results.fits[0]!.trust.sentence = "\rgood";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  assert.doesNotMatch(terminalText(results), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test("a sweep without results says what there is", () => {
  const results = sweepResults();
  const fit = results.fits[0]!;
  for (const trial of fit.trials) trial.result = null;
  Object.assign(fit, { bestTrial: -1, bestFom: Number.NaN, notes: [], uncertaintySource: "" });
  fit.trust = { ...fit.trust, verdict: "doubt", sentence: "No trial has ended." };
  assert.match(
    terminalText(results),
    /^film\.gx: 0 of 36 trials.*\n\nFigure of merit \(logbars\): 1\.43 in the file\nDo not trust it yet: No trial has ended\.\n$/,
  );
});
