/**
 * A GenX file as a study holds it: read once, each of its fits compiled once and
 * its speed measured once, whoever asks for it and how often. Planning, running and
 * showing a sweep all share one. Threads and machines that run trials read `file` for
 * themselves: on the way to a thread, a project would lose that its objects have no
 * prototype, which keeps names in a file from meaning anything to JavaScript.
 */
import { basename } from "node:path";
import { compileFit, type Fit } from "../fit/compile.ts";
import type { Project } from "../gx/project.ts";
import { readBytes, readProject } from "../gx/read.ts";
import { measureSpeed } from "../sweep/duration.ts";
import { fitsOf, type ProjectFile } from "../sweep/runner.ts";

/** One of a file's fits: the only one, or a member of a batch. */
export interface OpenFit {
  /** A batch member's name; "" in a file with one fit. */
  name: string;
  project: Project;
  fit: Fit;
}

export class OpenProject {
  readonly file: ProjectFile;
  readonly project: Project;
  #fits: readonly OpenFit[] | undefined;
  #speeds: readonly number[] | undefined;

  constructor(file: ProjectFile, project: Project) {
    this.file = file;
    this.project = project;
  }

  /** In the order of a trial's `fit`. */
  get fits(): readonly OpenFit[] {
    this.#fits ??= fitsOf(this.project).map((project, f) => ({
      name: this.project.batch[f]?.name ?? "",
      project,
      fit: compileFit(project),
    }));
    return this.#fits;
  }

  /** Seconds per evaluation of each fit. Those of a batch are of one kind, and the first has warmed the program up. */
  get speeds(): readonly number[] {
    this.#speeds ??= this.fits.map(({ fit }, f) => measureSpeed(fit.objective, f === 0 ? 0.4 : 0.05));
    return this.#speeds;
  }
}

/** @param file  the path of a .gx or .hgx file, or one whose bytes are at hand */
export async function openProject(file: string | ProjectFile): Promise<OpenProject> {
  const read = typeof file === "string" ? { name: basename(file), bytes: await readBytes(file) } : file;
  return new OpenProject(read, await readProject(read.bytes, read.name));
}
