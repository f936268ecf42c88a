/**
 * What `sweep` can be told, as text from the command line, and what becomes of
 * it: every number is checked here, so that past this door a sweep's settings
 * are right. GenX's names for the same things are aliases.
 */
import type { Argv } from "yargs";
import { GxError } from "../../runtime/errors.ts";
import type { StudySpec } from "../../runtime/study/start-sweep.ts";
import { METHODS_TEXT } from "../../runtime/sweep/methods.ts";
import type { SweepSpec } from "../../runtime/sweep/plan-sweep.ts";
import type { Start } from "../../runtime/sweep/start-point.ts";
import { askedBy } from "./asked.ts";
import { durationOf } from "./duration-option.ts";
import { numberOf, numbersOf } from "./number-option.ts";

export interface SweepOptions {
  file?: string | undefined;
  methods?: string | undefined;
  starts?: string | undefined;
  spread?: number[] | undefined;
  repeats?: number | undefined;
  km?: number[] | undefined;
  kr?: number[] | undefined;
  pop?: number[] | undefined;
  generations?: number | undefined;
  "budget-evaluations"?: number | undefined;
  var?: number | undefined;
  confidence?: number | undefined;
  "max-evaluations"?: number | undefined;
  seed?: number | undefined;
  time?: number | undefined;
  workers?: number | undefined;
  redis?: string | undefined;
  local?: boolean | undefined;
  up?: boolean | undefined;
  down?: boolean | undefined;
  yes?: boolean | undefined;
  "max-cost-usd"?: number | undefined;
  "boot-time"?: number | undefined;
  detach?: boolean | undefined;
  force?: boolean | undefined;
  out?: string | undefined;
  resume?: string | undefined;
  plan?: boolean | undefined;
  json?: boolean | undefined;
  cs?: string | undefined;
}

/** What a plan settles: to go on with one is to keep to it. */
const PLANNED = [
  "out",
  "methods",
  "km",
  "kr",
  "pop",
  "starts",
  "spread",
  "repeats",
  "seed",
  "budget-evaluations",
  "generations",
  "var",
  "confidence",
  "max-evaluations",
];

/** Each of these says which trials are to run: then it is a plan, and no search. */
const OF_A_PLAN = ["methods", "km", "kr", "pop", "repeats", "generations", "var", "budget-evaluations"];

const SEARCH_GROUP = "A search, where nothing is planned:";
const PLAN_GROUP = "A plan, made by any of these:";
const LENGTH_GROUP = "And so by how long a trial lasts:";
const EITHER_GROUP = "Either:";

const START_KINDS = ["guess", "spread", "uniform"];
/** A factor on the difference of two members: 0 changes none, and a larger one than 2 throws nearly every candidate out of the bounds. */
const KM = { above: 0, max: 2, fraction: true };
/** A probability. */
const KR = { min: 0, max: 1, fraction: true };
const COUNT = { min: 1, whole: true };

/** Those that take several values. */
export const SWEEP_LISTS = ["methods", "km", "kr", "pop", "pops", "starts", "spread"] as const;

export const SWEEP_EXAMPLES = [
  ["npm run sweep -- fit.gx", "tries until five have found the best fit, on every core"],
  ["npm run sweep -- fit.gx --confidence 10", "until ten have"],
  ["npm run sweep -- fit.gx --methods jade_best --pop 25,50", "one scheme, two populations"],
  ["npm run sweep -- fit.gx --starts uniform --time 5m", "from anywhere, for five minutes"],
  ["npm run sweep -- fit.gx --up --down", "makes a fleet, sweeps there, destroys it"],
  ["npm run sweep -- --resume sweeps/fit-2026-11-21T08-30-00", "after a power cut"],
] as const;

