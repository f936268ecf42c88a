/**
 * Are the tests of a room able to fail? `node test/mutate.ts optimisers` puts small
 * faults into a copy of the room's code, one at a time, runs the room's tests on each,
 * and lists the faults that no test noticed. docs/contributing.md says how to read it.
 *
 * A mutant runs as Node runs it, without its types. One that TypeScript alone would
 * refuse counts like the others: the tests have to notice it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Equivalent, equivalenceOf, outdated, readEquivalents } from "./mutation/equivalent.ts";
import { Ledger } from "./mutation/ledger.ts";
import { drawOrder, type Mutant, mutantsOf } from "./mutation/mutants.ts";
import { codeFiles, findRoom, testFiles } from "./mutation/rooms.ts";
import { runTest, type TestRun } from "./mutation/run-test.ts";
import { hashOf, makeScratch, type Scratch } from "./mutation/scratch.ts";
import { PATIENCE_SECONDS, tryMutant } from "./mutation/try-mutant.ts";

const HELP = `node test/mutate.ts ROOM [--seed 1] [--count 20]

Puts faults into a copy of a room's code, one at a time, and lists those that the room's tests do not notice.
Called again it goes on where it was: .cache/mutation/ROOM.ndjson. The room is a folder: optimisers, infra, scripts/cloud.

  --seed   which lines are drawn
  --count  how many faults

Exit code: 0 when at least 90 % are noticed, 1 when fewer are, 2 when there is nothing to go by.`;

/** The share of faults that a room's tests should notice. */
const ENOUGH = 0.9;

class NothingToGoBy extends Error {}

const stopping = new AbortController();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: "string", default: "1" },
      count: { type: "string", default: "20" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [seed, count] = [Number(values.seed), Number(values.count)];
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const root = process.cwd();
  const room = positionals.length === 1 ? findRoom(root, positionals[0]!) : undefined;
  if (room === undefined || !Number.isInteger(seed) || !(count > 0)) throw new NothingToGoBy(HELP);
  const tests = testFiles(root, room);
  if (tests.length === 0) throw new NothingToGoBy(`${room} has no tests`);
  const equivalents = readEquivalents(root);
  const gone = outdated(root, equivalents);
  if (gone.length > 0)
    throw new NothingToGoBy(`Not in the code any more, yet in equivalent.json:\n${gone.map(diff).join("\n")}`);

  const scratch = makeScratch(root);
  const stop = () => {
    stopping.abort();
    scratch.remove();
    process.exit(130);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await tryRoom({ root, room, seed, count, tests, equivalents, scratch });
  } finally {
    scratch.remove();
  }
}

interface Work {
  root: string;
  room: string;
  seed: number;
  count: number;
  tests: string[];
  equivalents: Equivalent[];
  scratch: Scratch;
}

async function tryRoom({ root, room, seed, count, tests, equivalents, scratch }: Work): Promise<number> {
  const ledger = new Ledger(join(root, ".cache/mutation", `${room.replaceAll("/", "-")}.ndjson`));
  const seconds = await cleanSeconds(scratch, tests, ledger);
  const code = codeFiles(scratch.code, room).flatMap((file) => mutantsOf(file, textOf(scratch, file)));
  const { drawn, leftOut } = draw(drawOrder(code, seed), count, equivalents);
  const testsHash = hashOf(scratch.code, [...tests, "test/helpers/**"]);
  const survivors: Mutant[] = [];
  for (const [index, mutant] of drawn.entries()) {
    const codeHash = hashOf(scratch.code, [mutant.file]);
    const known = ledger.find(mutant.id, codeHash, testsHash);
    const finding = known ?? {
      id: mutant.id,
      code: codeHash,
      tests: testsHash,
      ...(await tryMutant(scratch, mutant, seconds, stopping.signal)),
    };
    if (known === undefined) ledger.add(finding);
    if (finding.outcome === "survived") survivors.push(mutant);
    const { outcome, by = "" } = finding;
    console.log(
      `${index + 1}/${drawn.length}  ${outcome.padEnd(8)}  ${mutant.file}:${mutant.line}  ${mutant.operator}  ${by}`,
    );
  }
  if (leftOut.length > 0) console.log(`\nEquivalent, and not counted:\n${leftOut.map(diff).join("\n")}`);
  if (survivors.length > 0) console.log(`\nSurvived:\n${survivors.map(diff).join("\n")}`);
  const noticed = drawn.length - survivors.length;
  const share = noticed / drawn.length;
  console.log(`\n${room}, seed ${seed}: ${noticed} of ${drawn.length} noticed, ${Math.floor(share * 100)} %`);
  return share >= ENOUGH ? 0 : 1;
}

/** How long each test takes on the code as it is. @throws NothingToGoBy  when one fails */
async function cleanSeconds({ code, temporary }: Scratch, tests: readonly string[], ledger: Ledger) {
  const clean = hashOf(code, ["{runtime,scripts,infra,provisioning,bench,test}/**", "package*.json"]);
  const seconds = new Map<string, number>();
  for (const test of tests) {
    const known = ledger.clean(clean, test);
    const settings = { cwd: code, temporary, limitSeconds: PATIENCE_SECONDS, signal: stopping.signal };
    const run: TestRun = known === undefined ? await runTest(test, settings) : { ...known, outcome: "passed" };
    for (const reason of run.leftOut) console.log(`Left out: ${test} › ${reason}`);
    if (run.outcome !== "passed")
      throw new NothingToGoBy(`Fails without any fault: ${test} › ${run.failure ?? run.outcome}`);
    if (known === undefined) ledger.add({ clean, test, seconds: run.seconds, leftOut: run.leftOut });
    seconds.set(test, run.seconds);
  }
  return seconds;
}

/** The first mutants in order, with the equivalent ones among them set aside. */
function draw(order: readonly Mutant[], count: number, equivalents: readonly Equivalent[]) {
  const drawn: Mutant[] = [];
  const leftOut: (Mutant & Equivalent)[] = [];
  for (const mutant of order) {
    if (drawn.length === count) break;
    const equivalent = equivalenceOf(mutant, equivalents);
    if (equivalent === undefined) drawn.push(mutant);
    else leftOut.push({ ...mutant, ...equivalent });
  }
  return { drawn, leftOut };
}

function textOf(scratch: Scratch, file: string): string {
  return readFileSync(join(scratch.code, file), "utf8");
}

function diff({
  file,
  was,
  becomes,
  line,
  reason,
}: Pick<Mutant, "file" | "was" | "becomes"> & { line?: number; reason?: string }) {
  return [
    `  ${file}${line === undefined ? "" : `:${line}`}`,
    `    - ${was}`,
    `    + ${becomes}`,
    reason && `    ${reason}`,
  ]
    .filter(Boolean)
    .join("\n");
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof NothingToGoBy)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
