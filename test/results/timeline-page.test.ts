/** timeline.html as text: what it holds without JavaScript, its safety and its size; and the command that writes it. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { createJournal, type JournalLine } from "../../runtime/results/journal.ts";
import { timelineOf } from "../../runtime/results/timeline/build-timeline.ts";
import { plainText, timelineChart } from "../../runtime/results/timeline/page-data.ts";
import { KINDS } from "../../runtime/results/timeline/span.ts";
import { writeTimeline } from "../../runtime/results/timeline.ts";
import { trialId } from "../../runtime/sweep/plan-sweep.ts";
import { BEGAN, fleetJournal, trialSpec } from "../helpers/fleet-journal.ts";
import { command, temporaryFolder } from "../scripts/command.ts";

const HOSTILE = `"'></script><script>alert(1)</script><img src=x onerror=alert(2)>&amp;\u2028\u202e\u0007\ud800`;

test("without JavaScript the numbers are there", () => {
  const words = markup(page()).replace(/<[^>]*>/g, "");
  for (const expected of [
    /fit\.gx/,
    /Utilisation\s*\d\d\.\d %/,
    /Threads\s*48/,
    /node-1\.3000/,
    /Computing\s*\d\d\.\d %/,
    /2026-11-21 08:30:00 UTC/,
    /48 threads of a fleet/,
    /were lost: a trial progressed there/,
    /The chart needs JavaScript/,
  ]) {
    assert.match(words, expected);
  }
  assert.doesNotMatch(words, /undefined|NaN|\[object/);
});

test("the page asks the network for nothing, and lets only its own script run", () => {
  const text = page();
  assert.match(
    text,
    /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-[\w+/=]+&#39;"/,
  );
  assert.doesNotMatch(text, /<(link|img|iframe|object|embed|base|form)\b/i);
  assert.doesNotMatch(text, /<script[^>]* src|@import|url\(|https?:/i);
});

test("names and log lines cannot become markup, wherever they stand", () => {
  const source = fleetJournal({ workers: 2, trials: 60, kills: 1 });
  const lines = source.lines.map((line): JournalLine => {
    if (line.type === "session") return { ...line, where: HOSTILE };
    if (line.type === "activity")
      return { ...line, activity: { ...line.activity, worker: line.activity.worker + HOSTILE } };
    if (line.type === "log") return { ...line, line: HOSTILE };
    if (line.type === "end") return { ...line, reason: HOSTILE };
    if (line.type === "trial") return { ...line, result: { ...line.result, error: HOSTILE, stopReason: HOSTILE } };
    return line;
  });
  const trials = source.trials.map((spec) => ({ ...spec, method: HOSTILE, settings: { km: HOSTILE } }));
  const timeline = timelineOf({ ...source, lines, trials, problems: [HOSTILE] });
  const text = writeTimeline({ fileName: HOSTILE, finished: true, software: HOSTILE, timeline });
  assert.equal(text.match(/<script/g)?.length, page().match(/<script/g)?.length);
  assert.doesNotMatch(text, /<img|alert\(1\)<\/script>/);
  const data = text.match(/id="data">(.*?)<\/script>/s)![1]!;
  assert.doesNotMatch(data, /[<>\u2028\u202e]/);
  assert.deepEqual(JSON.parse(data), JSON.parse(JSON.stringify(timelineChart(timeline))));
});

test("text of strangers loses what controls a terminal or turns the direction, and its length", () => {
  assert.equal(plainText("a\u0007b\u202ec\ud800d\nÅ μ 😀"), "a\ufffdb\ufffdc\ufffdd\ufffdÅ μ 😀");
  const long = plainText("😀".repeat(1000));
  assert.ok(long.length <= 401 && long.isWellFormed());
});

test("the chart's numbers give every span back to the millisecond", () => {
  const timeline = timelineOf(fleetJournal({ workers: 2, trials: 30, kills: 1, pause: 5_000_000 }));
  const chart = timelineChart(timeline);
  for (const [w, worker] of timeline.workers.entries()) {
    for (const [l, lane] of worker.lanes.entries()) {
      const { spans } = chart.workers[w]!.lanes[l]!;
      assert.equal(spans.length, 4 * lane.spans.length);
      let from = 0;
      for (const [i, span] of lane.spans.entries()) {
        from += spans[4 * i]!;
        const spell = chart.spells.findLast(([start]) => start <= from)!;
        assert.ok(Math.abs(spell[1] + from - spell[0] - span.from) <= 2);
        assert.ok(Math.abs(spans[4 * i + 1]! - (span.to - span.from)) <= 2);
        assert.equal(KINDS[spans[4 * i + 2]! & 7], span.kind);
        assert.equal(spans[4 * i + 3], span.trial ?? -1);
      }
    }
  }
});

test("how long a span took is told in the unit that it is written in", () => {
  const script = (name: string) =>
    fs.readFileSync(new URL(`../../runtime/results/timeline/page/${name}`, import.meta.url), "utf8");
  const context = vm.createContext({ document: {} });
  vm.runInContext(`${script("header.js")}\n${script("tooltip.js")}`, context);
  const told = (ms: number) => vm.runInContext(`lengthText(${ms})`, context);
  assert.equal(told(250), "250 ms");
  assert.equal(told(7000), "7 s");
  assert.equal(told(125_000), "2:05 min");
  assert.equal(told(3_600_000), "1:00:00 h");
  assert.equal(told(7_384_000), "2:03:04 h");
});

test("a small sweep has a small page, and a script that prints without end does not swell it", () => {
  assert.ok(page({ workers: 1, threads: 2, trials: 18, kills: 0 }).length < 80_000);
  const source = fleetJournal({ workers: 1, threads: 2, trials: 18, kills: 0 });
  const chatter = Array.from(
    { length: 100_000 },
    (_, i): JournalLine => ({ type: "log", line: `line ${i} `.repeat(200), at: BEGAN + i }),
  );
  const timeline = timelineOf({ ...source, lines: [source.lines[0]!, ...chatter, ...source.lines.slice(1)] });
  assert.ok(writeTimeline({ fileName: "fit.gx", finished: true, software: "", timeline }).length < 4e6);
});

test("results --timeline writes the page of a sweep that still runs, and names it", async (t) => {
  const folder = path.join(temporaryFolder(t), "sweep");
  const world = { projectHash: "0".repeat(64), numerics: "1", kernel: "typescript" };
  const id = trialId(trialSpec(0), world);
  const plan = {
    format: 1,
    created: "2026-11-21T08:30:00.000Z",
    seed: 1,
    ...world,
    software: { name: "meta-genx", version: "0.1.0", platform: "" },
    file: { name: "fit.gx", copy: "input.gx" },
    trials: [{ ...trialSpec(0), id }],
  };
  const journal = createJournal(folder, JSON.stringify(plan));
  journal.append({ type: "session", where: "1 thread of this machine" });
  const from = Date.now();
  journal.append({
    type: "activity",
    activity: { worker: "this machine", thread: 0, doing: "fetching", from, to: from + 50 },
  });
  journal.append({
    type: "progress",
    progress: { id, index: 0, evaluations: 7, generation: 1, bestFom: 1 },
  });
  // No copy of the GenX file, and no end: a line that is being written.
  fs.appendFileSync(path.join(folder, "journal.ndjson"), '{"at":17');
  const { code, stdout, stderr } = await command("results", [folder, "--timeline"]);
  assert.deepEqual([code, stdout, stderr], [0, `${folder}: timeline.html\n`, ""]);
  const text = fs.readFileSync(path.join(folder, "timeline.html"), "utf8");
  assert.match(text, /so far: the sweep is not finished/);
  assert.match(text, /line 5 was cut short/);
  journal.close();

  const both = await command("results", [folder, "--timeline", "--csv"]);
  assert.equal(both.code, 1);
  assert.match(both.stderr, /--csv and --timeline cannot be given together/);
  const nothing = await command("results", [path.join(folder, "none"), "--timeline"]);
  assert.equal(nothing.code, 1);
  assert.match(nothing.stderr, /^GX_OUTPUT/);
});

function page(options = {}): string {
  return writeTimeline({
    fileName: "fit.gx",
    finished: true,
    software: "meta-genx 0.1.0",
    timeline: timelineOf(fleetJournal(options)),
  });
}

/** The page without its scripts and its style. */
function markup(text: string): string {
  return text.replace(/<script[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, "");
}
