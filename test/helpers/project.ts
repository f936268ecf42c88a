/** A project in memory: a script, data sets of three columns, and rows of the parameter table, all fitted. */
import type { Column, Project } from "../../runtime/gx/project.ts";

const column = (values: readonly number[]): Column => ({ values: Float64Array.from(values), type: "float64" });

export function projectOf(
  script: string,
  data: readonly { x: readonly number[]; y: readonly number[]; error: readonly number[] }[],
  rows: readonly (readonly [name: string, value: number])[],
): Project {
  return {
    fileName: "fit.gx",
    format: "gx",
    script,
    python: 3,
    notes: [],
    parameters: rows.map(([name, value]) => {
      const reach = 1 + Math.abs(value);
      return { name, value, fit: true, min: value - reach, max: value + reach, error: "-" };
    }),
    datasets: data.map(({ x, y, error }, k) => ({
      name: `set ${k}`,
      x: column(x),
      y: column(y),
      error: column(error),
      xRaw: column(x),
      yRaw: column(y),
      errorRaw: column(error),
      ySim: column([]),
      yFom: column([]),
      extra: {},
      extraRaw: {},
      commands: { x: "x", y: "y", error: "e", extra: {} },
      use: true,
      useError: true,
      show: true,
      style: {
        dataColor: [0, 0, 1],
        simColor: [1, 0, 0],
        dataSymbol: "o",
        dataSymbolSize: 4,
        dataLineType: "",
        dataLineThickness: 2,
        simSymbol: "",
        simSymbolSize: 1,
        simLineType: "-",
        simLineThickness: 2,
        cols: [],
      },
    })),
    fomFunction: "log",
    solver: { ignoreNan: true, ignoreInf: true, limitFitRange: false, fitXMin: 0, fitXMax: 180 },
    optimiser: {
      km: 0.7,
      kr: 0.7,
      usePopMult: false,
      popMult: 3,
      popSize: 20,
      scheme: "best_1_bin",
      useMaxGenerations: true,
      maxGenerations: 10,
      maxGenerationMult: 6,
      minParameterSpread: 0,
      useStartGuess: true,
      useBoundaries: true,
      allowedFomDiscrepancy: 1e-10,
      maxLogElements: 1000,
      errorbarLevel: 1.05,
    },
    config: "",
    batch: [],
    sequenceValue: 0,
  };
}
