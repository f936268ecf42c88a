/**
 * A sweep by the functions of runtime/study alone, as a page, a watcher or a program
 * of one's own would do it: started, stopped, resumed, loaded and written, with no
 * command line. A command gives the same trials.
 */
import assert from "node:assert/strict";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { writeHgx } from "../../runtime/gx/write.ts";
import type { Pool } from "../../runtime/pool/pool.ts";
import { readJournal } from "../../runtime/results/journal.ts";
import { localTarget } from "../../runtime/study/compute-target.ts";
import { loadResults } from "../../runtime/study/load-results.ts";
import { openProject } from "../../runtime/study/open-project.ts";
import { resumeSweep } from "../../runtime/study/resume-sweep.ts";
import { runSweep } from "../../runtime/study/run-sweep.ts";
import { planStudy, type StudySpec, startSweep } from "../../runtime/study/start-sweep.ts";
import { SweepStop } from "../../runtime/study/sweep-stop.ts";
import { writeOutputs } from "../../runtime/study/write-outputs.ts";
import type { TrialResult } from "../../runtime/sweep/trial.ts";
import { journalLines } from "../helpers/journal-lines.ts";
import { command, FILM, temporaryFolder } from "../scripts/command.ts";

const SMALL = { file: FILM, methods: ["best_1_bin", "jade_best"], repeats: 1, generations: 40 } satisfies StudySpec;

const folderFor = (t: TestContext) => join(temporaryFolder(t), "sweep");

/** A trial's result but for the time that it took. */
const withoutTime = ({ seconds: _, cpuSeconds: __, ...result }: TrialResult) => result;
const resultsIn = (folder: string) =>
  [...readJournal(folder).results.values()].toSorted((a, b) => a.index - b.index).map(withoutTime);
/** The lines of the journal that end a trial. */
const trialLines = (folder: string) =>
  journalLines(folder).flatMap((line) => (line.type === "trial" ? [line.result] : []));

