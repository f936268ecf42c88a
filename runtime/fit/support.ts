/** What a project's script imports and whether it is all here: everything at once, where a run ends at the first. */
import { GxError } from "../errors.ts";
import type { Project } from "../gx/project.ts";
import { modelModules, refusedImport } from "../models/index.ts";
import { type ScriptUses, scriptUses } from "../python/compile/script-uses.ts";

export type { ModuleUse } from "../python/compile/script-uses.ts";

/** Nothing where the script is no Python: that is said when it is compiled. */
export function scriptSupport({ script, fileName, python }: Project): ScriptUses {
  try {
    return scriptUses(script, { fileName, modules: modelModules(), refused: refusedImport, python });
  } catch (error) {
    if (!(error instanceof GxError)) throw error;
    return { imports: [], missing: [] };
  }
}
