/**
 * How a sweep begins: from a file, with a plan of its own and a new folder, or
 * in the folder of one that was cut short, with the plan that lies there.
 */
import { basename, extname, join } from "node:path";
import { GxError } from "../../runtime/errors.ts";
import { compileFit } from "../../runtime/fit/compile.ts";
import type { Project } from "../../runtime/gx/project.ts";
import { readBytes, readProject } from "../../runtime/gx/read.ts";
import { load } from "../../runtime/kernels/load.ts";
import { writeAtomically } from "../../runtime/results/atomic-write.ts";
import { duration } from "../../runtime/results/format.ts";
import { isAlive } from "../../runtime/results/is-alive.ts";
import {
  createJournal,
  type Journal,
  type JournalContents,
  readJournal,
  resumeJournal,
} from "../../runtime/results/journal.ts";
import { sha256 } from "../../runtime/sweep/hash.ts";
import { type Plan, planSweep, type SweepFacts, type SweepSpec } from "../../runtime/sweep/plan-sweep.ts";
import { fitsOf, type ProjectFile } from "../../runtime/sweep/runner.ts";
import { expectedSeconds, measureSpeed, PATIENCE, sizeSweep } from "../../runtime/sweep/size.ts";
import type { TrialResult, TrialSpec } from "../../runtime/sweep/trial.ts";
import { counted } from "../../runtime/text.ts";
import { copyName, inputOf, type PlanFile, planOf } from "./folder.ts";
import { software } from "./software.ts";
import { type SweepOptions, sweepSpec } from "./sweep-options.ts";
import type { Place } from "./target.ts";

/** A sweep that is ready to run. */
export interface Work {
  folder: string;
  file: ProjectFile;
  plan: PlanFile;
  /** plan.json as it stands. */
  planText: string;
  journal: Journal;
  /** What has no complete result yet. */
  trials: TrialSpec[];
  /** Sentences for the user, before anything runs. */
  opening: string[];
  /** Where it ran before, if it was left there with something to do. */
  before?: string;
}

/** What a sweep of a file would do; nothing is written yet. */
export interface Planned {
  file: ProjectFile;
  plan: Plan;
  /** Seconds, one per fit, as measured. */
  speeds: number[];
  threads: number;
  /** What it is expected to last. */
  seconds: number;
  /** Sentences for the user, before anything runs. */
  opening: string[];
}

export async function planOfFile(
  options: SweepOptions,
  { numerics, threads }: Pick<Place, "numerics" | "threads">,
): Promise<Planned> {
  if (options.file === undefined) {
    throw new GxError("GX_USAGE", "No file was named", "Give the .gx or .hgx file to sweep, or --resume FOLDER.");
  }
  const spec = sweepSpec(options);
  const file = { name: basename(options.file), bytes: await readBytes(options.file) };
  const project = await readProject(file.bytes, file.name);
  const { facts, opening, speeds } = examine(project, file, numerics[0]!);
  const patience = options.time === undefined ? PATIENCE : 0.8 * options.time;
  const sized = isPlanned(spec)
    ? { spec, seconds: expectedSeconds(facts, spec, speeds, threads) }
    : sizeSweep(facts, spec, speeds, threads, patience);
  const plan = planSweep(facts, sized.spec);
  return {
    file,
    plan,
    speeds,
    threads,
    seconds: sized.seconds,
    opening: [...opening, planText(plan.trials, sized.seconds)],
  };
}

export async function begin(options: SweepOptions, place: Place): Promise<Work> {
  const { file, plan, opening, speeds } = await planOfFile(options, place);
  const folder = options.out ?? join("sweeps", `${basename(file.name, extname(file.name))}-${timestamp(new Date())}`);
  const written: PlanFile = {
    format: 1,
    created: new Date().toISOString(),
    software: software(),
    file: { name: file.name, copy: copyName(file.name) },
    secondsPerEvaluation: speeds.map((seconds) => Number(seconds.toPrecision(2))),
    ...plan,
  };
  const journal = createJournal(folder, written);
  writeAtomically(join(folder, written.file.copy), file.bytes);
  return { folder, file, plan: written, planText: readJournal(folder).planText, journal, trials: plan.trials, opening };
}

