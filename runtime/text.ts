/** Words of messages that more than one room writes: a number with its noun, and what a mistyped name may have meant. */

/** "1 trial", "2 trials". For nouns that take an s. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** A sentence that names the candidates most like `name`: "Did you mean film.setD?", or all of them when few. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const ranked = [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const close = ranked.filter(({ distance }) => distance <= Math.max(2, name.length / 3)).slice(0, 3);
  if (close.length > 0) return `Did you mean ${close.map(({ candidate }) => candidate).join(" or ")}?`;
  const some = ranked.slice(0, 12).map(({ candidate }) => candidate);
  return some.length === 0 ? "There are none." : `There are: ${some.join(", ")}${ranked.length > 12 ? ", …" : ""}.`;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(row[j - 1]! + 1, previous[j]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
