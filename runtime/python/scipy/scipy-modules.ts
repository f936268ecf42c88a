/** The door: scipy's modules as far as scripts use them. A function is added in the table of its family, a module here. */
import { linalgTable } from "../numpy/linear.ts";
import { numpyModules } from "../numpy/modules.ts";
import { absentModule, isKnownAbsent } from "../values/absent-modules.ts";
import { Builtin } from "../values/builtin.ts";
import { pyError, Unavailable } from "../values/error.ts";
import { Module } from "../values/module.ts";
import type { PyValue, Value } from "../values/value.ts";
import { constantsTable, physicalConstants } from "./constants.ts";
import { equationsTable } from "./integrate/differential-equations.ts";
import { quadratureTable } from "./integrate/quadrature.ts";
import { samplesTable } from "./integrate/samples.ts";
import { interp1dTable } from "./interpolate/interp1d.ts";
import { piecewiseTable } from "./interpolate/piecewise.ts";
import { splinesTable } from "./interpolate/splines.ts";
import { ABSENT, INSTEAD } from "./not-here.ts";
import { fitsTable } from "./optimize/fits.ts";
import { minimizeTable } from "./optimize/minimize.ts";
import { realMinimaTable } from "./optimize/real-minima.ts";
import { realRootsTable } from "./optimize/real-roots.ts";
import { ndimageTable } from "./signal/filters.ts";
import { signalTable, windowsTable } from "./signal/signal-functions.ts";
import { specialTable } from "./special/special-functions.ts";
import { distributionsTable } from "./stats/distributions.ts";
import { describeTable } from "./stats/samples-statistics.ts";

const TABLES: Readonly<Record<string, () => [string, Value][]>> = {
  constants: constantsTable,
  integrate: () => [...quadratureTable(), ...samplesTable(), ...equationsTable()],
  interpolate: () => [...interp1dTable(), ...piecewiseTable(), ...splinesTable()],
  linalg: linalgTable,
  ndimage: ndimageTable,
  optimize: () => [...realRootsTable(), ...realMinimaTable(), ...minimizeTable(), ...fitsTable()],
  signal: signalTable,
  "signal.windows": windowsTable,
  special: specialTable,
  stats: () => [...distributionsTable(), ...describeTable()],
};

/** Modules that went by another name once. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  "ndimage.filters": "ndimage",
  "ndimage.interpolation": "ndimage",
  "interpolate.interpolate": "interpolate",
  "interpolate.fitpack2": "interpolate",
  "optimize.minpack": "optimize",
  "optimize.optimize": "optimize",
  "integrate.quadpack": "integrate",
  "special.orthogonal": "special",
  "stats.distributions": "stats",
};

interface Contents {
  readonly members: readonly (readonly [string, Value])[];
  /** For `import *`: what is here. */
  readonly exports: readonly string[];
}

/** Made once and shared: functions have no state. */
const made = new Map<string, Contents>();

function contentsOf(name: string): Contents {
  const known = made.get(name);
  if (known) return known;
  const table = TABLES[name]!();
  const absent = (ABSENT[name] ?? "")
    .trim()
    .split(/\s+/)
    .filter((each) => each !== "");
  const contents = {
    members: [...table, ...absent.map((each) => [each, notHere(name, each)] as const)],
    exports: [
      ...table.map(([each]) => each),
      ...(name === "constants" ? ["physical_constants"] : name === "signal" ? ["windows"] : []),
    ],
  };
  made.set(name, contents);
  return contents;
}

/** Each call of a maker gives a fresh module: what a script changes in one stays in its run. */
export function scipyModules(): Map<string, () => PyValue> {
  const makers = new Map<string, () => PyValue>();
  for (const name of Object.keys(TABLES)) makers.set(`scipy.${name}`, () => moduleOf(name));
  for (const [old, name] of Object.entries(OLD_NAMES)) makers.set(`scipy.${old}`, () => moduleOf(name));
  return makers.set("scipy", () => new ScipyPackage());
}

function moduleOf(name: string): Module {
  const { members, exports } = contentsOf(name);
  const own = new Map(members);
  if (name === "constants") own.set("physical_constants", physicalConstants());
  if (name === "signal") own.set("windows", moduleOf("signal.windows"));
  if (name === "stats") own.set("distributions", new Module("scipy.stats.distributions", new Map(members), exports));
  return new Module(`scipy.${name}`, own, exports);
}

/** Inert until it is called: many scripts import more than they use. */
function notHere(module: string, name: string): Builtin {
  return new Builtin(name, () => {
    throw pyError("NotImplementedError", `scipy.${module}.${name} is not here: ${INSTEAD[module]} are`);
  });
}

/**
 * Its modules can be reached without an import of their own. It has the functions of numpy that scipy handed on until 1.4, too:
 * scripts of Python 2 write `from scipy import exp, pi`.
 */
class ScipyPackage extends Module {
  constructor() {
    const numpy = numpyModules().get("numpy")!() as Module;
    const names = numpy.publicNames().filter((name) => !["random", "linalg", "fft"].includes(name));
    const members = new Map(names.map((name): [string, Value] => [name, numpy.members.get(name)!]));
    super("scipy", members.set("__version__", "1.17.1"), names);
  }
  override getAttribute(name: string): Value | undefined {
    if (!this.members.has(name) && Object.hasOwn(TABLES, name)) this.members.set(name, moduleOf(name));
    const path = `scipy.${name}`;
    if (!this.members.has(name) && isKnownAbsent(path)) {
      const { reason, advice } = absentModule(path);
      throw new Unavailable("AttributeError", reason, advice, `module 'scipy' has no attribute '${name}'`);
    }
    return super.getAttribute(name);
  }
}