/** Whether the user said how much is to be run; otherwise the sweep is as large as the time allows. */
function isPlanned({ methods, km, kr, populations, repeats, generations, evaluations, minSpread }: SweepSpec): boolean {
  return [methods, km, kr, populations, repeats, generations, evaluations, minSpread].some(
    (asked) => asked !== undefined,
  );
}

/**
 * @param numerics  versions that can be computed where it goes on
 * @param again  results that are to be computed once more
 */
export async function goOn(
  folder: string,
  numerics: readonly string[] | "any version",
  again: (result: TrialResult) => boolean = () => false,
): Promise<Work> {
  const contents = readJournal(folder);
  const plan = planOf(folder, contents);
  if (!numerics.includes(plan.numerics) && numerics !== "any version") {
    throw new GxError(
      "GX_OUTPUT",
      `${folder}: was begun by another version of meta-genx or of Node, whose numbers may differ in the last digits`,
      "Go on with that version, or sweep again into another folder.",
    );
  }
  refuseRunning(folder, contents);
  const file = await inputOf(folder, plan);
  const trials = plan.trials.filter(({ id }) => {
    const result = contents.results.get(id);
    return result === undefined || result.status === "partial" || again(result);
  });
  const opening = [
    `${file.name}: ${plan.trials.length - trials.length} of ${plan.trials.length} trials are done already.`,
  ];
  const unfinished = contents.ending !== "complete" && trials.length > 0 ? contents.where : "";
  return {
    folder,
    file,
    plan,
    planText: contents.planText,
    journal: resumeJournal(folder),
    trials,
    opening,
    before: unfinished,
  };
}

/** Two that go on with one sweep would do the same trials twice. */
function refuseRunning(folder: string, { lines, ending, heard }: JournalContents): void {
  const pid = lines.findLast((line) => line.type === "session")?.pid;
  // The number may have been given to another process since a kill -9, which falls silent.
  const silent = Date.now() - heard;
  if (ending !== "" || pid === undefined || pid === process.pid || silent > 60_000 || !isAlive(pid)) return;
  throw new GxError(
    "GX_OUTPUT",
    `${folder}: this sweep is running still, as process ${pid}`,
    `\`npm run results -- ${folder}\` shows how far it is.`,
  );
}

/** Compiles every fit once, here, so that whatever is wrong with the file is said before a thread starts. */
function examine(
  project: Project,
  file: ProjectFile,
  numerics: string,
): { facts: SweepFacts; opening: string[]; speeds: number[] } {
  const fits = fitsOf(project).map((one) => ({ project: one, fit: compileFit(one, { print: () => {} }) }));
  const facts = {
    projectHash: sha256(file.bytes),
    numerics,
    kernel: load().name,
    fits: fits.map(({ project, fit }) => ({ parameters: fit.objective.names.length, settings: project.optimiser })),
  };
  const first = `${counted(facts.fits[0]!.parameters, "fitted parameter")}, ${counted(project.datasets.length, "data set")}`;
  return {
    facts,
    // Seconds per evaluation. The fits of a batch are of one kind, and the first has warmed the program up.
    speeds: fits.map(({ fit }, f) => measureSpeed(fit.objective, f === 0 ? 0.4 : 0.05)),
    opening: [
      `${file.name}: ${fits.length > 1 ? `a batch of ${fits.length} fits, ` : ""}${first}, figure of merit ${project.fomFunction}.`,
      ...new Set(fits.flatMap(({ fit }) => fit.warnings.map((warning) => `Note: ${warning}`))),
    ],
  };
}

function planText(trials: readonly TrialSpec[], seconds: number): string {
  const distinct = (key: (trial: TrialSpec) => unknown) =>
    new Set(trials.map((trial) => JSON.stringify(key(trial)))).size;
  const choices = distinct(({ method, settings }) => [method, settings]);
  const methods = distinct(({ method }) => method);
  const tried = choices > methods ? `${counted(methods, "method")} in ${choices} settings` : counted(methods, "method");
  return `${counted(trials.length, "trial")}: ${tried}, from ${counted(
    distinct(({ start, seed }) => [start, seed]),
    "start",
  )}; at most about ${duration(Math.max(1, seconds))} at the speed just measured.`;
}

/** 2026-11-21T08-30-00, in local time: a folder's name on any file system. */
function timestamp(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replaceAll(":", "-");
}
