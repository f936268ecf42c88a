/**
 * `npm test`: every test/**\/*.test.ts, or those that match the patterns given,
 * each file in a process of its own, as many at a time as there are cores. Files of
 * test/cloud/hosts go one after the other, because machines that boot have one
 * network; they mostly wait, and so run beside those that compute. What was left out
 * is listed at the end with its reason; with `--all`, as .ci/run calls it, that is a
 * failure too. Then come the files that took longest; and the last line is plain, for a
 * log: "123 passed, 0 failed, 4 skipped".
 */
import { globSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { Readable } from "node:stream";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { type Command, runScript } from "./cli/run.ts";

interface Options {
  patterns?: string[] | undefined;
  all?: boolean | undefined;
}

const command: Command<Options> = {
  usage: "test [patterns..]",
  about: "run the tests, and list what was left out",
  examples: [["npm test -- test/sweep", "the tests of one room"]],
  options: (parser) =>
    parser
      // Elsewhere the last of two equal options counts; here each pattern does.
      .parserConfiguration({ "duplicate-arguments-array": true })
      .positional("patterns", { type: "string", array: true, describe: "files, folders or globs; all tests without" })
      .option("all", { type: "boolean", describe: "fail when anything is left out" }),
  run: async ({ patterns, all }) => {
    const files = testFiles(patterns ?? []);
    // One of several, too: what was meant to be tested was not.
    const nothing = patterns?.filter((pattern) => testFiles([pattern]).length === 0) ?? [];
    if (nothing.length > 0) {
      console.error(`No test matches ${nothing.join(" ")}`);
      return 1;
    }
    const tally = await runTests(files, process.stdout.isTTY === true);
    for (const failure of tally.failed) console.log(`\nFailed: ${failure}`);
    if (tally.leftOut.length > 0) console.log(`\nLeft out:\n${tally.leftOut.map((line) => `  ${line}\n`).join("")}`);
    console.log(timesText(tally.seconds));
    console.log(`${tally.passed} passed, ${tally.failed.length} failed, ${tally.leftOut.length} skipped`);
    return tally.failed.length > 0 || (all && tally.leftOut.length > 0) ? 1 : 0;
  },
};

function testFiles(patterns: readonly string[]): string[] {
  const globs = patterns.length === 0 ? ["test"] : patterns;
  return globs
    .flatMap((pattern) => (pattern.endsWith(".ts") ? globSync(pattern) : globSync(`${pattern}/**/*.test.ts`)))
    .toSorted();
}

interface Tally {
  passed: number;
  failed: string[];
  leftOut: string[];
  /** What each file took. */
  seconds: Map<string, number>;
}

/** @param live  show the tests of each file as it ends; otherwise failures only */
async function runTests(files: string[], live: boolean): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: [], leftOut: [], seconds: new Map() };
  leaveFleetsAlone();
  const { booting = [], others = [] } = Object.groupBy(files, (file) => (boots(file) ? "booting" : "others"));
  // The lane of the machines that boot helps with the rest once they are done.
  const lanes = Array.from({ length: availableParallelism() }, (_, lane) =>
    lane === 0 ? [booting, others] : [others],
  );
  await Promise.all(
    lanes.map(async (queues) => {
      for (const queue of queues) {
        for (let file = queue.shift(); file !== undefined; file = queue.shift()) await addTests(tally, file, live);
      }
    }),
  );
  return tally;
}

/** A test that sweeps must never find the fleet of whoever runs the tests. Those of test/cloud have a Pulumi of their own. */
function leaveFleetsAlone(): void {
  for (const name of ["PULUMI_STACK", "META_GENX_REDIS", "META_GENX_REDIS_PASSWORD"]) delete process.env[name];
  process.env["PULUMI_HOME"] = join(tmpdir(), "meta-genx-of-nobody");
}

function boots(file: string): boolean {
  return /(^|\/)test\/cloud\/hosts\/[^/]+$/.test(file.split(sep).join("/"));
}

async function addTests(tally: Tally, file: string, live: boolean): Promise<void> {
  const began = performance.now();
  const shown: unknown[] = [];
  for await (const event of run({ files: [file], concurrency: false })) {
    const { type, data } = event;
    if (live && data.file !== undefined && type !== "test:summary") shown.push(event);
    // Figures that a test prints belong into a log, too.
    else if (type === "test:stdout") process.stdout.write(data.message);
    if (type === "test:pass") {
      const { name, file, details, skip, todo } = data;
      const reason = skip ?? todo;
      if (reason !== undefined && reason !== false) tally.leftOut.push(`${where(file, name)}: ${reasonText(reason)}`);
      else if (details.type !== "suite") tally.passed++;
    } else if (type === "test:fail") {
      const { name, file, details, todo } = data;
      if (todo !== undefined && todo !== false) tally.leftOut.push(`${where(file, name)}: ${reasonText(todo)}`);
      else if (!isOfSubtests(details.error)) tally.failed.push(`${where(file, name)}${cause(details.error)}`);
    }
  }
  tally.seconds.set(file, (performance.now() - began) / 1000);
  for await (const text of Readable.from(shown).compose(spec)) process.stdout.write(text);
}

/** The longest first, of those that one would wait for. */
function timesText(seconds: ReadonlyMap<string, number>): string {
  const slowest = [...seconds].toSorted(([, a], [, b]) => b - a).slice(0, 10);
  return `\nSlowest files: ${slowest.map(([file, each]) => `${file} ${each.toFixed(0)} s`).join(", ")}`;
}

/** A suite, or a test with tests in it, fails because of one of them, which is counted. */
function isOfSubtests(error: Error & { failureType?: string }): boolean {
  return error.failureType === "subtestsFailed";
}

function where(file: string | undefined, name: string): string {
  return `${file === undefined ? "" : `${relative(process.cwd(), file).split(sep).join("/")} › `}${name}`;
}

function reasonText(reason: string | true): string {
  return reason === true || reason === "" ? "no reason given" : reason;
}

function cause(error: Error): string {
  const { stack, message } = error.cause instanceof Error ? error.cause : error;
  return `\n${stack ?? message}`;
}

if (import.meta.main) await runScript(command);