export function sweepOptions(parser: Argv): Argv<SweepOptions> {
  const text = { type: "string", requiresArg: true } as const;
  return parser
    .positional("file", { type: "string", describe: "a .gx or .hgx file from GenX" })
    .option("confidence", {
      ...text,
      group: SEARCH_GROUP,
      conflicts: [...OF_A_PLAN],
      coerce: given(numberOf("confidence", { min: 2, max: 1000, whole: true })),
      describe: "end when so many independent tries found the best fit",
      defaultDescription: "5",
    })
    .option("max-evaluations", {
      ...text,
      group: SEARCH_GROUP,
      conflicts: [...OF_A_PLAN],
      coerce: given(numberOf("max-evaluations", COUNT)),
      describe: "evaluations of all tries of a fit together, found or not",
      defaultDescription: "15000 per fitted parameter",
    })
    .option("methods", {
      ...text,
      group: PLAN_GROUP,
      describe: `with commas: ${METHODS_TEXT}`,
      defaultDescription: "all six polished, the file's first",
    })
    .option("km", {
      ...text,
      group: PLAN_GROUP,
      coerce: given(numbersOf("km", KM)),
      describe: "mutation constants: 0.5,0.7",
      defaultDescription: "the file's",
    })
    .option("kr", {
      ...text,
      group: PLAN_GROUP,
      coerce: given(numbersOf("kr", KR)),
      describe: "recombination constants",
      defaultDescription: "the file's",
    })
    .option("pop", {
      ...text,
      alias: "pops",
      group: PLAN_GROUP,
      coerce: given(numbersOf("pop", COUNT)),
      describe: "population sizes: 25,50",
      defaultDescription: "the file's",
    })
    .option("starts", {
      ...text,
      group: EITHER_GROUP,
      describe: "the file's values, near them, anywhere in the bounds",
      defaultDescription: "a search: guess, then uniform; a plan: all",
    })
    .option("spread", {
      ...text,
      group: EITHER_GROUP,
      coerce: given(numbersOf("spread", { above: 0, max: 1000, percent: true })),
      describe: "how near, in per cent of each value: 5,50",
      defaultDescription: "20",
    })
    .option("repeats", {
      ...text,
      group: PLAN_GROUP,
      coerce: given(numberOf("repeats", COUNT)),
      describe: "trials of each method from each start",
      defaultDescription: "3",
    })
    .option("seed", {
      ...text,
      group: EITHER_GROUP,
      coerce: given(numberOf("seed", { min: 0, whole: true })),
      describe: "of all random numbers; the same seed gives the same sweep",
      defaultDescription: "1",
    })
    .option("budget-evaluations", {
      ...text,
      group: LENGTH_GROUP,
      coerce: given(numberOf("budget-evaluations", COUNT)),
      describe: "evaluations per trial",
      defaultDescription: "1000 per fitted parameter",
    })
    .option("generations", {
      ...text,
      alias: "mgen",
      group: LENGTH_GROUP,
      coerce: given(numberOf("generations", COUNT)),
      describe: "generations per trial; with --budget-evaluations, whichever comes first ends it",
    })
    .option("var", {
      ...text,
      group: LENGTH_GROUP,
      coerce: given(numberOf("var", { min: 0, max: 100, percent: true })),
      describe: "end a trial when its population spans less than this, in per cent of the bounds",
      defaultDescription: "the file's",
    })
    .option("time", {
      ...text,
      group: EITHER_GROUP,
      coerce: given(durationOf("time")),
      describe: "stop the sweep after this: 90s, 10m, 1h30m",
    })
    .option("workers", {
      ...text,
      alias: "pr",
      group: "Where:",
      coerce: given(numberOf("workers", { min: 1, max: 1024, whole: true })),
      describe: "threads of this machine; with --up, worker machines of the fleet",
      defaultDescription: "one per core",
    })
    .option("up", {
      type: "boolean",
      group: "Where:",
      conflicts: ["local", "redis", "plan"],
      describe: "make the fleet of the selected stack first",
    })
    .option("down", {
      type: "boolean",
      group: "Where:",
      conflicts: ["local", "redis", "detach", "plan"],
      describe: "destroy the fleet afterwards, whatever happens",
    })
    .option("yes", {
      type: "boolean",
      group: "Where:",
      describe: "--up, and a search that may take over an hour: without asking",
    })
    .option("max-cost-usd", {
      ...text,
      group: "Where:",
      conflicts: ["local", "redis", "detach", "plan"],
      coerce: given(numberOf("max-cost-usd", { min: 0.01 })),
      describe: "destroy the fleet when its bill comes near this, hours counted as whole ones",
    })
    .option("boot-time", {
      ...text,
      group: "Where:",
      conflicts: ["local", "redis"],
      coerce: given(durationOf("boot-time")),
      describe: "how long the fleet's machines may take to be ready",
      defaultDescription: "10m",
    })
    .option("redis", {
      ...text,
      group: "Where:",
      conflicts: "local",
      describe: "on the fleet of this Redis, redis://USER@HOST:PORT; its password by META_GENX_REDIS_PASSWORD",
      defaultDescription: "META_GENX_REDIS, or the selected stack's",
    })
    .option("local", {
      type: "boolean",
      group: "Where:",
      describe: "on this machine, whatever fleet there is",
    })
    .option("detach", {
      type: "boolean",
      group: "Where:",
      conflicts: ["local", "time", "json"],
      describe: "leave the sweep to the fleet and end; `fleet collect` takes the results in",
    })
    .option("force", {
      type: "boolean",
      group: "Where:",
      describe: "go on with a Redis that could lose work",
    })
    .option("out", {
      ...text,
      group: "Where:",
      coerce: given(namedFolder("out")),
      describe: "folder for the results",
      defaultDescription: "sweeps/FILE-TIME",
    })
    .option("resume", {
      ...text,
      group: "Where:",
      coerce: given(namedFolder("resume")),
      conflicts: [...PLANNED, "plan"],
      describe: "go on with the sweep in this folder, as it was planned",
    })
    .option("plan", {
      type: "boolean",
      describe: "only say what would run and how long it would take; nothing is written",
    })
    .option("json", { type: "boolean", describe: "print the results, or the plan, as one JSON object" })
    .option("cs", {
      ...text,
      alias: "asi",
      group: "Of GenX, without effect here:",
      describe: "chunk size and autosave interval: every trial is saved as it ends",
    }) as unknown as Argv<SweepOptions>;
}

