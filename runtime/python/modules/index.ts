/** The modules of Python's own library that a script can import, numpy's and scipy's, by name. */

import { numpyModules } from "../numpy/modules.ts";
import { scipyModules } from "../scipy/scipy-modules.ts";
import type { ModuleTable } from "../values/importer.ts";
import type { PyValue } from "../values/value.ts";
import { abcModule } from "./abc.ts";
import { collectionsModule } from "./collections.ts";
import { copyModule } from "./copy.ts";
import { dataclassesModule } from "./dataclasses.ts";
import { datetimeModule } from "./datetime.ts";
import { enumModule } from "./enum.ts";
import { functoolsModule } from "./functools.ts";
import { ioModule } from "./io.ts";
import { itertoolsModule } from "./itertools.ts";
import { mathModule } from "./math.ts";
import { operatorModule } from "./operator.ts";
import { osModule, pathModule } from "./os.ts";
import { randomModule } from "./random.ts";
import { sysModule } from "./sys.ts";
import { timeModule } from "./time.ts";
import { typingModule } from "./typing.ts";
import { warningsModule } from "./warnings.ts";

export const LIBRARY: ModuleTable = new Map<string, () => PyValue>([
  ["abc", abcModule],
  ["collections", collectionsModule],
  ["copy", copyModule],
  ["dataclasses", dataclassesModule],
  ["datetime", datetimeModule],
  ["enum", enumModule],
  ["functools", functoolsModule],
  ["io", ioModule],
  ["itertools", itertoolsModule],
  ["math", mathModule],
  ["operator", operatorModule],
  ["os", osModule],
  ["os.path", pathModule],
  ["random", randomModule],
  ["sys", sysModule],
  ["time", timeModule],
  ["typing", typingModule],
  ["warnings", warningsModule],
  ...numpyModules(),
  ...scipyModules(),
]);
