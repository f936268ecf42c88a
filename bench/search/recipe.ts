/** What a problem of the search bench is made of: a script, where it is measured, what is fitted, and how it scatters. */
export interface Recipe {
  name: string;
  script: string;
  /** float[n] for each data set, Å⁻¹ */
  x: readonly (readonly number[])[];
  figureOfMerit: string;
  /** Name, truth, bounds. */
  rows: readonly (readonly [name: string, truth: number, low: number, high: number])[];
  /** Standard deviation of the noise. */
  sigma: (y: number) => number;
}
