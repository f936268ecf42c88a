/** What is left of a sweep's folder after a power cut, on a disk that keeps no more than fsync promises. */
import assert from "node:assert/strict";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { makeFolder, writeAtomically } from "../../runtime/results/atomic-write.ts";
import { createJournal, type Journal, readJournal, resumeJournal, writtenPlan } from "../../runtime/results/journal.ts";
import { sha256 } from "../../runtime/sweep/hash.ts";
import { type DiskContents, type ForgetfulDisk, forgetfulDisk } from "../helpers/power-cut.ts";
import { sweepResults } from "../helpers/sweep-results.ts";

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "power-cut-"));
after(() => fs.rmSync(scratch, { recursive: true }));
let roots = 0;
function newRoot(): string {
  const root = path.join(scratch, `disk-${roots++}`);
  fs.mkdirSync(root);
  return root;
}

const RESULT = sweepResults().fits[0]!.trials.find(({ result }) => result?.status === "complete")!.result!;
const trial = (id: string) => ({ type: "trial" as const, result: { ...RESULT, id } });

test("a finished trial outlasts a power cut as soon as it was taken note of, with the plan and all folders", (t) => {
  const root = newRoot();
  const disk = forgetfulDisk(root);
  t.after(disk.release);
  // Neither of these folders is there yet.
  const folder = path.join("sweeps", "film");
  const journal = createJournal(path.join(root, folder), '{"trials": ["a", "b"]}');
  for (const id of ["a", "b"]) {
    journal.append(trial(id));
    const left = path.join(written(disk.least()), folder);
    assert.equal(fs.readFileSync(path.join(left, "plan.json"), "utf8"), '{"trials": ["a", "b"]}');
    assert.equal(writtenPlan(left), sha256('{"trials": ["a", "b"]}'));
    assert.equal(readJournal(left).results.get(id)?.fom, RESULT.fom);
  }
  journal.close();
});

test("a sweep that goes on keeps what it adds, even where its journal has to be made anew", (t) => {
  const root = newRoot();
  createJournal(path.join(root, "sweep"), "{}").close();
  fs.rmSync(path.join(root, "sweep", "journal.ndjson"));
  const disk = forgetfulDisk(root);
  t.after(disk.release);
  const journal = resumeJournal(path.join(root, "sweep"));
  journal.append(trial("a"));
  journal.close();
  assert.deepEqual([...readJournal(path.join(written(disk.least()), "sweep")).results.keys()], ["a"]);
});

test("that a session began and how it ended outlast a power cut as well", (t) => {
  const root = newRoot();
  const disk = forgetfulDisk(root);
  t.after(disk.release);
  const journal = createJournal(path.join(root, "sweep"), "{}");
  const left = () => readJournal(path.join(written(disk.least()), "sweep"));
  journal.append({ type: "session", where: "2 threads" });
  assert.equal(left().where, "2 threads");
  journal.append({ type: "end", reason: "complete" });
  assert.equal(left().ending, "complete");
  journal.close();
});

test("a finished trial waits for the disk once; progress, activity and log lines never", (t) => {
  const root = newRoot();
  const disk = forgetfulDisk(root);
  t.after(disk.release);
  const journal = createJournal(path.join(root, "sweep"), "{}");
  const waits = (act: (journal: Journal) => void) => {
    const before = disk.syncs();
    act(journal);
    return disk.syncs() - before;
  };
  const finished = waits((it) => it.append(trial("a")));
  const passing = waits((it) => {
    it.append({ type: "progress", progress: { id: "b", index: 1, evaluations: 7, generation: 1, bestFom: 1 } });
    it.append({ type: "activity", activity: { worker: "here", thread: 1, doing: "computing", from: 1, to: 2 } });
    it.append({ type: "log", line: "a line" });
    it.touch();
  });
  journal.close();
  assert.deepEqual({ finished, passing }, { finished: 1, passing: 0 });
});

test("a file written whole is the old or the new one whenever power fails, and the new one once it is written", (t) => {
  const root = newRoot();
  const file = path.join(root, "report.html");
  fs.writeFileSync(file, "old");
  const seen = new Set<string>();
  const look = (disk: ForgetfulDisk) => {
    for (const left of [disk.least(), disk.namesFirst()]) seen.add(String(left.get("report.html")));
  };
  const disk = forgetfulDisk(root, look);
  t.after(disk.release);
  writeAtomically(file, "new");
  assert.deepEqual([...seen].toSorted(), ["new", "old"]);
  assert.equal(String(disk.least().get("report.html")), "new");
});

test("a folder and those above it outlast a power cut once they are made", (t) => {
  const root = newRoot();
  const disk = forgetfulDisk(root);
  t.after(disk.release);
  makeFolder(path.join(root, "a", "b", "c"));
  assert.deepEqual([...disk.least().keys()], ["a", "a/b", "a/b/c"].map(path.normalize));
});

test("where folders cannot be synced, as on Windows and some network disks, a sweep's folder is written all the same", () => {
  for (const [name, code] of [
    ["openSync", "EISDIR"],
    ["openSync", "EPERM"],
    ["fsyncSync", "EINVAL"],
  ] as const) {
    const folder = path.join(newRoot(), "sweep");
    whereFoldersRefuse(name, code, () => {
      const journal = createJournal(folder, "{}");
      journal.append(trial("a"));
      journal.close();
    });
    assert.deepEqual([...readJournal(folder).results.keys()], ["a"], `${name} ${code}`);
  }
});

test("a disk that fails while a folder is synced is not passed over", () => {
  const root = newRoot();
  whereFoldersRefuse("fsyncSync", "EIO", () => {
    assert.throws(() => writeAtomically(path.join(root, "plan.json"), "{}"), /plan\.json: EIO/);
    assert.throws(() => makeFolder(path.join(root, "a")), /a: EIO/);
  });
});

/** A folder that came through a power cut, as a reader finds it. */
function written(contents: DiskContents): string {
  const root = newRoot();
  for (const [name, content] of contents) {
    if (content === "folder") fs.mkdirSync(path.join(root, name));
    else fs.writeFileSync(path.join(root, name), content);
  }
  return root;
}

/** While `act` runs, `name` refuses folders with this code. */
function whereFoldersRefuse(name: "openSync" | "fsyncSync", code: string, act: () => void): void {
  const { openSync, fsyncSync } = fs;
  const refuse = (isFolder: boolean) => {
    if (isFolder) throw Object.assign(new Error(`${code}: refused`), { code });
  };
  if (name === "openSync") {
    fs.openSync = (file, ...rest) => {
      refuse(fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false);
      return openSync(file, ...rest);
    };
  } else {
    fs.fsyncSync = (fd) => {
      refuse(fs.fstatSync(fd).isDirectory());
      fsyncSync(fd);
    };
  }
  syncBuiltinESMExports();
  try {
    act();
  } finally {
    Object.assign(fs, { openSync, fsyncSync });
    syncBuiltinESMExports();
  }
}