/** What is to be swept, with its file opened. @throws GxError for what is wrong with either */
export async function studySpec(options: SweepOptions): Promise<StudySpec> {
  const { file, out } = options;
  if (file === undefined) {
    throw new GxError("GX_USAGE", "No file was named", "Give the .gx or .hgx file to sweep, or --resume FOLDER.");
  }
  const spec = sweepSpec(options);
  const { openProject } = await import("../../runtime/study/open-project.ts");
  return { ...spec, file: await openProject(file), folder: out, asked: askedBy(process.argv) };
}

function sweepSpec(options: SweepOptions): SweepSpec {
  return {
    methods: options.methods?.split(",").map((name) => name.trim()),
    km: options.km,
    kr: options.kr,
    populations: options.pop,
    starts: options.starts === undefined && options.spread === undefined ? undefined : startsOf(options),
    repeats: options.repeats,
    generations: options.generations,
    evaluations: options["budget-evaluations"],
    minSpread: options.var,
    seed: options.seed,
    confidence: options.confidence,
    maxEvaluations: options["max-evaluations"],
  };
}

function startsOf({ starts, spread = [20] }: SweepOptions): Start[] {
  const kinds = starts?.split(",") ?? START_KINDS;
  return kinds.flatMap((name): Start[] => {
    const kind = name.trim();
    if (kind === "guess" || kind === "uniform") return [{ kind }];
    if (kind === "spread") return spread.map((percent) => ({ kind, percent }));
    throw new GxError("GX_USAGE", `--starts takes ${START_KINDS.join(", ")}, not "${kind}"`);
  });
}

function namedFolder(option: string) {
  return (text: string): string => {
    if (text.trim() !== "") return text;
    throw new GxError("GX_USAGE", `--${option} takes the name of a folder, not ""`);
  };
}

/** yargs calls coerce for an option that was not given, too. */
function given<T>(parse: (text: string) => T): (text: string | undefined) => T | undefined {
  return (text) => (text === undefined ? undefined : parse(text));
}
