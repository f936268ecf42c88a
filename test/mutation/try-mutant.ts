/** Puts one fault into the copy of the code, runs the room's tests until one notices, and takes the fault out again. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "./ledger.ts";
import type { Mutant } from "./mutants.ts";
import { nearestFirst } from "./rooms.ts";
import { runTest, type TestRun } from "./run-test.ts";
import type { Scratch } from "./scratch.ts";

/** For a test whose own end is wanted: none takes so long. */
export const PATIENCE_SECONDS = 1800;

/** @param seconds  of each test, on code without a fault */
export async function tryMutant(
  { code, temporary }: Scratch,
  mutant: Mutant,
  seconds: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<Pick<Finding, "outcome" | "by">> {
  const path = join(code, mutant.file);
  const run = (test: string, limitSeconds: number) => runTest(test, { cwd: code, temporary, limitSeconds, signal });
  const faulty = async (test: string, clean: number): Promise<TestRun> => {
    const whole = readFileSync(path);
    writeFileSync(path, mutant.mutated);
    try {
      return await run(test, limitOf(clean));
    } finally {
      // After Ctrl-C it is gone.
      if (existsSync(path)) writeFileSync(path, whole);
    }
  };
  for (const test of nearestFirst(code, mutant.file, seconds)) {
    let { outcome, failure } = await faulty(test, seconds.get(test)!);
    if (outcome === "time") {
      // Or is it the machine, which has become busy?
      const now = await run(test, PATIENCE_SECONDS);
      if (now.seconds > seconds.get(test)!) ({ outcome, failure } = await faulty(test, now.seconds));
    }
    if (outcome === "time") return { outcome, by: test };
    if (outcome === "failed") return { outcome: "noticed", by: `${test} › ${failure ?? "does not run"}` };
  }
  return { outcome: "survived" };
}

function limitOf(clean: number): number {
  return 3 * clean + 10;
}
