/**
 * What a run has found so far, a line a finding, so that an ended run goes on where it
 * was. A noticed mutant stays noticed while its file is the same; one that survived is
 * tried again once the room's tests are others.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

export type Outcome = "noticed" | "time" | "survived";

export interface Finding {
  id: string;
  /** Of the file without the fault, and of the room's tests. */
  code: string;
  tests: string;
  outcome: Outcome;
  /** Which test noticed. */
  by?: string;
}

/** A test passes on code without a fault, and takes so long. */
export interface Clean {
  /** Of the whole checkout. */
  clean: string;
  test: string;
  seconds: number;
  leftOut: string[];
}

export class Ledger {
  readonly #path: string;
  readonly #lines: (Finding | Clean)[];

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean).flatMap(parsed) : [];
  }

  add(line: Finding | Clean): void {
    this.#lines.push(line);
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
  }

  clean(hash: string, test: string): Clean | undefined {
    return this.#lines.findLast((line): line is Clean => "clean" in line && line.clean === hash && line.test === test);
  }

  find(id: string, code: string, tests: string): Finding | undefined {
    return this.#lines.findLast(
      (line): line is Finding =>
        "id" in line && line.id === id && line.code === code && (line.outcome !== "survived" || line.tests === tests),
    );
  }
}

/** A run that was killed may have left half a line. */
function parsed(line: string): (Finding | Clean)[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
