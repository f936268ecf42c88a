/** Runs one test file in a process group of its own, and ends the group at the first failure, at the time limit, or when asked. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface TestRun {
  outcome: "passed" | "failed" | "time";
  seconds: number;
  /** The first failure's name. */
  failure?: string;
  /** What it did not run, and why. */
  leftOut: string[];
}

interface Settings {
  cwd: string;
  temporary: string;
  limitSeconds: number;
  signal: AbortSignal;
}

const FAILURE = /^\s*not ok \d+ - (?!.*# (TODO|SKIP))(.*)$/;
const LEFT_OUT = /^\s*(?:not )?ok \d+ - (.* # (?:TODO|SKIP).*)$/;

export async function runTest(file: string, { cwd, temporary, limitSeconds, signal }: Settings): Promise<TestRun> {
  const begun = performance.now();
  const child = spawn(process.execPath, ["--test-reporter=tap", file], {
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, TMPDIR: temporary, NODE_TEST_CONTEXT: undefined },
  });
  const run: TestRun = { outcome: "passed", seconds: 0, leftOut: [] };
  const end = (outcome: TestRun["outcome"]) => {
    run.outcome = outcome;
    endGroup(child.pid!);
  };
  const limit = setTimeout(() => end("time"), limitSeconds * 1000);
  const stop = () => end("failed");
  signal.addEventListener("abort", stop);
  createInterface(child.stdout).on("line", (line) => {
    const failure = FAILURE.exec(line)?.[2];
    const leftOut = LEFT_OUT.exec(line)?.[1];
    if (leftOut !== undefined) run.leftOut.push(leftOut);
    if (failure === undefined || run.failure !== undefined) return;
    run.failure = failure;
    end("failed");
  });
  // What the test left running holds its output open.
  child.on("exit", () => endGroup(child.pid!));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(limit);
  signal.removeEventListener("abort", stop);
  if (code !== 0 && run.outcome === "passed") run.outcome = "failed";
  run.seconds = (performance.now() - begun) / 1000;
  return run;
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
