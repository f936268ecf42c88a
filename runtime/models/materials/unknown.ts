/**
 * The two ways in which a table cannot answer, as the Python exceptions that
 * GenX raises: LookupError for a name that is not in it, with the names that
 * may have been meant, and ValueError for a wavelength outside it.
 */
import { type PyError, pyError } from "../../python/values/error.ts";

/** @param table  as the script calls it, such as `fp` */
export function unknownName(table: string, name: string, known: readonly string[]): PyError {
  const near = nearNames(name, known);
  const advice = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
  return pyError("LookupError", `${table} has no entry '${name}'${advice}`);
}

/** @param from, to  eV, the energies between which the table answers */
export function outsideTable(table: string, name: string, energy: number, from: number, to: number): PyError {
  return pyError(
    "ValueError",
    `${table}.${name} is not tabulated at ${energy.toPrecision(6)} eV: it lies between ${from} and ${to} eV. ` +
      "Is the wavelength in Å?",
  );
}

/** Up to three known names: another spelling of an isotope, or one letter added, left out or changed. */
function nearNames(name: string, known: readonly string[]): string[] {
  const symbolFirst = /^([a-z]{1,2})-?(\d+)$/.exec(name);
  const numberFirst = /^(\d+)-?([a-z]{1,2})$/.exec(name);
  const isotope = symbolFirst
    ? `i${symbolFirst[2]}${symbolFirst[1]}`
    : numberFirst
      ? `i${numberFirst[1]}${numberFirst[2]}`
      : "";
  const spelling = { d: "i2h", t: "i3h" }[name] ?? isotope;
  if (known.includes(spelling)) return [spelling];
  return known.filter((other) => oneEditApart(name, other)).slice(0, 3);
}

function oneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length < 3 || long.length - short.length > 1) return false;
  let i = 0;
  while (i < short.length && short[i] === long[i]) i++;
  return short.slice(short.length === long.length ? i + 1 : i) === long.slice(i + 1);
}
