/**
 * A sweep's folder: what lies in it besides plan.json and the journal. The GenX
 * file is copied in, so that the folder can be read again, here or elsewhere,
 * whatever became of the original.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { GxError } from "../errors.ts";
import { readBytes } from "../gx/read.ts";
import type { PlanFile } from "../results/plan-file.ts";
import { sha256 } from "../sweep/hash.ts";
import { type OpenProject, openProject } from "./open-project.ts";

export const OUTPUTS = { results: "results.h5", report: "report.html", best: "best.hgx" } as const;

/** What the copy of a GenX file is called: never the name of anything that the sweep writes. */
export function copyNameOf(fileName: string): PlanFile["file"]["copy"] {
  return fileName.toLowerCase().endsWith(".hgx") ? "input.hgx" : "input.gx";
}

/** The project of a sweep, from the copy in its folder; the copy is checked against the plan. */
export async function openCopy(folder: string, plan: PlanFile): Promise<OpenProject> {
  const path = join(folder, plan.file.copy);
  if (!existsSync(path)) {
    throw new GxError(
      "GX_OUTPUT",
      `${folder}: ${plan.file.copy}, the copy of ${plan.file.name}, is missing`,
      "Put it back, or sweep again.",
    );
  }
  const bytes = await readBytes(path);
  if (sha256(bytes) === plan.projectHash) return openProject({ name: plan.file.name, bytes });
  throw new GxError(
    "GX_OUTPUT",
    `${path} is not the file that was swept: it has changed since`,
    "Put the original back under that name, or sweep the changed file into another folder.",
  );
}
