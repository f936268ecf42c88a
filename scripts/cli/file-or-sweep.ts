/**
 * A file where the folder of a sweep belongs, or the other way round: what was given, and
 * the command that was meant. A sweep is known by its plan.json; what is in it is for those
 * who read it.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { GxError } from "../../runtime/errors.ts";
import { PLAN_FILE } from "../../runtime/results/journal.ts";
import { shellQuoted } from "../../runtime/shell.ts";
import { npmRun } from "./where.ts";

/** Of a command that takes a GenX file. @throws GxError GX_USAGE for a sweep's folder, or a file in it that is none */
export function refuseSweep(path: string): void {
  const folder = isSweep(path) ? path : dirname(path);
  if (!isSweep(folder) || isGenxFile(path) || !existsSync(path)) return;
  throw new GxError(
    "GX_USAGE",
    folder === path
      ? `${path} is the folder of a sweep, and no GenX file`
      : `${path} lies in the folder of a sweep, and is no GenX file`,
    `To see that sweep again: \`${npmRun("results")} ${shellQuoted(folder)}\`. To go on with it: \`${npmRun("sweep")} --resume ${shellQuoted(folder)}\`.`,
  );
}

/**
 * Of a command that takes the folder of a sweep.
 * @param command  with what stands before the folder: "npm run results --"
 * @throws GxError GX_USAGE for a file, and for a folder of such folders
 */
export function refuseFile(path: string, command: string): void {
  if (isSweep(path) || !existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    const latest = latestSweepIn(path);
    if (latest === undefined) return;
    throw new GxError(
      "GX_USAGE",
      `${path} is no sweep, but holds sweeps`,
      `For the latest: \`${command} ${shellQuoted(latest)}\`.`,
    );
  }
  const folder = dirname(path);
  const wanted = `${path} is a file, where the folder of a sweep is wanted`;
  if (isSweep(folder)) throw new GxError("GX_USAGE", wanted, `Give \`${command} ${shellQuoted(folder)}\`.`);
  throw new GxError(
    "GX_USAGE",
    wanted,
    isGenxFile(path)
      ? `To sweep it: \`${npmRun("sweep")} ${shellQuoted(path)}\`. The folder of its results is named at the end.`
      : "Name the folder that `sweep` printed at its end.",
  );
}

function isSweep(folder: string): boolean {
  return existsSync(join(folder, PLAN_FILE));
}

function isGenxFile(path: string): boolean {
  return /\.h?gx$/i.test(path);
}

/** undefined where there is none, or where one may not look. */
function latestSweepIn(folder: string): string | undefined {
  const time = (sweep: string) => statSync(join(sweep, PLAN_FILE)).mtimeMs;
  try {
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter(isSweep)
      .sort((a, b) => time(b) - time(a))[0];
  } catch {
    return undefined;
  }
}
