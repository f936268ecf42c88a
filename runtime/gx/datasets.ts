/**
 * What a data set is before the file has said anything: GenX's class defaults,
 * which stand in for whatever a file leaves out; and the checks that every
 * data set passes, from whichever container it came.
 */
import { GxError } from "../errors.ts";
import type { Column, DataSet } from "./project.ts";

export const NAMES_OF_COLUMNS = {
  x: "x",
  y: "y",
  error: "error",
  xRaw: "x_raw",
  yRaw: "y_raw",
  errorRaw: "error_raw",
  ySim: "y_sim",
  yFom: "y_fom",
} as const;
export type ColumnName = keyof typeof NAMES_OF_COLUMNS;

export const NAMES_OF_STYLES = {
  dataColor: "data_color",
  dataSymbol: "data_symbol",
  dataSymbolSize: "data_symbolsize",
  dataLineType: "data_linetype",
  dataLineThickness: "data_linethickness",
  simColor: "sim_color",
  simSymbol: "sim_symbol",
  simSymbolSize: "sim_symbolsize",
  simLineType: "sim_linetype",
  simLineThickness: "sim_linethickness",
  cols: "cols",
} as const;
export type StyleName = keyof typeof NAMES_OF_STYLES;

export function emptyColumn(): Column {
  return { values: new Float64Array(0), type: "float64" };
}

/** A record whose keys come from a file: without a prototype, `__proto__` is a name like any other. */
export function record<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

export function emptyDataSet(): DataSet {
  return {
    name: "New Data",
    x: emptyColumn(),
    y: emptyColumn(),
    error: emptyColumn(),
    xRaw: emptyColumn(),
    yRaw: emptyColumn(),
    errorRaw: emptyColumn(),
    ySim: emptyColumn(),
    yFom: emptyColumn(),
    extra: record(),
    extraRaw: record(),
    commands: { x: "x", y: "y", error: "e", extra: record() },
    use: true,
    useError: false,
    show: true,
    style: {
      dataColor: [0, 0, 1],
      simColor: [1, 0, 0],
      dataSymbol: "o",
      dataSymbolSize: 4,
      dataLineType: "-",
      dataLineThickness: 2,
      simSymbol: "",
      simSymbolSize: 1,
      simLineType: "-",
      simLineThickness: 2,
      cols: [0, 1, 1],
    },
  };
}

/** @param columns  names of extra columns whose content is none */
export function textColumnsNote(
  fileName: string,
  index: number,
  dataSet: string,
  columns: readonly string[],
): string[] {
  if (columns.length === 0) return [];
  const names = columns.map((name) => `\`${name}\``).join(", ");
  const are = columns.length === 1 ? "column" : "columns";
  return [
    `${fileName}, data set ${index} ("${dataSet}"): the extra ${are} ${names} ${columns.length === 1 ? "holds" : "hold"} no numbers and cannot be used here.`,
  ];
}

/**
 * Puts the finished data set in order: a y or error that the file leaves empty
 * becomes NaN, as GenX itself fills a data set that is only simulated.
 *
 * @throws GxError GX_PROJECT_INCOMPLETE  when the columns do not belong together
 */
export function completeDataSet(data: DataSet, index: number, fileName: string): DataSet {
  const n = data.x.values.length;
  for (const name of ["y", "error"] as const) {
    const length = data[name].values.length;
    if (length === 0 && n > 0) data[name] = { values: new Float64Array(n).fill(NaN), type: "float64" };
    else if (length !== n) {
      throw new GxError(
        "GX_PROJECT_INCOMPLETE",
        `${fileName}, data set ${index} ("${data.name}"): x has ${n} points and ${name} has ${length}`,
        "Load the data again in GenX, or mend its data commands, and save.",
      );
    }
  }
  return data;
}
