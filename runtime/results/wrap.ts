/** Breaks lines between words, so that none is longer than `width` unless one word is. */
export function wrap(text: string, width: number): string {
  if (!Number.isFinite(width)) return text;
  return text
    .split("\n")
    .map((line) => line.replace(new RegExp(`(?=.{${width + 1}})(.{1,${width}}) `, "g"), "$1\n"))
    .join("\n");
}
