/**
 * Options that npm took for itself. Behind `npm run sweep` without a `--`, npm reads
 * `--km 0.5` as an option of its own: the command never sees it, and would do what
 * nobody asked for. npm leaves such options in its scripts' environment, as
 * npm_config_km, and so they are noticed here.
 */
import { GxError } from "../../runtime/errors.ts";
import { shellLine } from "../../runtime/shell.ts";

export interface KnownOptions {
  /** With the dashes of their names, aliases too. */
  names: readonly string[];
  /** Those that take no value. */
  flags: readonly string[];
}

/** npm has options of these names itself, which people keep in their settings: alone they say nothing. */
const ALSO_OF_NPM = ["json", "yes", "force", "script", "help", "version"];

/** npm takes `--plan` for its short options -p, -l, -a and -n, as it has each of them. */
const PLAN = ["npm_config_parseable", "npm_config_long", "npm_config_all"];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param words  that did reach the command
 * @throws GxError GX_USAGE with the line that was meant
 */
export function refuseSwallowed(command: string, words: readonly string[], options: KnownOptions, env: Environment) {
  // Another script of npm's may call this one, with an environment that is not about it.
  if (env["npm_lifecycle_event"] !== command) return;
  const given = (name: string): string | undefined => {
    if (name === "plan" && PLAN.every((key) => env[key] === "true")) return "true";
    return env[`npm_config_${name.replaceAll("-", "_")}`] || undefined;
  };
  const known = options.names.filter((name) => /^[a-z][a-z-]+$/.test(name));
  const taken = known.filter((name) => !ALSO_OF_NPM.includes(name) && given(name) !== undefined);
  if (taken.length === 0) return;
  const [main, rest] = shared(words, taken);
  const also = known.filter((name) => ["json", "yes", "force"].includes(name) && given(name) === "true");
  // Of `--km 0.5` npm takes `--km` alone, and leaves 0.5 as a word of its own.
  const valued = taken.filter((name) => !options.flags.includes(name) && given(name) === "true");
  const typed = [...taken, ...also].flatMap((name) => {
    if (options.flags.includes(name)) return [`--${name}`];
    if (!valued.includes(name)) return [`--${name}`, given(name)!];
    return [`--${name}`, valued.length === 1 && rest.length === 1 ? rest[0]! : "…"];
  });
  const line = typed.map((word) => (word === "…" ? word : shellLine([word]))).join(" ");
  const file = main.length === 0 ? "" : `${shellLine(main)} `;
  throw new GxError(
    "GX_USAGE",
    `npm took ${taken.map((name) => `--${name}`).join(", ")} for itself: what follows \`npm run ${command}\` needs -- before it`,
    `Write \`npm run ${command} -- ${file}${line}\`.`,
  );
}

/**
 * The file or folder; and what may be the value of an option. A number is no file;
 * otherwise the file comes first, and --resume has its folder in its stead.
 */
function shared(words: readonly string[], taken: readonly string[]): [main: string[], rest: string[]] {
  if (taken.includes("resume")) return [[], [...words]];
  const main = words.find((word) => !/^[\d.,]+[smh]?$/.test(word));
  return [main === undefined ? [] : [main], words.filter((word) => word !== main)];
}
