/** A journal that is longer than a string of JavaScript may be, read whole and in little memory. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readLines } from "../../runtime/results/read-lines.ts";
import { temporaryFolder } from "../scripts/command.ts";

const progress = (trial: number, evaluations: number) =>
  `{"at":${evaluations},"type":"progress","progress":{"id":"t${trial}","index":${trial},"evaluations":${evaluations},"generation":9,"bestFom":0.0147}}\n`;
const result = (trial: number) =>
  `{"at":1,"type":"trial","result":{"id":"t${trial}","index":${trial},"fit":0,"status":"complete","fom":0.5,"best":[1],"start":[2],"evaluations":7,"generations":1,"seconds":3,"stopReason":"converged","convergence":[[7,0.5]],"fomLevelBars":[]}}\n`;

/** Of 100 trials: the progress of all and the results of the even ones, over and over until it is so long. */
function writeJournal(folder: string, bytes: number): void {
  fs.writeFileSync(join(folder, "plan.json"), "{}");
  const all = Array.from({ length: 9000 }, (_, i) => progress(i % 100, i)).join("");
  const block = Buffer.from(all);
  const fd = fs.openSync(join(folder, "journal.ndjson"), "a");
  for (let written = 0; written < bytes; written += block.length) fs.writeSync(fd, block);
  for (let trial = 0; trial < 100; trial += 2) fs.writeSync(fd, result(trial));
  fs.writeSync(fd, progress(1, 12_345));
  fs.closeSync(fd);
}

const MB = 1e6;

test("600 MB of journal are read in less than 400 MB of memory: every result, and the latest progress of the others", (t) => {
  const folder = temporaryFolder(t);
  writeJournal(folder, 600 * MB);
  const reader = `
    import { readJournal } from ${JSON.stringify(import.meta.resolve("../../runtime/results/journal.ts"))};
    const { results, progress, problems } = readJournal(${JSON.stringify(folder)});
    const { evaluations } = progress.get("t1");
    console.log(JSON.stringify([results.size, progress.size, problems.length, evaluations, process.resourceUsage().maxRSS]));`;
  const said = execFileSync(process.execPath, ["--input-type=module", "--eval", reader], { encoding: "utf8" });
  const [results, waiting, problems, evaluations, kilobytes] = JSON.parse(said);
  assert.deepEqual([results, waiting, problems, evaluations], [50, 50, 0, 12_345]);
  assert.ok(kilobytes < 400_000, `${kilobytes} kB`);
});

test("lines are the same wherever the blocks of a file begin and end", (t) => {
  const file = join(temporaryFolder(t), "text");
  // A block is a power of two of bytes, and none of these lengths divides one.
  const texts = Array.from({ length: 3000 }, (_, i) => `${i} ${"Å".repeat((i * 7919) % 1500)}`);
  const heard: [string | undefined, number, boolean][] = [];
  for (const end of ["", "\n"]) {
    heard.length = 0;
    fs.writeFileSync(file, texts.join("\n") + end);
    readLines(file, (line, number, ended) => heard.push([line, number, ended]));
    const expected = texts.map((text, i) => [text, i + 1, i < texts.length - 1 || end === "\n"]);
    assert.deepEqual(heard, expected);
  }
  heard.length = 0;
  fs.writeFileSync(file, "\n\na\n\n");
  readLines(file, (line, number, ended) => heard.push([line, number, ended]));
  assert.deepEqual(
    heard.map(([line]) => line),
    ["", "", "a", ""],
  );
});
