/**
 * Writes results.h5 by walking the tables of layout.ts. HDF5 files cannot be
 * changed safely in place, so the file is made new each time, beside the old one,
 * and renamed over it: whoever reads sees the old one or the new one, whole.
 */
import { createHdf5, type Hdf5Writer, hdf5Builder, type Numbers } from "../hdf5.ts";
import { writeAtomically } from "./atomic-write.ts";
import * as layout from "./layout.ts";
import type { SweepResults } from "./sweep-results.ts";

export async function writeResultsH5(file: string, results: SweepResults): Promise<void> {
  const build = await hdf5Builder();
  writeAtomically(file, (fd) => build(fd, (h5) => writeResults(h5, results)));
}

/** The bytes of results.h5. */
export function resultsH5(results: SweepResults): Promise<Uint8Array> {
  return createHdf5((h5) => writeResults(h5, results));
}

function writeResults(h5: Hdf5Writer, results: SweepResults): void {
  group(h5, "/", layout.ROOT_ATTRIBUTES, layout.ROOT_ITEMS, results);
  results.fits.forEach((fit, f) => {
    const place = `/fits/${number(f)}`;
    group(h5, place, layout.FIT_ATTRIBUTES, layout.FIT_ITEMS, fit);
    fit.datasets.forEach((set, i) => {
      group(h5, `${place}/datasets/${number(i)}`, layout.DATASET_ATTRIBUTES, layout.DATASET_ITEMS, set);
    });
    fit.sld.forEach((profile, i) => {
      group(h5, `${place}/sld/${number(i)}`, layout.SLD_ATTRIBUTES, layout.SLD_ITEMS, profile);
    });
  });
}

function group<Owner>(
  h5: Hdf5Writer,
  place: string,
  attributes: layout.AttributeItem<Owner>[],
  items: layout.DataItem<Owner>[],
  owner: Owner,
): void {
  h5.group(place, Object.fromEntries(attributes.map((a) => [a.name, clean(a.value(owner))])));
  for (const item of items) {
    const value = item.value(owner);
    if (value !== undefined) write(h5, `${place === "/" ? "" : place}/${item.path}`, item, value);
  }
}

/** A layout item's type says what its value holds. */
function write<Owner>(h5: Hdf5Writer, path: string, item: layout.DataItem<Owner>, value: layout.ItemValue): void {
  const attributes = { unit: item.unit, meaning: item.meaning };
  if (item.type === "text") {
    const texts = (value as readonly string[]).map(clean);
    if (item.shape[0] === 1) h5.text(path, texts[0]!, attributes);
    else h5.texts(path, texts, attributes);
    return;
  }
  const rows = item.shape.length === 2 ? (value as readonly (readonly number[])[]) : undefined;
  const flat = rows === undefined ? (value as Numbers) : rows.flat();
  const shape = rows === undefined ? [flat.length] : [rows.length, rows[0]?.length ?? 0];
  if (item.type === "float64") h5.numbers(path, flat, shape, attributes);
  else if (item.type === "int64") h5.integers(path, flat, shape, attributes);
  else h5.bytes(path, value as Uint8Array, attributes);
}

/** HDF5 ends a text at its first NUL: a name from a file must not lose its rest to that. */
function clean<T extends string | number>(value: T): T {
  return (typeof value === "string" ? value.replaceAll("\0", "\uFFFD") : value) as T;
}

const number = (i: number) => String(i).padStart(4, "0");
