/**
 * A sweep whose plan is on the disk and whose journal is open: what `startSweep`
 * and `resumeSweep` give, and `runSweep` runs. Nothing of it runs yet.
 */
import { resolve } from "node:path";
import type { Journal } from "../results/journal.ts";
import type { PlanFile } from "../results/plan-file.ts";
import type { TrialResult, TrialSpec } from "../sweep/trial.ts";
import type { OpenProject } from "./open-project.ts";
import { SearchState } from "./search-state.ts";

export interface OpenSweep {
  folder: string;
  project: OpenProject;
  plan: PlanFile;
  /** plan.json as it stands. */
  planText: string;
  /** Closed by whatever runs the sweep. */
  journal: Journal;
  /** What has no complete result yet; of a search the tries that may still be of use. */
  trials: readonly TrialSpec[];
  /** Of a search: what it has found, and when that is enough. */
  search?: SearchState | undefined;
}

/** Folders of the sweeps that this process has open. */
const openHere = new Set<string>();

export function isOpenHere(folder: string): boolean {
  return openHere.has(resolve(folder));
}

/** The same journal, whose sweep counts as open in this process until it is closed. */
export function whileOpen(journal: Journal): Journal {
  const folder = resolve(journal.folder);
  openHere.add(folder);
  return {
    ...journal,
    close() {
      openHere.delete(folder);
      journal.close();
    },
  };
}

/** What a search has found so far; undefined for a sweep whose plan names its trials. */
export function searchStateOf(
  { search, ...plan }: PlanFile,
  { fits }: OpenProject,
  known: Iterable<TrialResult> = [],
): SearchState | undefined {
  if (search === undefined) return undefined;
  const objectives = fits.map(({ fit }) => fit.objective);
  return new SearchState({ ...plan, search }, objectives, known);
}
