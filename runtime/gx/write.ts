/**
 * Project + what a fit changed → a new `.hgx` that GenX 3 opens: the layout of
 * read-hgx.ts, written. HDF5 cannot rewrite strings in place, so the file is
 * built anew from everything that the input held (batch members and `meta` aside).
 *
 * The configuration gets the solver's options and the optimiser's settings, so
 * that GenX masks and fits as we did even when the input was a `.gx`, for which
 * it ignores them.
 */
import { createHdf5, type Hdf5Writer } from "../hdf5.ts";
import { formatConfig, parseConfig } from "./config.ts";
import { type ColumnName, NAMES_OF_COLUMNS, NAMES_OF_STYLES, type StyleName } from "./datasets.ts";
import type { Column, DataSet, ParameterRow, Project } from "./project.ts";
import { markedPython2 } from "./script.ts";
import { storeSettings } from "./solver.ts";

export interface Changes {
  /** The whole table, with new values and error texts. */
  parameters: ParameterRow[];
  /** float[n] per data set */
  ySim: Float64Array[];
  /** float[n] per data set: each point's signed term of the figure of merit */
  yFom?: Float64Array[];
}

/** The bytes of best.hgx. */
export function writeHgx(project: Project, changes: Changes): Promise<Uint8Array> {
  return createHdf5((file) => {
    file.group("/current", { NX_class: "NXentry", default: "data" });
    file.text("/current/script", project.python === 2 ? markedPython2(project.script) : project.script);
    file.text("/current/fomfunction", project.fomFunction);
    file.numbers("/current/sequence_value", [project.sequenceValue], []);
    file.text("/current/config", configText(project));
    writeParameters(file, "/current/parameters", changes.parameters);
    file.group("/current/data", { NX_class: "NXentry", default: "datasets" });
    file.integers("/current/data/_counter", [project.datasets.length], []);
    file.group("/current/data/datasets", { NX_class: "NXentry", default: "0" });
    project.datasets.forEach((data, i) => {
      const ySim = changed(data.ySim, changes.ySim[i]);
      const yFom = changed(data.yFom, changes.yFom?.[i]);
      writeDataSet(file, `/current/data/datasets/${i}`, { ...data, ySim, yFom });
    });
    writeOptimizer(file, "/current/optimizer");
  });
}

function changed(old: Column, values: Float64Array | undefined): Column {
  return values === undefined ? old : { values, type: "float64" };
}

function configText(project: Project): string {
  const config = parseConfig(project.config);
  storeSettings(config, project.fomFunction, project.solver, project.optimiser);
  return formatConfig(config);
}

function writeParameters(file: Hdf5Writer, path: string, rows: ParameterRow[]): void {
  const column = <T>(read: (row: ParameterRow) => T) => rows.map(read);
  file.texts(`${path}/data_labels`, ["Parameter", "Value", "Fit", "Min", "Max", "Error"]);
  file.texts(
    `${path}/data col 0`,
    column((row) => row.name),
  );
  file.numbers(
    `${path}/data col 1`,
    column((row) => row.value),
  );
  file.booleans(
    `${path}/data col 2`,
    column((row) => row.fit),
  );
  file.numbers(
    `${path}/data col 3`,
    column((row) => row.min),
  );
  file.numbers(
    `${path}/data col 4`,
    column((row) => row.max),
  );
  file.texts(
    `${path}/data col 5`,
    column((row) => row.error),
  );
}

function writeDataSet(file: Hdf5Writer, path: string, data: DataSet): void {
  file.group(path, { NX_class: "NXdata", signal: "y", axes: "x", auxiliary_signals: ["y_sim"] });
  file.text(`${path}/name`, data.name);
  for (const [name, stored] of Object.entries(NAMES_OF_COLUMNS) as [ColumnName, string][]) {
    writeColumn(file, `${path}/${stored}`, data[name]);
  }
  file.link(`${path}/y_error`, `${path}/error`);
  writeColumns(file, `${path}/extra_data`, data.extra);
  writeColumns(file, `${path}/extra_data_raw`, data.extraRaw);
  file.text(`${path}/x_command`, data.commands.x);
  file.text(`${path}/y_command`, data.commands.y);
  file.text(`${path}/error_command`, data.commands.error);
  file.group(`${path}/extra_commands`);
  for (const [name, text] of Object.entries(data.commands.extra)) file.text(`${path}/extra_commands/${name}`, text);
  file.booleans(`${path}/use`, [data.use], []);
  file.booleans(`${path}/use_error`, [data.useError], []);
  file.booleans(`${path}/show`, [data.show], []);
  for (const [name, stored] of Object.entries(NAMES_OF_STYLES) as [StyleName, string][]) {
    const value = data.style[name];
    if (typeof value === "string") file.text(`${path}/${stored}`, value);
    else if (typeof value === "number") file.numbers(`${path}/${stored}`, [value], []);
    else if (name === "cols") file.integers(`${path}/${stored}`, value);
    else file.numbers(`${path}/${stored}`, value);
  }
}

function writeColumns(file: Hdf5Writer, path: string, columns: Record<string, Column>): void {
  file.group(path);
  for (const [name, column] of Object.entries(columns)) writeColumn(file, `${path}/${name}`, column);
}

function writeColumn(file: Hdf5Writer, path: string, column: Column): void {
  const { values, imaginary, type } = column;
  if (imaginary !== undefined) file.complex(path, values, imaginary);
  else if (type === "int64") file.integers(path, values);
  else file.numbers(path, values);
}

/** Fields that GenX's DiffEv reads, as it writes them before a fit. */
function writeOptimizer(file: Hdf5Writer, path: string): void {
  file.text(`${path}/solver`, "DiffEv");
  file.text(`${path}/solver_module`, "genx.diffev");
  file.numbers(`${path}/fom_log`, [], [0, 2]);
  for (const name of ["start_guess", "par_evals", "fom_evals"]) file.numbers(`${path}/${name}`, []);
}
