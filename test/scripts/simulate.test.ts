/** `simulate` and `inspect` on a film whose numbers GenX has given. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { command, FILM } from "./command.ts";

const reference = JSON.parse(readFileSync(FILM.replace(/gx$/, "json"), "utf8"));
const fitted: string[] = reference.parameters.map((row: { name: string }) => row.name);

/** As reference/README.md has it for spec_nx: 1e-9 for curves, ten times that for the figure of merit. */
const agrees = (ours: number, genx: number) =>
  assert.ok(Math.abs(ours - genx) <= 1e-8 * Math.abs(genx), `${ours}, GenX ${genx}`);
const simulate = async (...args: string[]) => {
  const { code, stdout, stderr } = await command("simulate", [FILM, "--json", ...args]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(stdout.indexOf("\n"), stdout.length - 1, "one line, one object");
  return JSON.parse(stdout);
};

test("simulate --json prints the one object of the documentation, with GenX's figure of merit", async () => {
  const page = await simulate();
  assert.deepEqual(Object.keys(page), ["fom", "fomfunction", "datasets", "sld", "notes"]);
  agrees(page.fom, reference.fom_at_guess);
  assert.equal(page.fomfunction, reference.fomfunction);
  for (const set of page.datasets) {
    assert.deepEqual(Object.keys(set), ["name", "use", "x", "y_sim", "fom", "points", "counted"]);
    assert.ok(set.x.length > 0 && set.x.length === set.y_sim.length);
  }
  for (const profile of page.sld) {
    assert.deepEqual(Object.keys(profile), ["dataset", "unit", "curves"]);
    assert.ok(Object.values<number[]>(profile.curves).every((curve) => curve.length === profile.curves.z.length));
  }
});

test("a batch has each of its fits in `sequence`, with GenX's numbers", async () => {
  const batch = join(GOLDEN, "gx/batch_film_series.hgx");
  const genx = JSON.parse(readFileSync(batch.replace(/hgx$/, "json"), "utf8"));
  const page = JSON.parse((await command("simulate", [batch, "--json"])).stdout);
  agrees(page.fom, genx.fom);
  assert.equal(page.sequence.length, genx.sequence.length);
  for (const [i, { fom, y_sim }] of genx.sequence.entries()) {
    agrees(page.sequence[i].fom, fom);
    assertClose(page.sequence[i].datasets[0].y_sim, y_sim, 1e-9);
  }
});

test("the unit of an SLD is for people in the table, and GenX's own in JSON", async () => {
  assert.match((await command("simulate", [FILM])).stdout, / {2}rₑ\/Å³\n/);
  assert.equal((await simulate()).sld[0].unit, "r_{e}/\\AA^{3}");
});

test("--set changes parameters, as often as it is given", async () => {
  const page = await simulate(...fitted.flatMap((name, i) => ["--set", `${name}=${reference.truth[i]}`]));
  agrees(page.fom, reference.fom_at_truth);
});

test("a value that is set outside its bounds is simulated, and said to be there", async () => {
  const { name, min, max } = reference.parameters[0];
  const page = await simulate("--set", `${name}=${max + 1}`);
  assert.deepEqual(page.notes, [`\`${name}\` = ${max + 1} is outside its bounds, ${min} … ${max}: no fit goes there.`]);
  assert.deepEqual((await simulate("--set", `${name}=${max}`)).notes, []);
});

test("a name that is not in the table is refused with the ones that are near", async () => {
  const { code, stderr } = await command("simulate", [FILM, "--set", `${fitted[0]}x=1`]);
  assert.equal(code, 1);
  assert.match(stderr, /^GX_PARAMETER {2}.*there is no parameter `.*`/);
  assert.ok(stderr.includes(fitted[0]!), stderr);
});

test("without --json simulate prints a table for people", async () => {
  const { code, stdout } = await command("simulate", [FILM]);
  assert.equal(code, 0);
  assert.match(stdout, /^op1_xray_film_5par\.gx\nFigure of merit \(\w+\): \d/);
  assert.match(stdout, / Data set +Counts +Points +x +Simulated +FOM\n/);
});

test("inspect shows data sets, parameters, settings and that it can be fitted", async () => {
  const { code, stdout, stderr } = await command("inspect", [FILM]);
  assert.deepEqual([code, stderr], [0, ""]);
  for (const title of ["Data sets", "Parameters: 5 of", "Figure of merit", "Optimiser settings", "Script"]) {
    assert.ok(stdout.includes(`\n${title}`), title);
  }
  for (const name of fitted) assert.ok(stdout.includes(name), name);
  assert.match(stdout, /\nImports\n(.*\n)* {2}models\.spec_nx +\d+ +yes\n/);
  assert.match(stdout, /Can it be fitted here\?\n {2}Yes\.\n/);
});

test("inspect names the models of a file, each of which runs", async () => {
  for (const [file, model] of [
    ["so01_xray", "models.soft_nx"],
    ["si07_supermirror_hayter", "models.spec_inhom"],
    ["sa04_spinflip_void", "models.spec_adaptive"],
  ]) {
    const page = JSON.parse((await command("inspect", [join(GOLDEN, `genx/${file}.gx`), "--json"])).stdout);
    assert.ok(page.models.includes(model), `${page.models}`);
    assert.deepEqual([page.fits, page.notSupported], [true, []]);
  }
});

test("inspect --json is one object, --script the script", async () => {
  const page = JSON.parse((await command("inspect", [FILM, "--json"])).stdout);
  assert.equal(page.fits, true);
  agrees(page.fom.value, reference.fom_at_guess);
  assert.deepEqual(
    page.parameters.filter((row: { fit: boolean }) => row.fit).map((row: { name: string }) => row.name),
    fitted,
  );
  const { stdout } = await command("inspect", [FILM, "--script"]);
  assert.equal(stdout.trimEnd(), reference.script.trimEnd());
});

test("a pipe that closes early is no error", async () => {
  const { code, stderr } = await command("simulate", [FILM, "--json"], (child) => {
    child.stdout!.once("data", () => child.stdout!.destroy());
  });
  assert.deepEqual([code, stderr], [0, ""]);
});
