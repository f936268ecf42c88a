/**
 * `npm run bench`: how fast a fit is here and in GenX, refnx and refl1d, on the
 * same files with the same settings and evaluations, in one run. bench/README.md
 * has the last results and how they were measured.
 */
import { fileURLToPath } from "node:url";
import { type Command, runScript } from "./cli/run.ts";

interface Options {
  quick?: boolean | undefined;
  queue?: boolean | undefined;
  search?: boolean | undefined;
  json?: boolean | undefined;
}

const ROUNDS = { quick: 5, full: 9 };
const QUEUE_TRIALS = { quick: 20, full: 200 };
/** Of the study's problems that many are tried, of generated ones that many, with so many seeds each. */
const SEARCH = { quick: { study: 4, generated: 4, seeds: 2 }, full: { study: 15, generated: 40, seeds: 10 } };
/** As in a sweep of which nothing else is said. */
const CONFIDENCE = 5;

export const bench: Command<Options> = {
  usage: "bench",
  about: "compare the speed of fits with GenX's",
  examples: [
    ["npm run bench", "everything, in a few minutes; the first time sets up a Python environment"],
    ["npm run --silent bench -- --quick --json", "for a pipe"],
  ],
  options: (parser) =>
    parser
      .option("quick", { type: "boolean", describe: "the main rows against GenX only, in under a minute" })
      .option("queue", {
        type: "boolean",
        describe: "what a fleet's queue costs instead: 200 trials of 2 s over two workers (--quick: 20)",
      })
      .option("search", {
        type: "boolean",
        describe: "whether and how soon a sequence of tries finds fits whose truth is known (--quick: a few of them)",
      })
      .conflicts("search", "queue")
      .option("json", { type: "boolean", describe: "print one JSON object" }),
  run: async ({ quick = false, queue = false, search = false, json }) => {
    if (queue) return await benchQueue(quick, json);
    if (search) return await benchSearch(quick, json);
    const { CASES } = await import("../bench/cases.ts");
    const { environment, ours, theirs } = await import("../bench/environment.ts");
    const { measure } = await import("../bench/measure.ts");
    const { rowsOf } = await import("../bench/rows.ts");
    const { launch } = await import("../bench/side.ts");
    const { benchText, machineText } = await import("./cli/bench-text.ts");

    const python = await environment(!quick, console.error);
    console.error(machineText(python.versions));
    const peers = quick ? ["genx" as const] : python.peers;
    const sides = {
      ours: () => launch(ours()),
      theirs: new Map([...peers].map((peer) => [peer, () => launch(theirs(peer, python))])),
    };
    const rounds = quick ? ROUNDS.quick : ROUNDS.full;
    const measured = [];
    for (const subject of CASES.filter((each) => !quick || each.quick)) {
      console.error(`${subject.name}: ${subject.about} …`);
      measured.push(await measure(subject, sides, rounds, quick));
    }
    process.stdout.write(json ? `${JSON.stringify({ rows: rowsOf(measured) })}\n` : benchText(measured));
    return 0;
  },
};

async function benchQueue(quick: boolean, json: boolean | undefined): Promise<0> {
  const { measureQueue } = await import("../bench/queue.ts");
  const { queueText } = await import("./cli/bench-queue.ts");
  const trials = quick ? QUEUE_TRIALS.quick : QUEUE_TRIALS.full;
  const script = fileURLToPath(new URL("./worker.ts", import.meta.url));
  const shares = await measureQueue({ trials, seconds: 2, workers: 2, script }, console.error);
  process.stdout.write(json ? `${JSON.stringify(shares)}\n` : queueText(shares));
  return 0;
}

async function benchSearch(quick: boolean, json: boolean | undefined): Promise<0> {
  const { measureSearch, searchRows } = await import("../bench/search/measure-search.ts");
  const { STUDY_NAMES } = await import("../bench/search/problems.ts");
  const { searchText } = await import("./cli/bench-search.ts");
  const { study, generated, seeds } = quick ? SEARCH.quick : SEARCH.full;
  const names = [...STUDY_NAMES.slice(0, study), ...Array.from({ length: generated }, (_, i) => `g${i + 1}`)];
  const rows = searchRows(await measureSearch(names, seeds, CONFIDENCE, console.error));
  process.stdout.write(json ? `${JSON.stringify({ rows })}\n` : searchText(rows));
  return 0;
}

if (import.meta.main) await runScript(bench);
