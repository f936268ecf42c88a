/** `npm run simulate` on a file with a hostile script, in a process of its own, and what that process took. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { LIMITS } from "../../runtime/python/budget.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { gxWith, pickled } from "../helpers/gx-files.ts";

const MOST_MB = 1300;
const BEYOND_SECONDS = 2;
const SIMULATE = join(import.meta.dirname, "../../scripts/simulate.ts");
const GX = join(GOLDEN, "genx/fo15_limit_range.gx");

/** What the file's parameter table speaks of, so that it can be set and does nothing. */
const roots = (await readProjectFile(GX)).parameters
  .map(({ name }) => name.split(".")[0]!)
  .filter((name) => name !== "");
const TABLE = `class Anything:
  def __getattr__(self, name): return lambda value: None
${[...new Set(roots)].map((name) => `${name} = Anything()\n`).join("")}`;

export interface Ending {
  code: number | null;
  seconds: number;
  mb: number;
  said: string;
}

/** The child says at its end what it took: it alone knows its own most. */
const MEASURE = `process.on("exit", () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write("\\nmeasured " + (userCPUTime + systemCPUTime) / 1e6 + " " + (maxRSS * 1024) / 1e6 + "\\n"); });`;

export function simulateAlone(script: string): Promise<Ending> {
  const folder = mkdtempSync(join(tmpdir(), "hostile-"));
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
      rmSync(folder, { recursive: true });
      const [, seconds = "NaN", mb = "NaN"] = /measured (\S+) (\S+)/.exec(said) ?? [];
      resolve({ code, seconds: Number(seconds), mb: Number(mb), said: said.replace(/\nmeasured.*\n/, "") });
    });
  });
}

/** Whether a promise is broken: exit code 0 or 1, one error without a stack, 1.3 GB, 2 s of CPU beyond the budget. */
export const broken = ({ code, seconds, mb, said }: Ending) =>
  !(code === 0 || (code === 1 && /^GX_\w+ /.test(said))) ||
  /^ {4}at .*:\d+:\d+/m.test(said) ||
  !(mb <= MOST_MB) ||
  !(seconds <= LIMITS.seconds + BEYOND_SECONDS);
