/**
 * What every command has in common: how it is called, how it ends, and what it
 * says when it cannot.
 *
 *     0  done
 *     1  the user can mend it: a message with its code and advice on stderr
 *     2  a defect of ours: a request to report it; the stack with META_GENX_DEBUG=1
 *
 * Results go to stdout and everything else to stderr, so that a pipe gets what it
 * asked for. A pipe that closes early (`… | head`) and a terminal that is gone are no
 * errors, and nobody has to listen to stderr.
 */
import { enableCompileCache } from "node:module";
import yargs, { type Argv, type CommandModule } from "yargs";
import { GxError } from "../../runtime/errors.ts";
import { wrapPage } from "../../runtime/results/wrap.ts";
import { software } from "../../runtime/study/software.ts";
import { didYouMean, printable } from "../../runtime/text.ts";
import { refuseSwallowed } from "./npm-swallowed.ts";
import { refuseSlips, type TypedOptions, typedWords } from "./typed-words.ts";
import { npmRun, standWithUser } from "./where.ts";

export interface Command<Options = unknown> {
  /** As yargs takes it, the name first: "simulate <file>". */
  usage: string;
  about: string;
  /** Options that take several values, with commas between them. */
  lists?: readonly string[];
  /** For its help: what is typed, and what that does. */
  examples?: readonly (readonly [typed: string, does: string])[];
  options(parser: Argv): Argv<Options>;
  /** Resolves to the exit code: 1 for what ended early because the user said so. */
  run(options: Options): Promise<0 | 1>;
}

/** Runs one script as `npm run NAME -- …`. */
export function runScript<Options>(command: Command<Options>): Promise<void> {
  const name = command.usage.split(" ")[0]!;
  // Tests are run from the project's folder.
  if (name !== "test") standWithUser(name);
  const usage = command.usage.replace(name, "$0");
  const options = (parser: Argv) => {
    const defined = command.options(parser);
    refuseSwallowed(name, process.argv.slice(2), typedOptions(defined), process.env);
    return defined;
  };
  return ending(name, (parser, act) => parser.command(act({ ...command, usage, options })), npmRun(name));
}

/** Runs whichever of the commands is named first. */
// biome-ignore lint/suspicious/noExplicitAny: each command has options of its own
export function runProgram(name: string, commands: readonly Command<any>[]): Promise<void> {
  return ending(
    name,
    (parser, act) =>
      commands
        .reduce((all, command) => all.command(act(command)), parser)
        .demandCommand(1, `Name a command: ${commands.map(({ usage }) => usage.split(" ")[0]).join(", ")}.`),
    name,
  );
}

interface OptionsOfYargs {
  key: object;
  boolean: string[];
  array: string[];
  alias: Record<string, string[]>;
}

/** yargs' types leave this out. */
function typedOptions(parser: Argv<unknown>, lists: readonly string[] = []): TypedOptions {
  const { key, boolean, array, alias } = (parser as unknown as { getOptions(): OptionsOfYargs }).getOptions();
  return { names: Object.keys(key), flags: boolean, repeatable: array, aliases: alias, lists };
}

/** A command as yargs takes it. */
type Act = <Options>(command: Command<Options>) => CommandModule;

async function ending(name: string, define: (parser: Argv, act: Act) => Argv, called: string): Promise<void> {
  enableCompileCache();
  guardStreams(name);
  const words = typedWords(process.argv.slice(2));
  const parser = yargs(words);
  const width = Math.min(100, process.stdout.columns || 100);
  let examples: Command["examples"];
  const act: Act = (command) => ({
    command: command.usage,
    describe: command.about,
    builder(own: Argv) {
      examples = command.examples;
      const defined = command.options(own);
      refuseSlips(words, typedOptions(defined, command.lists));
      return defined;
    },
    async handler(argv: unknown) {
      process.exitCode = await command.run(argv as Parameters<typeof command.run>[0]);
    },
  });
  try {
    parser
      .scriptName(called)
      .parserConfiguration({
        "dot-notation": false,
        "duplicate-arguments-array": false,
        "parse-positional-numbers": false,
      })
      .locale("en")
      .recommendCommands()
      .version(software().version)
      .help()
      .alias("help", "h")
      .strict()
      .exitProcess(false)
      .wrap(width)
      .fail((message: string | null, error: Error | undefined) => {
        throw usageError(message, error, called, parser.parsed ? Object.keys(parser.parsed.aliases) : []);
      });
    await define(parser, act).parseAsync(words, {}, (_, argv, output) => {
      if (output === "") return;
      process.stdout.write(argv["help"] ? `${output}\n\n${helpEnd(examples, width)}` : `${output}\n`);
    });
  } catch (error) {
    process.exitCode = report(name, error);
  }
}

