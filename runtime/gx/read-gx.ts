/**
 * `.gx` → Project: a zip of pickles and one INI text, written by GenX 3 and,
 * with other class names and protocol 0, by GenX 0.9 to 2.4 on Python 2, which
 * today's GenX cannot open.
 *
 * GenX loads a `.gx` without applying `[solver]` of its configuration to the
 * model (ignore nan, fit range …), which loses how the fit was masked; we apply
 * it, as GenX does for `.hgx`, so that both containers of one fit give one figure
 * of merit. As in GenX the figure of merit is the pickled function, and the
 * optimiser's settings are the pickled optimiser's.
 */
import { GxError } from "../errors.ts";
import { type Config, parseConfig } from "./config.ts";
import {
  type ColumnName,
  completeDataSet,
  emptyColumn,
  emptyDataSet,
  NAMES_OF_COLUMNS,
  NAMES_OF_STYLES,
  record,
  type StyleName,
  textColumnsNote,
} from "./datasets.ts";
import { metaFromPickle, metaNodes } from "./meta.ts";
import { readPickle } from "./pickle.ts";
import type { Column, DataSet, ParameterRow, Project } from "./project.ts";
import { asText, attribute, PyArray, PyGlobal, PyObject, type PyValue } from "./python-values.ts";
import { isMarkedPython2, normaliseScript, python2Note } from "./script.ts";
import { configuredFom, optimiserSettings, solverOptions } from "./solver.ts";
import { unzip } from "./unzip.ts";

const PARTS = ["data", "script", "parameters", "fomfunction", "config", "optimizer"] as const;
type Part = (typeof PARTS)[number];

/** More data sets than any fit has; a pickle can name one data set a million times in two megabytes. */
const MAX_DATASETS = 10_000;
/** Numbers in all columns of all data sets, 256 MB of them: shared in the pickle, they are copied here. */
const MAX_NUMBERS = 32 * 1024 * 1024;

export function readGx(bytes: Uint8Array, fileName: string): Project {
  const parts = unzip(bytes, PARTS, fileName);
  const where = (part: Part) => `${fileName}, part "${part}"`;
  let byPython2 = false;
  const pickled = (part: Part): PyValue | undefined => {
    const content = parts.get(part);
    if (content === undefined) return undefined;
    const found = readPickle(content, where(part));
    byPython2 ||= found.byPython2;
    return found.value;
  };
  const needed = (part: Part): PyValue => {
    const value = pickled(part);
    if (value === undefined) throw incomplete(fileName, `there is no part "${part}" in it`);
    return value;
  };

  const script = asText(needed("script"));
  if (script === undefined) throw incomplete(fileName, `its part "script" is not text`);
  const config = new TextDecoder().decode(parts.get("config"));
  const settings = parseConfig(config);
  const parameters = readParameters(needed("parameters"), where("parameters"));
  const notes: string[] = [];
  const datasets = readDataSets(needed("data"), fileName, notes);
  const optimiser = readOptimiser(parts.get("optimizer"), where("optimizer"));
  const python = byPython2 || isMarkedPython2(script) ? 2 : 3;
  return {
    fileName,
    format: "gx",
    script: normaliseScript(script),
    python,
    notes: [...(python === 2 ? [python2Note(fileName)] : []), ...optimiser.notes, ...notes],
    parameters,
    datasets,
    fomFunction: fomName(pickled("fomfunction"), settings),
    solver: solverOptions(settings),
    optimiser: optimiserSettings(settings, optimiser.value),
    config,
    batch: [],
    sequenceValue: 0,
  };
}

function incomplete(fileName: string, what: string): GxError {
  return new GxError(
    "GX_PROJECT_INCOMPLETE",
    `${fileName} is not a whole GenX file: ${what}`,
    "Open the model in GenX and save it again.",
  );
}

/** This part only holds settings: whatever is wrong with it, the fit does not depend on it. */
function readOptimiser(content: Uint8Array | undefined, where: string): { value: PyValue; notes: string[] } {
  if (content === undefined) return { value: null, notes: [] };
  try {
    const { value, unknown } = readPickle(content, where, true);
    const names = new Intl.ListFormat("en").format(unknown);
    const note = `${where} mentions ${names}, which GenX does not write. Nothing in it was run; do not open the file in GenX or Python, which would run it.`;
    return { value, notes: unknown.length > 0 ? [note] : [] };
  } catch (error) {
    if (!(error instanceof GxError)) throw error;
    return { value: null, notes: [`${error.message}. The settings are those of the configuration, or GenX's own.`] };
  }
}

function fomName(pickled: PyValue | undefined, settings: Config): string {
  const name = pickled instanceof PyGlobal ? pickled.name : asText(pickled);
  return name ?? configuredFom(settings) ?? "log";
}

// Parameters

function readParameters(pickled: PyValue, where: string): ParameterRow[] {
  // GenX 3 keeps the rows in `_data`, GenX 2 in `data`.
  const rows = attribute(pickled, "_data") ?? attribute(pickled, "data");
  if (!Array.isArray(rows)) {
    throw new GxError("GX_PROJECT_INCOMPLETE", `${where}: there is no parameter table in it`);
  }
  return rows.map((row, index) => {
    const cells = row instanceof PyObject ? row.items : row;
    const [name, value, fit, min, max, error] = Array.isArray(cells) ? cells : [];
    const text = asText(name);
    const numbers = [value, min, max].map(number);
    const [v, lower, upper] = numbers;
    const fitted = truth(fit);
    if (text === undefined || v === undefined || lower === undefined || upper === undefined || fitted === undefined) {
      throw new GxError(
        "GX_PARAMETER",
        `${where}, row ${index + 1}: expected name, value, fit, min, max, error`,
        "Mend the row in GenX's parameter table and save.",
      );
    }
    return { name: text, value: v, fit: fitted, min: lower, max: upper, error: asText(error) ?? "-" };
  });
}

