/**
 * What the file says about the fit: how the figure of merit masks points, and
 * how differential evolution is set. GenX keeps both as `[solver]` keys of the
 * configuration (1.3 in its terms: attribute name with blanks for underscores)
 * and, in a `.gx`, the latter in the pickled optimiser too.
 *
 * One table per group names each setting, its key and GenX's default; reading,
 * writing and the Python 2 names all follow it.
 */
import { type Config, sectionOf } from "./config.ts";
import { methodName } from "./pickle-classes.ts";
import { type OptimiserSettings, SCHEMES, type SolverOptions } from "./project.ts";
import { asText, attribute, type PyValue } from "./python-values.ts";

/** [key in `[solver]`, default]; the default's type is the setting's type. */
const SOLVER: { [K in keyof SolverOptions]: [key: string, fallback: SolverOptions[K]] } = {
  ignoreNan: ["ignore fom nan", true],
  ignoreInf: ["ignore fom inf", true],
  limitFitRange: ["limit fit range", false],
  fitXMin: ["fit xmin", 0],
  fitXMax: ["fit xmax", 180],
};

const OPTIMISER: { [K in keyof OptimiserSettings]: [key: string, fallback: OptimiserSettings[K]] } = {
  km: ["km", 0.7],
  kr: ["kr", 0.7],
  usePopMult: ["use pop mult", true],
  popMult: ["pop mult", 3],
  popSize: ["pop size", 50],
  scheme: ["create trial", "best_1_bin"],
  useMaxGenerations: ["use max generations", false],
  maxGenerations: ["max generations", 500],
  maxGenerationMult: ["max generation mult", 6],
  minParameterSpread: ["min parameter spread", 0],
  useStartGuess: ["use start guess", true],
  useBoundaries: ["use boundaries", true],
  allowedFomDiscrepancy: ["allowed fom discrepancy", 1e-10],
  maxLogElements: ["max log elements", 100_000],
  errorbarLevel: ["errorbar level", 1.05],
};

/** GenX 2 pickled these two under other names than their keys. */
const PYTHON2_NAMES: Record<string, string> = {
  "allowed fom discrepancy": "fom_allowed_dis",
  "max log elements": "max_log",
};

type Setting = boolean | number | string;
type Table = Record<string, [key: string, fallback: Setting]>;

export function solverOptions(config: Config): SolverOptions {
  return readTable(SOLVER, (key) => config.get("solver")?.get(key)) as unknown as SolverOptions;
}

/** The figure of merit that the configuration names, if any. */
export function configuredFom(config: Config): string | undefined {
  return config.get("solver")?.get("figure of merit") || undefined;
}

/**
 * @param pickled  the optimiser of a `.gx`: its settings go before the configuration's, as in GenX
 */
export function optimiserSettings(config: Config, pickled: PyValue = null): OptimiserSettings {
  const options = attribute(pickled, "opt") ?? pickled;
  return readTable(OPTIMISER, (key) => {
    const value = attribute(options, key.replaceAll(" ", "_")) ?? attribute(options, PYTHON2_NAMES[key] ?? key);
    return setting(value) ?? config.get("solver")?.get(key);
  }) as unknown as OptimiserSettings;
}

/** Puts every setting of the project into `[solver]`, so that GenX computes and fits alike. */
export function storeSettings(
  config: Config,
  fomFunction: string,
  solver: SolverOptions,
  optimiser: OptimiserSettings,
): void {
  const section = sectionOf(config, "solver");
  section.set("figure of merit", fomFunction);
  writeTable(SOLVER, solver, section);
  writeTable(OPTIMISER, optimiser, section);
}

function readTable(table: Table, read: (key: string) => Setting | undefined): Record<string, Setting> {
  return Object.fromEntries(
    Object.entries(table).map(([name, [key, fallback]]) => [name, convert(read(key), fallback)]),
  );
}

function writeTable<T extends object>(
  table: { [K in keyof T]: [key: string, fallback: T[K]] },
  values: T,
  section: Map<string, string>,
): void {
  for (const name of Object.keys(table) as (keyof T)[]) section.set(table[name][0], spell(values[name] as Setting));
}

/** The value in its default's type, or the default where it cannot be read, as GenX does. */
function convert(value: Setting | undefined, fallback: Setting): Setting {
  if (value === undefined) return fallback;
  if (typeof fallback === "boolean") return asBoolean(value) ?? fallback;
  if (typeof fallback === "number") return asNumber(value) ?? fallback;
  return SCHEMES.some((scheme) => scheme === value) ? value : fallback;
}

/** The spellings that ConfigParser takes. */
function asBoolean(value: Setting): boolean | undefined {
  const text = String(value).toLowerCase();
  if (["1", "yes", "true", "on"].includes(text)) return true;
  return ["0", "no", "false", "off"].includes(text) ? false : undefined;
}

function asNumber(value: Setting): number | undefined {
  const text = String(value).trim();
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const number = Number(text);
  return text === "" || Number.isNaN(number) ? undefined : number;
}

function setting(value: PyValue | undefined): Setting | undefined {
  return typeof value === "boolean" || typeof value === "number" ? value : (asText(value) ?? methodName(value));
}

/** As Python prints it; the integers of GenX stay integers. */
function spell(value: Setting): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return value === Infinity ? "inf" : value === -Infinity ? "-inf" : String(value);
}