/** Not by yargs, which would break a command that is to be copied. */
function helpEnd(examples: Command["examples"] = [], width: number): string {
  const lines = examples.flatMap(([typed, does]) => [`  ${typed}`, ...(does === "" ? [] : [`      ${does}`])]);
  const exits = "Exit code: 0 done, 1 something that you can mend, 2 a defect of meta-genx.";
  return wrapPage([...(lines.length > 0 ? ["Examples:", ...lines, ""] : []), exits, ""].join("\n"), width);
}

/**
 * What yargs finds wrong with a command line, as a user's error; what a handler threw, as it is.
 * Yargs tells one mistake from another only by its English, which is no interface and may change
 * in any release. So package.json pins its exact version, and test/scripts/usage.test.ts is run
 * before another is taken.
 */
function usageError(
  message: string | null,
  error: Error | undefined,
  called: string,
  options: readonly string[],
): Error {
  if (error !== undefined && error.name !== "YError") return error;
  const said = message ?? error?.message ?? "The command line is not understood";
  const help = `\`${called} --help\` lists what can be given.`;
  const unknown = /^Unknown arguments?: (.*)$/.exec(said)?.[1];
  if (unknown !== undefined) {
    // yargs names `max-time` a second time as maxTime, and lists both among the options.
    const strangers = unknown.split(", ");
    const words = strangers.filter((word) => !strangers.some((other) => other !== word && camelCase(other) === word));
    const known = options.filter((name) => !strangers.includes(name));
    const meant = words.map(asTyped).flatMap((word) => suggestion(word, known));
    return new GxError("GX_USAGE", `Not understood: ${words.map(asTyped).join(", ")}`, [...meant, help].join(" "));
  }
  // yargs counts "non-option arguments"; a user left out a word.
  const text = said.startsWith("Not enough non-option")
    ? "The file or folder to work on is missing"
    : said
        .replace(/^Not enough arguments following: (.*)$/, "--$1 needs a value after it")
        .replace(/^Arguments (\S+) and (\S+) are mutually exclusive$/, "--$1 and --$2 cannot be given together")
        .replace(/^Unknown commands?: /, "There is no command ")
        .replace(
          /^Invalid values:\s+Argument: (\S+), Given: (".*"), Choices: (.*)$/s,
          (_, what: string, given: string, choices: string) =>
            `${asTyped(what)} takes ${choices.trim().replaceAll('"', "")}, not ${given}`,
        );
  return new GxError("GX_USAGE", text, help);
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** An option with the dashes that yargs takes off; positional words have none. */
function asTyped(word: string): string {
  const typed = process.argv.find((argument) => argument.replace(/=.*$/s, "").replace(/^--?(no-)?/, "") === word);
  return typed?.startsWith("-") ? typed.replace(/=.*$/s, "") : word;
}

function suggestion(word: string, options: readonly string[]): string[] {
  if (!word.startsWith("--")) return [];
  // yargs knows each option in camelCase, too.
  const names = options.filter((name) => name.length > 1 && !/[A-Z]/.test(name)).map((name) => `--${name}`);
  const begun = names.filter((name) => name.startsWith(word));
  const meant = didYouMean(begun[0] ?? word, names);
  return meant.startsWith("Did you mean") ? [meant] : [];
}

/** What can go wrong behind everyone's back: a pipe that closes, a full disk behind `>`, a defect in a timer. */
function guardStreams(name: string): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever reads has read enough; what a command writes to the disk is written all the same.
    if (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED" || process.stdout.isTTY) return;
    const full = error.code === "ENOSPC" ? "the disk is full" : error.message;
    process.exit(report(name, new GxError("GX_OUTPUT", `The output cannot be written: ${full}`)));
  });
  process.on("uncaughtException", (error) => process.exit(report(name, error)));
}

/** Says what went wrong on stderr; @returns the exit code */
export function report(name: string, error: unknown): 1 | 2 {
  const debug = process.env["META_GENX_DEBUG"] !== undefined;
  if (error instanceof GxError) {
    const said = `${error.code}  ${error.message}\n${error.advice === undefined ? "" : `${error.advice}\n`}`;
    // It may repeat what a file, a script or a fleet says.
    process.stderr.write(said.split("\n").map(printable).join("\n"));
    if (debug) console.error(error);
    return 1;
  }
  process.stderr.write(
    `This is a defect of meta-genx (${name}), not of your file: ${error instanceof Error ? error.message : String(error)}\n` +
      "Please report it with the command and, if you may, the file." +
      (debug ? "\n" : " META_GENX_DEBUG=1 shows where it happened.\n"),
  );
  if (debug) console.error(error);
  return 2;
}
