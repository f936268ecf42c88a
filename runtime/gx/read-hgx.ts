/**
 * `.hgx` → Project: HDF5 as GenX 3 writes it through h5py. The fit is the group
 * /current; every other group in the root is a member of a batch, in the order
 * of its name, `0-name`, and shares the configuration of /current.
 *
 * What is missing falls back to GenX's defaults, as in GenX; script, parameters
 * and data sets must be there. The configuration's figure of merit goes before
 * `fomfunction`, but not for batch members.
 */
import { GxError } from "../errors.ts";
import { type Hdf5Reader, readHdf5 } from "../hdf5.ts";
import { parseConfig } from "./config.ts";
import {
  type ColumnName,
  completeDataSet,
  emptyDataSet,
  NAMES_OF_COLUMNS,
  NAMES_OF_STYLES,
  record,
  type StyleName,
  textColumnsNote,
} from "./datasets.ts";
import { type Count, metaFromPickle, metaNodes } from "./meta.ts";
import { unpickle } from "./pickle.ts";
import type { Column, DataSet, Meta, ParameterRow, Project } from "./project.ts";
import { isMarkedPython2, normaliseScript, python2Note } from "./script.ts";
import { configuredFom, optimiserSettings, solverOptions } from "./solver.ts";

export function readHgx(bytes: Uint8Array, fileName: string): Promise<Project> {
  return readHdf5(bytes, fileName, (file) => {
    const config = file.text("/current/config") ?? "";
    const main = readModel(file, "/current", fileName, config);
    main.fomFunction = configuredFom(parseConfig(config)) ?? main.fomFunction;
    const members = file.names("/").filter((name) => name !== "current" && file.kind(`/${name}`) === "group");
    main.batch = members.sort().map((name) => {
      const project = readModel(file, `/${name}`, fileName, config);
      return { name: name.replace(/^[^-]*-/, ""), sequenceValue: project.sequenceValue, project };
    });
    return main;
  });
}

function readModel(file: Hdf5Reader, path: string, fileName: string, config: string): Project {
  const script = file.text(`${path}/script`);
  if (script === undefined) throw incomplete(fileName, `${path} holds no script`);
  const settings = parseConfig(config);
  const python = isMarkedPython2(script) ? 2 : 3;
  const notes = python === 2 ? [python2Note(fileName)] : [];
  return {
    fileName,
    format: "hgx",
    script: normaliseScript(script),
    python,
    notes,
    parameters: readParameters(file, `${path}/parameters`, fileName),
    datasets: readDataSets(file, `${path}/data/datasets`, fileName, notes),
    fomFunction: file.text(`${path}/fomfunction`) ?? "log",
    solver: solverOptions(settings),
    optimiser: optimiserSettings(settings),
    config,
    batch: [],
    sequenceValue: scalar(file, `${path}/sequence_value`) ?? 0,
  };
}

function incomplete(fileName: string, what: string): GxError {
  return new GxError(
    "GX_PROJECT_INCOMPLETE",
    `${fileName} is not a whole GenX file: ${what}`,
    "Open the model in GenX and save it again.",
  );
}

function scalar(file: Hdf5Reader, path: string): number | undefined {
  return file.numbers(path)?.values[0];
}

function readParameters(file: Hdf5Reader, path: string, fileName: string): ParameterRow[] {
  const names = file.texts(`${path}/data col 0`);
  // An empty table is written as float64 columns without rows, names too.
  if (names === undefined && file.numbers(`${path}/data col 0`)?.values.length === 0) return [];
  const [values, fit, min, max] = [1, 2, 3, 4].map((n) => file.numbers(`${path}/data col ${n}`)?.values);
  if (names === undefined || values === undefined || fit === undefined || min === undefined || max === undefined) {
    throw incomplete(fileName, `${path} is not a parameter table`);
  }
  const errors = file.texts(`${path}/data col 5`) ?? [];
  for (const [label, cells] of Object.entries({ Value: values, Fit: fit, Min: min, Max: max })) {
    if (cells.length !== names.length) {
      throw new GxError(
        "GX_PARAMETER",
        `${fileName}: the parameter table has ${names.length} names and ${cells.length} cells under ${label}`,
        "Open the model in GenX, mend the table and save it again.",
      );
    }
  }
  return names.map((name, i) => ({
    name,
    value: values[i]!,
    fit: fit[i] !== 0,
    min: min[i]!,
    max: max[i]!,
    error: errors[i] ?? "-",
  }));
}

