/**
 * A sweep's folder: what lies in it besides the journal, and the plan as it is
 * written there. The GenX file is copied in, so that the folder can be read
 * again, here or elsewhere, whatever became of the original.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { GxError } from "../../runtime/errors.ts";
import { readBytes } from "../../runtime/gx/read.ts";
import type { JournalContents } from "../../runtime/results/journal.ts";
import type { Plan } from "../../runtime/sweep/plan-sweep.ts";
import type { ProjectFile } from "../../runtime/sweep/runner.ts";

/** plan.json. */
export interface PlanFile extends Plan {
  /** Raised when an older program could not read the file. */
  format: 1;
  /** ISO 8601, UTC. */
  created: string;
  software: { name: string; version: string; platform: string };
  /** The GenX file: its name as the user gave it, and that of its copy in the folder. */
  file: { name: string; copy: string };
  /** One per fit, as measured when it was planned: a fleet puts trials together into jobs by it. */
  secondsPerEvaluation?: number[];
}

export const OUTPUTS = { results: "results.h5", report: "report.html", best: "best.hgx" } as const;

/** "input.gx": never the name of anything that the sweep writes. */
export function copyName(fileName: string): string {
  return fileName.toLowerCase().endsWith(".hgx") ? "input.hgx" : "input.gx";
}

export function planOf(folder: string, { plan }: Pick<JournalContents, "plan">): PlanFile {
  const read = plan as Partial<PlanFile> | null;
  if (read?.format === 1 && Array.isArray(read.trials) && typeof read.file?.copy === "string") return read as PlanFile;
  throw new GxError(
    "GX_OUTPUT",
    `${folder}: its plan.json is not one that this version wrote`,
    "Use the version of meta-genx that made the folder, or sweep again.",
  );
}

/** The copy of the GenX file, checked against the plan. */
export async function inputOf(folder: string, plan: PlanFile): Promise<ProjectFile> {
  const path = join(folder, plan.file.copy);
  if (!existsSync(path)) {
    throw new GxError(
      "GX_OUTPUT",
      `${folder}: ${plan.file.copy}, the copy of ${plan.file.name}, is missing`,
      "Put it back, or sweep again.",
    );
  }
  const bytes = await readBytes(path);
  const { sha256 } = await import("../../runtime/sweep/hash.ts");
  if (sha256(bytes) === plan.projectHash) return { name: plan.file.name, bytes };
  throw new GxError(
    "GX_OUTPUT",
    `${path} is not the file that was swept: it has changed since`,
    "Put the original back under that name, or sweep the changed file into another folder.",
  );
}
