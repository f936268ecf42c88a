/**
 * A project file opened for trials: read once, each of its fits compiled once,
 * then any number of trials. This is all that a thread or a machine of a fleet
 * needs besides the trials themselves.
 */
import { GxError } from "../errors.ts";
import { compileFit, type Fit } from "../fit/compile.ts";
import type { Project } from "../gx/project.ts";
import { readProject } from "../gx/read.ts";
import { optimiserNamed } from "../optimisers/registry.ts";
import { runTrial, type TrialCheckpoint, type TrialHooks, type TrialResult, type TrialSpec } from "./trial.ts";

export interface ProjectFile {
  /** File name without folder. */
  name: string;
  bytes: Uint8Array;
}

export interface TrialRunner {
  run(spec: TrialSpec, hooks: TrialHooks, from?: TrialCheckpoint): TrialResult;
  /** The figure of merit of one fit at x, float[d]. @throws GxError where the script raises */
  evaluate(fit: number, x: readonly number[]): number;
}

/** The projects that a file's `fit` numbers stand for: the members of a batch, or the one project. */
export function fitsOf(project: Project): Project[] {
  return project.batch.length > 0 ? project.batch.map((member) => member.project) : [project];
}

/** @param print  receives each line that the script prints */
export async function openRunner(file: ProjectFile, print: (line: string) => void): Promise<TrialRunner> {
  const projects = fitsOf(await readProject(file.bytes, file.name));
  const compiled: Fit[] = [];
  const opened = (fit: number) => {
    const project = projects[fit];
    if (!project) throw new GxError("GX_USAGE", `${file.name} has no fit number ${fit}`);
    const { objective } = (compiled[fit] ??= compileFit(project, { print }));
    return { project, objective };
  };
  return {
    evaluate: (fit, x) => opened(fit).objective.evaluate(Float64Array.from(x)),
    run(spec, hooks, from) {
      const { project, objective } = opened(spec.fit);
      const optimiser = optimiserNamed(spec.optimiser);
      return runTrial(spec, objective, optimiser, project.optimiser.errorbarLevel, hooks, from);
    },
  };
}
