/**
 * How a sweep starts: a file and what is to be tried → a plan → a new folder that
 * holds both. Whatever is wrong with the file is found here, before a thread starts
 * and before anything is written.
 */
import { basename, extname, join } from "node:path";
import { load } from "../kernels/load.ts";
import { writeAtomically } from "../results/atomic-write.ts";
import { createJournal } from "../results/journal.ts";
import { type Asked, type PlanFile, planText as planTextOf } from "../results/plan-file.ts";
import { type Duration, durationOf } from "../sweep/duration.ts";
import { sha256 } from "../sweep/hash.ts";
import { planSearch, type SearchRule } from "../sweep/plan-search.ts";
import { type Plan, planSweep, type SweepFacts, type SweepSpec } from "../sweep/plan-sweep.ts";
import type { ComputeTarget } from "./compute-target.ts";
import { type OpenProject, openProject } from "./open-project.ts";
import { type OpenSweep, searchStateOf, whileOpen } from "./open-sweep.ts";
import { software } from "./software.ts";
import { copyNameOf } from "./sweep-folder.ts";
import { tryStarts, withoutEffect } from "./try-starts.ts";

/** What is to be swept, and how: all that a command line, a page or a watcher has to say. */
export interface StudySpec extends SweepSpec {
  /** A .gx or .hgx file: its path, or as it was opened before. */
  file: string | OpenProject;
  /** By a command line; kept for whoever reads the results. */
  asked?: Asked | undefined;
  /** Of the results; a new one below ./sweeps when none is named. */
  folder?: string | undefined;
}

/** What a sweep would do. Nothing is written yet. */
export interface PlannedSweep extends Duration {
  project: OpenProject;
  plan: Plan & { search?: SearchRule };
  /** Trials that run at one time. */
  threads: number;
  /** What a user should know, besides the fits' warnings: a sentence each. */
  notes: string[];
}

export interface StartedSweep extends OpenSweep {
  planned: PlannedSweep;
}

export async function planStudy(
  { file, folder: _, asked: __, ...spec }: StudySpec,
  { numerics, threads }: Pick<ComputeTarget, "numerics" | "threads">,
): Promise<PlannedSweep> {
  const project = typeof file === "string" ? await openProject(file) : file;
  const facts = factsOf(project, numerics[0]!);
  const plan = isPlanned(spec) ? planSweep(facts, spec) : planSearch(facts, spec);
  for (const [f, { project: own, fit }] of project.fits.entries()) {
    tryStarts(
      own,
      fit,
      plan.trials.filter((trial) => trial.fit === f),
    );
  }
  const notes = project.fits.flatMap(({ project: own, fit }, f) => withoutEffect(own, fit, project.speeds[f]!));
  const parameters = facts.fits.map((each) => each.parameters);
  return { project, plan, threads, ...durationOf(plan, parameters, project.speeds, threads), notes };
}

/** Plans a sweep and writes the plan and the file into its folder. `runSweep` runs it. */
export async function startSweep(
  spec: StudySpec,
  target: Pick<ComputeTarget, "numerics" | "threads">,
): Promise<StartedSweep> {
  const planned = await planStudy(spec, target);
  const { project, plan } = planned;
  const { file } = project;
  const folder = spec.folder ?? join("sweeps", `${basename(file.name, extname(file.name))}-${timestamp(new Date())}`);
  const written: PlanFile = {
    format: "search" in plan ? 2 : 1,
    created: new Date().toISOString(),
    software: software(),
    file: { name: file.name, copy: copyNameOf(file.name) },
    secondsPerEvaluation: project.speeds.map((seconds) => Number(seconds.toPrecision(2))),
    ...(spec.asked && { asked: spec.asked }),
    ...plan,
  };
  const planText = planTextOf(written);
  const journal = whileOpen(createJournal(folder, planText));
  try {
    writeAtomically(join(folder, written.file.copy), file.bytes);
    const search = searchStateOf(written, project);
    return { folder, project, plan: written, planText, journal, trials: plan.trials, search, planned };
  } catch (error) {
    journal.close();
    throw error;
  }
}

/** Whether it was said what is to be run; otherwise it is a search. */
function isPlanned({ methods, km, kr, populations, repeats, generations, evaluations, minSpread }: SweepSpec): boolean {
  return [methods, km, kr, populations, repeats, generations, evaluations, minSpread].some(
    (asked) => asked !== undefined,
  );
}

function factsOf({ file, fits }: OpenProject, numerics: string): SweepFacts {
  return {
    projectHash: sha256(file.bytes),
    numerics,
    kernel: load().name,
    fits: fits.map(({ project, fit }) => ({ parameters: fit.objective.names.length, settings: project.optimiser })),
  };
}

/** 2026-11-21T08-30-00, in local time: a folder's name on any file system. */
function timestamp(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replaceAll(":", "-");
}
