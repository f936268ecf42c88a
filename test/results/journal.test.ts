import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import * as os from "node:os";
import * as path from "node:path";
import { after, test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { writeAtomically } from "../../runtime/results/atomic-write.ts";
import { cpuTime } from "../../runtime/results/format.ts";
import { createJournal, readJournal, resumeJournal } from "../../runtime/results/journal.ts";
import type { TrialResult } from "../../runtime/sweep/trial.ts";
import { journalLines } from "../helpers/journal-lines.ts";

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "journal-"));
after(() => fs.rmSync(scratch, { recursive: true }));
let folders = 0;
const newFolder = () => path.join(scratch, `sweep-${folders++}`);

const PLAN = '{"trials": [{"id": "a"}, {"id": "b"}]}\n';
const RESULT: TrialResult = {
  id: "a",
  index: 0,
  fit: 0,
  status: "complete",
  fom: 0.1 + 0.2,
  best: [Math.PI, Number.NaN, -1e-300],
  start: [Number.NEGATIVE_INFINITY, 0, 1],
  evaluations: 1200,
  generations: 24,
  seconds: 0.07,
  cpuSeconds: 0.07,
  stopReason: "generations",
  convergence: [
    [50, Number.POSITIVE_INFINITY],
    [1200, 0.3],
  ],
  fomLevelBars: [
    [-0.1, 0.2],
    [0, 0],
    [-Number.MIN_VALUE, Number.NaN],
  ],
};

test("what is written comes back to the last bit, NaN and infinities too", () => {
  const folder = newFolder();
  const journal = createJournal(folder, PLAN);
  journal.append({ type: "session", where: "2 threads" });
  journal.append({
    type: "progress",
    progress: { id: "b", index: 1, evaluations: 7, generation: 1, bestFom: Number.NaN },
  });
  journal.append({ type: "log", line: "NaN" });
  journal.append({ type: "trial", result: RESULT });
  journal.append({ type: "end", reason: "done" });
  journal.close();

  const read = readJournal(folder);
  assert.deepEqual(read.problems, []);
  assert.deepEqual(read.results.get("a"), RESULT);
  assert.deepEqual(read.progress.get("b")?.bestFom, Number.NaN);
  const log = journalLines(folder).find((l) => l.type === "log");
  assert.equal(log?.line, "NaN", "a log line is text, whatever it says");
  assert.equal(fs.readFileSync(path.join(folder, "plan.json"), "utf8"), PLAN);
  assert.equal(journalLines(folder)[0]?.type, "plan");
  assert.equal(read.ending, "done");
  assert.equal(read.where, "2 threads");
});