/** @param notes  takes what a user should know */
function readDataSets(file: Hdf5Reader, path: string, fileName: string, notes: string[]): DataSet[] {
  // GenX counts the items and then asks for 0, 1, 2 …
  const count = file.names(path).length;
  if (count === 0) throw incomplete(fileName, `${path} holds no data set`);
  return Array.from({ length: count }, (_, index) => {
    if (file.kind(`${path}/${index}`) !== "group") throw incomplete(fileName, `${path} has no data set ${index}`);
    return readDataSet(file, `${path}/${index}`, index, fileName, notes);
  });
}

function readDataSet(file: Hdf5Reader, path: string, index: number, fileName: string, notes: string[]): DataSet {
  const data = emptyDataSet();
  const truth = (name: string) => {
    const value = scalar(file, `${path}/${name}`);
    return value === undefined ? undefined : value !== 0;
  };
  data.name = file.text(`${path}/name`) ?? data.name;
  for (const [name, stored] of Object.entries(NAMES_OF_COLUMNS) as [ColumnName, string][]) {
    data[name] = column(file, `${path}/${stored}`) ?? data[name];
  }
  data.extra = collect(file, `${path}/extra_data`, column);
  const unread = file.names(`${path}/extra_data`).filter((name) => !Object.hasOwn(data.extra, name));
  notes.push(...textColumnsNote(fileName, index, data.name, unread));
  data.extraRaw = collect(file, `${path}/extra_data_raw`, column);
  data.commands.x = file.text(`${path}/x_command`) ?? data.commands.x;
  data.commands.y = file.text(`${path}/y_command`) ?? data.commands.y;
  data.commands.error = file.text(`${path}/error_command`) ?? data.commands.error;
  data.commands.extra = collect(file, `${path}/extra_commands`, (from, item) => from.text(item));
  data.use = truth("use") ?? data.use;
  data.useError = truth("use_error") ?? data.useError;
  data.show = truth("show") ?? data.show;
  if (file.kind(`${path}/meta`) === "group") data.meta = readMeta(file, `${path}/meta`, fileName, metaNodes());
  const style = data.style as Record<StyleName, string | number | number[]>;
  for (const [name, stored] of Object.entries(NAMES_OF_STYLES) as [StyleName, string][]) {
    const fallback = style[name];
    if (typeof fallback === "string") style[name] = file.text(`${path}/${stored}`) ?? fallback;
    else if (typeof fallback === "number") style[name] = scalar(file, `${path}/${stored}`) ?? fallback;
    else {
      const three = file.numbers(`${path}/${stored}`)?.values;
      if (three?.length === 3) style[name] = [...three];
    }
  }
  return completeDataSet(data, index, fileName);
}

/** Groups are dictionaries; a list is there as the pickle of it. */
function readMeta(file: Hdf5Reader, path: string, fileName: string, count: Count, depth = 0): Meta {
  if (!count(depth)) return null;
  if (file.kind(path) === "group") {
    const found = record<Meta>();
    for (const name of file.names(path)) found[name] = readMeta(file, `${path}/${name}`, fileName, count, depth + 1);
    return found;
  }
  const text = file.text(path);
  if (text !== undefined) return text;
  const numbers = file.numbers(path);
  if (numbers !== undefined) return numbers.shape.length === 0 ? (numbers.values[0] ?? null) : [...numbers.values];
  const pickled = file.opaque(path);
  return pickled === undefined ? null : metaFromPickle(unpickle(pickled, `${fileName}, ${path}`), count, depth);
}

function column(file: Hdf5Reader, path: string): Column | undefined {
  const numbers = file.numbers(path);
  if (numbers === undefined) return undefined;
  const { values, imaginary, type } = numbers;
  return { values, type, ...(imaginary && { imaginary }) };
}

/** The items of a group by name, those that `read` understands. */
function collect<T>(
  file: Hdf5Reader,
  path: string,
  read: (file: Hdf5Reader, path: string) => T | undefined,
): Record<string, T> {
  const found = record<T>();
  for (const name of file.names(path)) {
    const item = read(file, `${path}/${name}`);
    if (item !== undefined) found[name] = item;
  }
  return found;
}
