/** The modules of Python's own library that a script can import, and numpy's, by name. */
import type { ModuleTable } from "../compile/imports.ts";
import { numpyModules } from "../numpy/modules.ts";
import type { PyValue } from "../values/value.ts";
import { collectionsModule } from "./collections.ts";
import { copyModule } from "./copy.ts";
import { dataclassesModule } from "./dataclasses.ts";
import { enumModule } from "./enum.ts";
import { functoolsModule } from "./functools.ts";
import { itertoolsModule } from "./itertools.ts";
import { mathModule } from "./math.ts";
import { randomModule } from "./random.ts";
import { SMALL } from "./small.ts";

export const LIBRARY: ModuleTable = new Map<string, () => PyValue>([
  ["collections", collectionsModule],
  ["copy", copyModule],
  ["dataclasses", dataclassesModule],
  ["enum", enumModule],
  ["functools", functoolsModule],
  ["itertools", itertoolsModule],
  ["math", mathModule],
  ["random", randomModule],
  ...SMALL,
  ...numpyModules(),
]);
