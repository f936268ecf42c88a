/**
 * GenX's configuration: INI text as Python's ConfigParser reads and writes it.
 * Keys are case-insensitive and separated from values by `=` or `:`; a line
 * that starts with a blank continues the value above; `#` and `;` start a comment line.
 *
 * GenX refuses a file with a key twice; here the last wins, because only
 * `[solver]` matters and a fit should not fail over a window's colours.
 */

/** Section → key (lower case) → value, in the file's order. */
export type Config = Map<string, Map<string, string>>;

export function parseConfig(text: string): Config {
  const config: Config = new Map();
  let section: Map<string, string> | undefined;
  let lastKey: string | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith(";")) continue;
    if (/^\s/.test(line) && section !== undefined && lastKey !== undefined) {
      section.set(lastKey, `${section.get(lastKey)}\n${trimmed}`);
      continue;
    }
    const header = /^\[(.+)\]/.exec(trimmed);
    if (header !== null) {
      section = sectionOf(config, header[1]!);
      lastKey = undefined;
      continue;
    }
    const pair = /^([^=:]+)[=:](.*)$/.exec(trimmed);
    if (pair === null || section === undefined) continue;
    lastKey = pair[1]!.trim().toLowerCase();
    section.set(lastKey, pair[2]!.trim());
  }
  return config;
}

/** The section of that name, made when it is missing. */
export function sectionOf(config: Config, name: string): Map<string, string> {
  const section = config.get(name) ?? new Map<string, string>();
  config.set(name, section);
  return section;
}

/** The text that parses to this configuration. */
export function formatConfig(config: Config): string {
  const section = ([name, values]: [string, Map<string, string>]) =>
    [`[${name}]`, ...values.entries().map(([key, value]) => `${key} = ${value.replaceAll("\n", "\n\t")}`), ""].join(
      "\n",
    );
  return [...config].map(section).join("\n") + "\n";
}
