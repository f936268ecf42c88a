/**
 * `npm test`: every test/**\/*.test.ts, or those that match the patterns given,
 * each file in a process of its own, as many at a time as there are cores. Those of
 * test/cloud come last and one after the other: their machines have one network, and
 * take all cores as they boot. What was left out is listed at the end with
 * its reason; with `--all`, as .ci/run calls it, that is a failure too. The last
 * line is plain, for a log: "123 passed, 0 failed, 4 skipped".
 */
import { globSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
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
  options: (parser) =>
    parser
      // Elsewhere the last of two equal options counts; here each pattern does.
      .parserConfiguration({ "duplicate-arguments-array": true })
      .positional("patterns", { type: "string", array: true, describe: "files, folders or globs; all tests without" })
      .option("all", { type: "boolean", describe: "fail when anything is left out" })
      .example("npm test -- test/sweep", "the tests of one room"),
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
}

/** @param live  show each test as it ends; otherwise failures only */
async function runTests(files: string[], live: boolean): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: [], leftOut: [] };
  leaveFleetsAlone();
  const { alone = [], together = [] } = Object.groupBy(files, (file) => (isAlone(file) ? "alone" : "together"));
  await addTests(tally, together, true, live);
  await addTests(tally, alone, false, live);
  return tally;
}

/** A test that sweeps must never find the fleet of whoever runs the tests. Those of test/cloud have a Pulumi of their own. */
function leaveFleetsAlone(): void {
  for (const name of ["PULUMI_STACK", "META_GENX_REDIS", "META_GENX_REDIS_PASSWORD"]) delete process.env[name];
  process.env["PULUMI_HOME"] = join(tmpdir(), "meta-genx-of-nobody");
}

/** The engine, EC2 or machines that boot. */
function isAlone(file: string): boolean {
  return /(^|\/)test\/cloud\/[^/]+$/.test(file.split(sep).join("/"));
}

async function addTests(tally: Tally, files: string[], concurrency: boolean, live: boolean): Promise<void> {
  if (files.length === 0) return;
  const stream = run({ files, concurrency });
  if (live) stream.compose(spec).pipe(process.stdout);
  // Figures that a test prints belong into a log, too.
  else stream.on("test:stdout", ({ message }) => process.stdout.write(message));
  stream.on("test:pass", ({ name, file, details, skip, todo }) => {
    const reason = skip ?? todo;
    if (reason !== undefined && reason !== false) tally.leftOut.push(`${where(file, name)}: ${reasonText(reason)}`);
    else if (details.type !== "suite") tally.passed++;
  });
  stream.on("test:fail", ({ name, file, details, todo }) => {
    if (todo !== undefined && todo !== false) tally.leftOut.push(`${where(file, name)}: ${reasonText(todo)}`);
    else if (!isOfSubtests(details.error)) tally.failed.push(`${where(file, name)}${cause(details.error)}`);
  });
  await new Promise((resolve) => stream.on("end", resolve).resume());
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