test("started, stopped, resumed and loaded: every trial is once in the journal, as a command leaves it", async (t) => {
  const [folder, byCommand] = [folderFor(t), folderFor(t)];
  const target = localTarget(1);
  const stop = new AbortController();
  const heard: string[] = [];

  const started = await startSweep({ ...SMALL, generations: 150, folder }, target);
  assert.deepEqual(readdirSync(folder).sort(), ["input.gx", "journal.ndjson", "plan.json"]);
  const ending = await runSweep(
    started,
    target.pool(started),
    {
      finished({ id }) {
        assert.ok(readJournal(folder).results.has(id), "it is in the journal before anybody hears of it");
        heard.push(id);
        if (heard.length === 2) stop.abort(new SweepStop("money"));
      },
    },
    stop.signal,
  );
  assert.equal(ending, "money");
  assert.equal(readJournal(folder).ending, "money");
  assert.equal((await loadResults(folder)).results.finished, false);

  const resumed = await resumeSweep(folder, target.numerics);
  assert.equal(resumed.leftAt, "1 thread of this machine");
  const before = trialLines(folder).filter(({ status }) => status === "complete").length;
  assert.equal(resumed.trials.length, 6 - before);
  assert.equal(await runSweep(resumed, target.pool(resumed)), "complete");

  const complete = trialLines(folder).filter(({ status }) => status === "complete");
  assert.deepEqual(complete.map(({ index }) => index).sort(), [0, 1, 2, 3, 4, 5], "each once");
  const args = ["--methods", "best_1_bin,jade_best", "--repeats", "1", "--generations", "150", "--workers", "2"];
  const { code, stderr } = await command("sweep", [FILM, ...args, "--out", byCommand]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(resultsIn(folder), resultsIn(byCommand));
});

test("what a sweep that is over leaves: the results, with the project that was open or read anew, and every file", async (t) => {
  const folder = folderFor(t);
  const target = localTarget(2);
  const sweep = await startSweep({ ...SMALL, folder }, target);
  assert.equal(await runSweep(sweep, target.pool(sweep)), "complete");
  const { project } = sweep;
  const shared = await loadResults(folder, { project });
  const anew = await loadResults(folder);
  assert.deepEqual({ ...shared.results, created: "" }, { ...anew.results, created: "" });
  assert.equal(shared.results.fits[0]!.trials.length, 6);
  assert.ok(shared.results.finished);
  assert.deepEqual(await writeOutputs(shared), ["report.html", "best.hgx", "results.h5"]);
  for (const name of ["report.html", "best.hgx", "results.h5"]) assert.ok(existsSync(join(folder, name)), name);
});

test("a project is read once, compiled once and measured once, however often it is planned", async (t) => {
  const copy = join(temporaryFolder(t), "film.gx");
  copyFileSync(FILM, copy);
  const file = await openProject(copy);
  const { fits, speeds } = file;
  rmSync(copy);
  const first = await planStudy({ ...SMALL, file }, { numerics: ["one"], threads: 1 });
  const second = await planStudy({ ...SMALL, file }, { numerics: ["other"], threads: 4 });
  assert.equal(first.project, second.project);
  assert.equal(file.fits, fits);
  assert.equal(file.speeds, speeds);
  assert.notEqual(first.plan.trials[0]!.id, second.plan.trials[0]!.id);

  const folder = folderFor(t);
  const target = localTarget(1);
  const sweep = await startSweep({ ...SMALL, file, generations: 2, folder }, target);
  assert.equal(sweep.project, file);
  await runSweep(sweep, target.pool(sweep));
  rmSync(join(folder, "input.gx"));
  assert.ok((await loadResults(folder, { project: file })).results.fits[0]!.bestFom > 0);
});

test("a signal that is no stop of ours counts as an interruption, and a timeout as the end of the time", async (t) => {
  for (const [signal, cause] of [
    [AbortSignal.abort(), "interrupted"],
    [AbortSignal.abort("because"), "interrupted"],
    [AbortSignal.timeout(200), "time"],
  ] as const) {
    const folder = folderFor(t);
    const target = localTarget(1);
    const sweep = await startSweep({ ...SMALL, generations: 100_000, folder }, target);
    assert.equal(await runSweep(sweep, target.pool(sweep), {}, signal), cause);
    assert.equal(readJournal(folder).ending, cause);
  }
});

test("a sweep that is open in this process is refused to a second one, until it is over", async (t) => {
  const folder = folderFor(t);
  const target = localTarget(1);
  const sweep = await startSweep({ ...SMALL, folder }, target);
  await assert.rejects(resumeSweep(folder, target.numerics), { code: "GX_OUTPUT", message: /is running still/ });
  await assert.rejects(startSweep({ ...SMALL, folder }, target), { code: "GX_OUTPUT", message: /another sweep/ });
  await runSweep(sweep, target.pool(sweep), {}, AbortSignal.abort());
  const resumed = await resumeSweep(folder, target.numerics);
  assert.equal(resumed.trials.length, 6);
  resumed.journal.close();
});

test("a pool that breaks ends the run with its error, and leaves a journal that can be gone on with", async (t) => {
  const folder = folderFor(t);
  const target = localTarget(1);
  const sweep = await startSweep({ ...SMALL, folder }, target);
  const broken: Pool = {
    description: "a pool that breaks",
    run: async () => {
      throw new Error("broken");
    },
    close: async () => {},
  };
  await assert.rejects(runSweep(sweep, broken), /broken/);
  assert.deepEqual([readJournal(folder).ending, readJournal(folder).where], ["", "a pool that breaks"]);
  const resumed = await resumeSweep(folder, target.numerics);
  assert.equal(await runSweep(resumed, target.pool(resumed)), "complete");
  assert.equal(resultsIn(folder).length, 6);
});

test("a sweep of another version can be loaded, and not resumed", async (t) => {
  const folder = folderFor(t);
  const target = localTarget(1);
  const other = { ...target, numerics: ["0".repeat(64)] };
  const sweep = await startSweep({ ...SMALL, generations: 2, folder }, other);
  await runSweep(sweep, target.pool(sweep));
  await assert.rejects(resumeSweep(folder, target.numerics), { code: "GX_OUTPUT", message: /another version/ });
  assert.equal((await loadResults(folder)).results.software.numerics, "0".repeat(64));
});

test("the copy of the file in the folder is checked against the plan", async (t) => {
  const folder = folderFor(t);
  const target = localTarget(1);
  const sweep = await startSweep({ ...SMALL, generations: 2, folder }, target);
  await runSweep(sweep, target.pool(sweep));
  assert.deepEqual(readFileSync(join(folder, "input.gx")), readFileSync(FILM));
  copyFileSync(join(folder, "plan.json"), join(folder, "input.gx"));
  await assert.rejects(loadResults(folder), { code: "GX_OUTPUT", message: /is not the file that was swept/ });
});

test("results say again what was noted of the file, and of one of Python 2 what GenX makes of best.hgx", async (t) => {
  const folder = folderFor(t);
  const file = join(folder, "../fit.hgx");
  const project = await readProjectFile(FILM);
  const parameters = project.parameters.map((row, i) => (i === 0 ? { ...row, value: row.max + 1 } : row));
  const script = `${project.script}\n# meta-genx: this script is Python 2's.\n`;
  writeFileSync(file, await writeHgx({ ...project, script }, { parameters, ySim: [] }));
  const target = localTarget(1);
  const spec = { ...SMALL, methods: ["levenberg_marquardt"], starts: [{ kind: "guess" as const }] };
  const started = await startSweep({ ...spec, file, folder }, target);
  await runSweep(started, target.pool(started));
  const [fit] = (await loadResults(folder)).results.fits;
  const { name, min, max } = parameters[0]!;
  const said = fit!.notes.join("\n");
  assert.ok(said.includes("fit.hgx was written by Python 2"), said);
  assert.ok(said.includes(`\`${name}\` starts at ${max + 1}, outside its bounds ${min} … ${max}`), said);
  assert.equal(said.split("best.hgx: GenX 3 opens it and shows its data").length, 2, said);
  const loaded = await loadResults(folder);
  await writeOutputs(loaded);
  assert.match(readFileSync(join(folder, "report.html"), "utf8"), /which GenX 3 cannot run or runs otherwise/);
});
