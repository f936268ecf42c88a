/**
 * A room's code and the tests that are meant to notice a fault in it. Its tests are
 * the folder of the same name under test/, and those that ALSO names; the ones that
 * reach the faulty file by the fewest imports come first, the quick before the slow.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";

/** Tests outside a room's own folder. */
const ALSO: Record<string, string[]> = {
  // What diffuse scattering and truncation rods add up.
  "runtime/kernels": ["test/models/interdiff*.test.ts", "test/models/sxrd*.test.ts"],
  // Its worker thread runs in a pool.
  "runtime/sweep": ["test/pool/**/*.test.ts"],
  // Its fleet pool is what drives a fleet.
  "runtime/pool": ["test/study/left-to-a-fleet.test.ts", "test/fleet/*.test.ts"],
  // The command that draws a timeline does nothing else; the judgement of a fit's quality is asked for a whole project.
  "runtime/study": ["test/results/timeline-page.test.ts", "test/sweep/fit-quality.test.ts"],
  infra: ["test/deploy.test.ts"],
};

/** @param name  `optimisers`, `runtime/optimisers`, `infra`; @returns the folder, or the file for runtime/hdf5.ts */
export function findRoom(root: string, name: string): string | undefined {
  const folder = name.replace(/\/$/, "");
  return [`runtime/${folder}`, `runtime/${folder}.ts`, folder].find((path) => existsSync(join(root, path)));
}

export function codeFiles(root: string, room: string): string[] {
  const pattern = room.endsWith(".ts") ? room : `${room}/**/*.{ts,js}`;
  return globSync(pattern, { cwd: root }).sort();
}

export function testFiles(root: string, room: string): string[] {
  const own = `test/${room.replace(/^runtime\//, "").replace(/\.ts$/, "")}`;
  const patterns = [`${own}/**/*.test.ts`, `${own}.test.ts`, ...(ALSO[room] ?? [])];
  return [...new Set(patterns.flatMap((pattern) => globSync(pattern, { cwd: root })))].sort();
}

/** @param seconds  of each test, on code without a fault */
export function nearestFirst(root: string, file: string, seconds: ReadonlyMap<string, number>): string[] {
  const steps = new Map([...seconds.keys()].map((test) => [test, importSteps(root, test, file)]));
  return [...seconds.keys()].sort(
    (a, b) => steps.get(a)! - steps.get(b)! || seconds.get(a)! - seconds.get(b)! || (a < b ? -1 : 1),
  );
}

/** How many imports lead from one file to another; what no import reaches, a command may. */
function importSteps(root: string, from: string, to: string): number {
  const seen = new Set([from]);
  let front = [from];
  for (let steps = 0; front.length > 0; steps++) {
    if (front.includes(to)) return steps;
    front = front.flatMap((file) => importsOf(root, file)).filter((file) => !seen.has(file) && seen.add(file));
  }
  return Number.MAX_SAFE_INTEGER;
}

function importsOf(root: string, file: string): string[] {
  if (!existsSync(join(root, file))) return [];
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), "utf8"));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => relative(root, join(root, dirname(file), fileName)));
}
