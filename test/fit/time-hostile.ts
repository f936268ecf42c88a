/**
 * What each hostile script takes with the budget of every fit, as `npm run simulate` runs it, each in a process of its own:
 *
 *     node test/fit/time-hostile.ts [part of a title …]
 *
 * Seconds of CPU, the most memory in MB, the exit code and what was said; those that break a promise are
 * marked. The promise: exit code 0 or 1, one error without a stack, at most 1.3 GB, and at most 2 s of CPU beyond the budget.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LIMITS } from "../../runtime/python/budget.ts";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { gxWith, pickled } from "../helpers/gx-files.ts";
import { HOSTILE } from "./hostile-scripts.ts";

const MOST_MB = 1300;
const BEYOND_SECONDS = 2;
const SIMULATE = join(import.meta.dirname, "../../scripts/simulate.ts");
const GX = join(GOLDEN, "genx/fo15_limit_range.gx");
const folder = mkdtempSync(join(tmpdir(), "hostile-"));
const chosen = process.argv.slice(2);

/** What the file's parameter table speaks of, so that it can be set and does nothing. */
const roots = (await readProjectFile(GX)).parameters.map(({ name }) => name.split(".")[0]!).filter((name) => name !== "");
const TABLE = `class Anything:
  def __getattr__(self, name): return lambda value: None
${[...new Set(roots)].map((name) => `${name} = Anything()\n`).join("")}`;

interface Ending {
  code: number | null;
  seconds: number;
  mb: number;
  said: string;
}

/** The child says at its end what it took: it alone knows its own most. */
const MEASURE = `process.on("exit", () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write("\\nmeasured " + (userCPUTime + systemCPUTime) / 1e6 + " " + (maxRSS * 1024) / 1e6 + "\\n"); });`;

function simulate(script: string): Promise<Ending> {
  const file = join(folder, "fit.gx");
  writeFileSync(file, gxWith(GX, { script: pickled(TABLE + script) }));
  const preload = `data:text/javascript,${encodeURIComponent(MEASURE)}`;
  const child = spawn(process.execPath, ["--import", preload, SIMULATE, file], { stdio: ["ignore", "pipe", "pipe"] });
  const late = setTimeout(() => child.kill("SIGKILL"), 180_000);
  let said = "";
  child.stdout.on("data", (data) => (said += data));
  child.stderr.on("data", (data) => (said += data));
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearTimeout(late);
      const [, seconds = "NaN", mb = "NaN"] = /measured (\S+) (\S+)/.exec(said) ?? [];
      resolve({ code, seconds: Number(seconds), mb: Number(mb), said: said.replace(/\nmeasured.*\n/, "") });
    });
  });
}

const broken = ({ code, seconds, mb, said }: Ending) =>
  !(code === 0 || (code === 1 && /^GX_\w+ /.test(said))) ||
  /^ {4}at .*:\d+:\d+/m.test(said) ||
  !(mb <= MOST_MB) ||
  !(seconds <= LIMITS.seconds + BEYOND_SECONDS);

let bad = 0;
for (const [title, script] of Object.values(HOSTILE).flatMap((scripts) => Object.entries(scripts))) {
  if (chosen.length > 0 && !chosen.some((part) => title.includes(part))) continue;
  const ending = await simulate(script);
  const mark = broken(ending) ? "✗" : " ";
  if (mark !== " ") bad++;
  const first = ending.code === 0 ? "simulates" : ending.said.split("\n")[0]!.slice(0, 150);
  console.log(`${mark} ${ending.seconds.toFixed(1).padStart(5)} s ${ending.mb.toFixed(0).padStart(5)} MB  ${ending.code}  ${title}: ${first}`);
}
rmSync(folder, { recursive: true });
console.log(`${bad} broke a promise`);
process.exitCode = bad === 0 ? 0 : 1;
