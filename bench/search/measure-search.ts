/** Sequences on many problems, over all threads of this machine, and what they come to together. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SequenceRun } from "./run-sequence.ts";

export interface MeasuredRun extends SequenceRun {
  /** The bottom of the truth's minimum. */
  bottom: number;
}

export interface ProblemRow {
  problem: string;
  parameters: number;
  /** The deepest that anybody found: the truth's bottom, or a run. */
  best: number;
  runs: number;
  /** Runs that ended within 1.01 of the best. */
  found: number;
  /** Runs that said they were settled, and those of them that were not at the best's minimum. */
  settled: number;
  wrong: number;
  /** Geometric means: evaluations of a whole run, and until the first try within 1.05 of the best. */
  evaluations: number;
  toBest: number;
  cpuSeconds: number;
}

/** What counts as found, and as reached. */
const FOUND = 1.01;
const REACHED = 1.05;

export async function measureSearch(
  names: readonly string[],
  seeds: number,
  confidence: number,
  tell: (line: string) => void,
): Promise<MeasuredRun[]> {
  // Seed by seed, so that a run that is broken off has seen all problems.
  const jobs = Array.from({ length: seeds }, (_, i) => names.map((name) => ({ name, seed: i + 1, confidence }))).flat();
  const all = jobs.length;
  const runs: MeasuredRun[] = [];
  await Promise.all(
    Array.from(
      { length: Math.min(availableParallelism(), all) },
      () =>
        new Promise<void>((resolve, reject) => {
          const thread = new Worker(new URL("./sequence-thread.ts", import.meta.url));
          const next = () => {
            const job = jobs.shift();
            if (job) return thread.postMessage(job);
            void thread.terminate();
            resolve();
          };
          thread.on("error", reject).on("message", (run: MeasuredRun) => {
            runs.push(run);
            tell(
              `${runs.length}/${all}  ${run.problem}  seed ${run.seed}: ${run.state}, ${run.hits} of ${run.tries} tries, ${run.evaluations} evaluations, ${(run.fom / run.bottom).toFixed(4)} × the truth's`,
            );
            next();
          });
          next();
        }),
    ),
  );
  const place = (run: MeasuredRun) => names.indexOf(run.problem);
  return runs.sort((a, b) => place(a) - place(b) || a.seed - b.seed);
}

export function searchRows(runs: readonly MeasuredRun[]): ProblemRow[] {
  return [...Map.groupBy(runs, ({ problem }) => problem)].map(([problem, of]) => {
    const best = Math.min(...of.flatMap(({ bottom, fom }) => [bottom, fom]));
    const found = of.filter(({ fom }) => fom <= FOUND * best);
    const settled = of.filter(({ state }) => state === "settled");
    const first = of.flatMap(({ ends }) => ends.find(({ fom }) => fom <= REACHED * best)?.spent ?? []);
    return {
      problem,
      parameters: of[0]!.parameters,
      best,
      runs: of.length,
      found: found.length,
      settled: settled.length,
      wrong: settled.filter(({ fom }) => !(fom <= FOUND * best)).length,
      evaluations: geometricMean(of.map(({ evaluations }) => evaluations)),
      toBest: geometricMean(first),
      cpuSeconds: of.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / of.length,
    };
  });
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