function number(value: PyValue | undefined): number | undefined {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" ? value : undefined;
}

function truth(value: PyValue | undefined): boolean | undefined {
  return typeof value === "boolean" || typeof value === "number" ? Boolean(value) : undefined;
}

// Data sets

/** @param notes  takes what a user should know */
function readDataSets(pickled: PyValue, fileName: string, notes: string[]): DataSet[] {
  const items = attribute(pickled, "items");
  if (!Array.isArray(items) || items.length === 0) throw incomplete(fileName, "there is no data set in it");
  if (items.length > MAX_DATASETS) {
    throw new GxError("GX_FILE_UNREADABLE", `${fileName} holds ${items.length} data sets, more than ${MAX_DATASETS}`);
  }
  let numbers = 0;
  const spend = (count: number) => {
    numbers += count;
    if (numbers > MAX_NUMBERS) {
      throw new GxError("GX_FILE_UNREADABLE", `${fileName} holds more than ${MAX_NUMBERS} numbers in its data sets`);
    }
  };
  return items.map((item, index) => readDataSet(item, index, fileName, notes, spend));
}

type Spend = (numbers: number) => void;

function readDataSet(pickled: PyValue, index: number, fileName: string, notes: string[], spend: Spend): DataSet {
  const data = emptyDataSet();
  const get = (name: string) => attribute(pickled, name);
  const where = `${fileName}, data set ${index}`;

  data.name = asText(get("name")) ?? data.name;
  for (const [name, stored] of Object.entries(NAMES_OF_COLUMNS) as [ColumnName, string][]) {
    const value = get(stored);
    const found = column(value, spend);
    if (found !== undefined) data[name] = found;
    // x, y and error must be numbers; what GenX can compute again may be anything.
    else if (value !== undefined && value !== null && (name === "x" || name === "y" || name === "error")) {
      throw new GxError("GX_PROJECT_INCOMPLETE", `${where} ("${data.name}"): ${stored} is not a column of numbers`);
    }
  }
  data.extra = columns(get("extra_data"), spend);
  const stored = get("extra_data") instanceof Map ? [...(get("extra_data") as Map<unknown, PyValue>).keys()] : [];
  const unread = stored.filter((each): each is string => typeof each === "string" && !Object.hasOwn(data.extra, each));
  notes.push(...textColumnsNote(fileName, index, data.name, unread));
  // GenX 2 had `extra_raw` for a while, and before that no raw copy.
  data.extraRaw = columns(get("extra_data_raw") ?? get("extra_raw") ?? get("extra_data"), spend);
  data.commands.x = asText(get("x_command")) ?? data.commands.x;
  data.commands.y = asText(get("y_command")) ?? data.commands.y;
  data.commands.error = asText(get("error_command")) ?? data.commands.error;
  data.commands.extra = texts(get("extra_commands"));
  data.use = truth(get("use")) ?? data.use;
  data.useError = truth(get("use_error")) ?? data.useError;
  data.show = truth(get("show")) ?? data.show;
  if (get("meta") instanceof Map) data.meta = metaFromPickle(get("meta")!, metaNodes());
  for (const [name, stored] of Object.entries(NAMES_OF_STYLES) as [StyleName, string][]) {
    setStyle(data, name, get(stored));
  }
  return completeDataSet(data, index, fileName);
}

/** Takes the value where it has the default's shape. */
function setStyle(data: DataSet, name: StyleName, value: PyValue | undefined): void {
  const style = data.style as Record<StyleName, string | number | number[]>;
  const fallback = style[name];
  if (typeof fallback === "string") style[name] = asText(value) ?? fallback;
  else if (typeof fallback === "number") style[name] = number(value) ?? fallback;
  else if (Array.isArray(value) && value.length === 3 && value.every((item) => typeof item === "number")) {
    style[name] = value as number[];
  }
}

/** A copy: GenX's pickles share one array between x and x_raw. */
function column(value: PyValue | undefined, spend: Spend): Column | undefined {
  if (value instanceof PyArray) {
    if (value.values === undefined) return value.shape.includes(0) ? emptyColumn() : undefined;
    const { values, imaginary, type } = value;
    spend(values.length + (imaginary?.length ?? 0));
    return { values: values.slice(), type, ...(imaginary && { imaginary: imaginary.slice() }) };
  }
  if (!Array.isArray(value)) return undefined;
  spend(value.length);
  if (!value.every((item) => typeof item === "number")) return undefined;
  return { values: Float64Array.from(value), type: "float64" };
}

function columns(value: PyValue | undefined, spend: Spend): Record<string, Column> {
  const found = record<Column>();
  if (!(value instanceof Map)) return found;
  for (const [name, item] of value) {
    const numbers = column(item, spend);
    if (typeof name === "string" && numbers !== undefined) found[name] = numbers;
  }
  return found;
}

function texts(value: PyValue | undefined): Record<string, string> {
  const found = record<string>();
  if (!(value instanceof Map)) return found;
  for (const [name, item] of value) {
    const text = asText(item);
    if (typeof name === "string" && text !== undefined) found[name] = text;
  }
  return found;
}