test("a torn last line is reported, and neither it nor the next writer loses a whole one", () => {
  const folder = newFolder();
  const journal = createJournal(folder, PLAN);
  journal.append({ type: "trial", result: RESULT });
  journal.append({ type: "trial", result: { ...RESULT, id: "b" } });
  journal.close();
  const file = path.join(folder, "journal.ndjson");
  fs.truncateSync(file, fs.statSync(file).size - 40);

  const torn = readJournal(folder);
  assert.deepEqual([...torn.results.keys()], ["a"]);
  assert.match(torn.problems.join(), /^journal\.ndjson line 3 was cut short and was left out: "\{/);

  const again = resumeJournal(folder);
  again.append({ type: "trial", result: { ...RESULT, id: "c" } });
  again.close();
  const mended = readJournal(folder);
  assert.deepEqual([...mended.results.keys()], ["a", "c"]);
  assert.equal(mended.problems.length, 1);
});

test("every cut of the file leaves every whole line readable", () => {
  const folder = newFolder();
  const journal = createJournal(folder, PLAN);
  for (const id of ["a", "b", "c"]) journal.append({ type: "trial", result: { ...RESULT, id } });
  journal.close();
  const file = path.join(folder, "journal.ndjson");
  const whole = fs.readFileSync(file);
  for (let n = 0; n <= whole.length; n++) {
    fs.writeFileSync(file, whole.subarray(0, n));
    const complete = whole.subarray(0, n).filter((byte) => byte === 0x0a).length;
    // One byte short of its newline a line is whole all the same. The first tells of the plan.
    const extra = whole[n] === 0x0a ? 1 : 0;
    assert.equal(readJournal(folder).results.size, Math.max(0, complete + extra - 1), `cut at ${n}`);
  }
});

test("garbage in the middle costs that line only", () => {
  const folder = newFolder();
  createJournal(folder, PLAN).close();
  const line = (result: object) => JSON.stringify({ at: 1, type: "trial", result });
  const json = JSON.parse(JSON.stringify(RESULT, (_, v) => (Number.isFinite(v) || typeof v !== "number" ? v : `${v}`)));
  const garbage = [
    "{}",
    "[1,2",
    "\u0000\u0000",
    '"trial"',
    line({ ...json, fom: "1; rm" }),
    line({ ...json, best: 3 }),
  ];
  fs.writeFileSync(
    path.join(folder, "journal.ndjson"),
    [...garbage, line(json), '{"at":2,"type":"__proto__"}', ""].join("\n"),
  );
  const read = readJournal(folder);
  assert.deepEqual(read.results.get("a"), RESULT);
  assert.equal(read.problems.length, garbage.length + 1);
});

test("the first complete result of a trial stands, and replaces a partial one", () => {
  const folder = newFolder();
  const journal = createJournal(folder, PLAN);
  const results: Partial<TrialResult>[] = [{ status: "partial", fom: 3 }, { fom: 1 }, { fom: 2 }];
  for (const part of results) journal.append({ type: "trial", result: { ...RESULT, ...part } });
  journal.close();
  assert.equal(readJournal(folder).results.get("a")?.fom, 1);
});

test("a folder in which another sweep lies is refused and left alone", () => {
  const folder = newFolder();
  createJournal(folder, PLAN).close();
  const before = fs.readFileSync(path.join(folder, "plan.json"), "utf8");
  assert.throws(
    () => createJournal(folder, "{}"),
    refusal(/holds another sweep already \(plan\.json\)$/, /--resume.*--out/),
  );
  assert.equal(fs.readFileSync(path.join(folder, "plan.json"), "utf8"), before);
});

test("a folder below a file, and a full disk, say what to do", () => {
  const file = newFolder();
  fs.writeFileSync(file, "");
  assert.throws(
    () => createJournal(path.join(file, "out"), PLAN),
    refusal(/is not a folder|lies below a file/, /--out/),
  );
  assert.throws(() => createJournal(file, PLAN), refusal(/is a file, not a folder/, /--out/));
  assert.throws(() => writeAtomically("/dev/full/x", "x"), GxError);
});

test("what is written after the disk was full begins a line of its own", (t) => {
  const folder = newFolder();
  const journal = createJournal(folder, PLAN);
  // The disk takes 40 bytes more; then somebody makes room.
  const { writeSync } = fs;
  const full = t.mock.method(fs, "writeSync", (fd: number, bytes: Buffer, offset: number) => {
    if (offset > 0) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    return writeSync(fd, bytes, offset, 40);
  });
  syncBuiltinESMExports();
  assert.throws(() => journal.append({ type: "trial", result: RESULT }), refusal(/the disk is full/, /--resume/));
  full.mock.restore();
  syncBuiltinESMExports();
  for (const id of ["b", "c"]) journal.append({ type: "trial", result: { ...RESULT, id } });
  journal.close();
  const read = readJournal(folder);
  assert.deepEqual([...read.results.keys()], ["b", "c"]);
  assert.equal(read.problems.length, 1, "the torn line, and no other");
});

test("a full disk is an error with advice, and what was written before stays readable", (t) => {
  // /dev/full refuses every write with ENOSPC, as a full disk does.
  if (!fs.existsSync("/dev/full")) return t.skip("this system has no /dev/full");
  const folder = newFolder();
  createJournal(folder, PLAN).close();
  fs.rmSync(path.join(folder, "journal.ndjson"));
  fs.symlinkSync("/dev/full", path.join(folder, "journal.ndjson"));
  const journal = resumeJournal(folder);
  assert.throws(() => journal.append({ type: "trial", result: RESULT }), refusal(/the disk is full/, /--resume/));
  journal.close();
});

test("of a trial that was cut short more than once the result that came farthest counts; a whole one replaces all", () => {
  const folder = newFolder();
  const journal = createJournal(folder, PLAN);
  const cut = (evaluations: number) =>
    journal.append({ type: "trial", result: { ...RESULT, status: "partial", evaluations } });
  const counted = () => readJournal(folder).results.get("a")?.evaluations;
  const farthest = [500, 20, 700, 699].map((evaluations) => {
    cut(evaluations);
    return counted();
  });
  assert.deepEqual(farthest, [500, 500, 700, 700]);
  journal.append({ type: "trial", result: RESULT });
  cut(5000);
  journal.close();
  assert.equal(counted(), RESULT.evaluations);
});

test("a file that cannot be written leaves the old one and no half of a new one", () => {
  const folder = newFolder();
  fs.mkdirSync(folder);
  const file = path.join(folder, "report.html");
  writeAtomically(file, "old");
  // No such content: the write fails when the file is open already.
  assert.throws(() => writeAtomically(file, Symbol("bad") as unknown as string));
  assert.deepEqual(fs.readdirSync(folder), ["report.html"]);
  assert.equal(fs.readFileSync(file, "utf8"), "old");
});

test("a file written whole is never seen half", () => {
  const folder = newFolder();
  fs.mkdirSync(folder);
  const file = path.join(folder, "report.html");
  writeAtomically(file, "old");
  writeAtomically(file, Uint8Array.of(110, 101, 119));
  assert.equal(fs.readFileSync(file, "utf8"), "new");
  assert.deepEqual(fs.readdirSync(folder), ["report.html"]);
});

test("what a killed process left half written goes with the next write, and what another writes stays", () => {
  const folder = newFolder();
  fs.mkdirSync(folder);
  const file = path.join(folder, "report.html");
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  const half = (name: string, seconds: number) => {
    fs.writeFileSync(path.join(folder, name), "half");
    const then = Date.now() / 1000 - seconds;
    fs.utimesSync(path.join(folder, name), then, then);
  };
  half(`report.html.${dead}.part`, 3600);
  half(`report.html.${process.ppid}.part`, 3600);
  half(`results.h5.${dead}.part`, 3600);
  writeAtomically(file, "new");
  const others = [`report.html.${process.ppid}.part`, `results.h5.${dead}.part`];
  assert.deepEqual(fs.readdirSync(folder), ["report.html", ...others]);
  // Perhaps by another machine, just now.
  half(`report.html.${dead}.part`, 0);
  writeAtomically(file, "newer");
  assert.equal(fs.readdirSync(folder).length, 4);
});

test("where no folder can be made it is said, and not waited for", (t) => {
  if (!fs.existsSync("/proc/self")) return t.skip("this system has no /proc");
  assert.throws(
    () => createJournal("/proc/sweep/out", PLAN),
    refusal(/^\/proc\/sweep\/out: .*no file or folder/, /--out/),
  );
});

test("time spent adds up over sessions and leaves out the pause between them", () => {
  const folder = newFolder();
  createJournal(folder, PLAN).close();
  const event = (at: number, rest: object) => JSON.stringify({ at, ...rest });
  const events = [
    event(1000, { type: "session", where: "here" }),
    event(4000, { type: "log", line: "" }),
    event(900_000, { type: "session", where: "there" }),
    event(902_000, { type: "log", line: "" }),
  ];
  fs.writeFileSync(path.join(folder, "journal.ndjson"), events.join("\n"));
  const read = readJournal(folder);
  assert.equal(read.wall, 5);
  assert.equal(read.where, "there");
  assert.equal(read.ending, "", "the last session has not said that it ended");
});

function refusal(message: RegExp, advice: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof GxError, String(error));
    assert.equal(error.code, "GX_OUTPUT");
    assert.match(error.message, message);
    assert.match(error.advice ?? "", advice);
    return true;
  };
}

test("a trial of a version that did not measure processor time is read, and shown as not recorded", () => {
  const folder = newFolder();
  createJournal(folder, PLAN).close();
  const { cpuSeconds: _, ...old } = { ...RESULT, best: [1], start: [1], convergence: [], fomLevelBars: [] };
  fs.appendFileSync(path.join(folder, "journal.ndjson"), `${JSON.stringify({ at: 1, type: "trial", result: old })}\n`);
  const read = readJournal(folder);
  assert.deepEqual(read.problems, []);
  const result = read.results.get("a")!;
  assert.deepEqual(result, { ...old, cpuSeconds: Number.NaN });
  assert.equal(cpuTime(result.cpuSeconds), "not recorded");
});
