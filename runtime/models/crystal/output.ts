/** What GenX's window writes to files from a crystal, which a fit does not: asked for, it says so. */
import { Builtin } from "../../python/values/builtin.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";

export function structureOutput(): [string, Value][] {
  return ["create_uc_output", "create_shift_output", "export_xyz"].map((name) => [
    name,
    new Builtin(name, () => {
      throw pyError(
        "NotImplementedError",
        `${name}() prepares a file of atom positions: open the fit in GenX for that`,
      );
    }),
  ]);
}
