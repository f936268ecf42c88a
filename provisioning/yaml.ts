/**
 * As much of YAML as a cloud-config needs: maps, lists, and strings, in block
 * style, so that a golden file can be read. Texts of several lines are literal
 * blocks; every other string is quoted as JSON does it, which YAML reads alike.
 */

export type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml | undefined };

/** @returns lines that end with a line break */
export function toYaml(value: Yaml): string {
  return `${lines(value).join("\n")}\n`;
}

function lines(value: Yaml): string[] {
  if (typeof value !== "object") return [scalar(value)];
  if (Array.isArray(value)) {
    if (value.length === 0) return ["[]"];
    return value.flatMap((each: Yaml) => nested(each).map((line, i) => `${i === 0 ? "- " : "  "}${line}`));
  }
  const entries = Object.entries(value).filter((entry): entry is [string, Yaml] => entry[1] !== undefined);
  if (entries.length === 0) return ["{}"];
  return entries.flatMap(([key, each]) => {
    if (isBlock(each)) return [`${key}: |`, ...blockLines(each)];
    const below = lines(each);
    const isTree = typeof each === "object" && Object.keys(each).length > 0;
    if (!isTree) return [`${key}: ${below[0]}`];
    // A list may stand as far left as its key, and each column less saves half a kilobyte.
    return [`${key}:`, ...below.map((line) => (Array.isArray(each) ? line : ` ${line}`))];
  });
}

function nested(value: Yaml): string[] {
  return isBlock(value) ? ["|", ...blockLines(value)] : lines(value);
}

/** A literal block keeps one line break at its end, and finds its indentation by its first line. */
function isBlock(value: Yaml): value is string {
  return typeof value === "string" && /^\S.*\n(.*\n)*.*\S\n$/.test(value) && /^[\n\x20-\x7e]*$/.test(value);
}

function blockLines(text: string): string[] {
  return text
    .slice(0, -1)
    .split("\n")
    .map((line) => (line === "" ? "" : ` ${line}`));
}

function scalar(value: string | number | boolean): string {
  return JSON.stringify(value);
}
