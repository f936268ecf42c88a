/**
 * `models.lib.…`, the library below GenX's models, as far as a script has a use for
 * it. What only GenX's own models need is refused (refused.ts).
 */
import type { PyClass } from "../../python/values/class.ts";
import type { PyValue } from "../../python/values/value.ts";
import { physicalConstantsModule } from "../physical-constants.ts";
import { baseModule } from "./base.ts";

export function libraryModules(modelParamBase: PyClass): [string, () => PyValue][] {
  return [
    ["models.lib.base", () => baseModule(modelParamBase)],
    ["models.lib.physical_constants", physicalConstantsModule],
  ];
}
