/**
 * What every command has in common: how it is called, how it ends, and what it
 * says when it cannot.
 *
 *     0  done
 *     1  the user can mend it: a message with its code and advice on stderr
 *     2  a defect of ours: a request to report it; the stack with META_GENX_DEBUG=1
 *
 * Results go to stdout and everything else to stderr, so that a pipe gets what it
 * asked for. A pipe that closes early (`… | head`) is no error.
 */
import { enableCompileCache } from "node:module";
import yargs, { type Argv } from "yargs";
import { GxError } from "../../runtime/errors.ts";

export interface Command<Options = unknown> {
  /** As yargs takes it, the name first: "simulate <file>". */
  usage: string;
  about: string;
  options(parser: Argv): Argv<Options>;
  /** Resolves to the exit code: 1 for what ended early because the user said so. */
  run(options: Options): Promise<0 | 1>;
}

/** Runs one script as `npm run NAME -- …`. */
export function runScript<Options>(command: Command<Options>): Promise<void> {
  const name = command.usage.split(" ")[0]!;
  const usage = command.usage.replace(name, "$0");
  return ending(
    name,
    (parser, finish) => parser.command(yargsCommand({ ...command, usage }, finish)),
    `npm run ${name} --`,
  );
}

/** Runs whichever of the commands is named first. */
// biome-ignore lint/suspicious/noExplicitAny: each command has options of its own
export function runProgram(name: string, commands: readonly Command<any>[]): Promise<void> {
  return ending(
    name,
    (parser, finish) =>
      commands
        .reduce((all, command) => all.command(yargsCommand(command, finish)), parser)
        .demandCommand(1, `Name a command: ${commands.map(({ usage }) => usage.split(" ")[0]).join(", ")}.`),
    name,
  );
}

type Finish = (code: 0 | 1) => void;

function yargsCommand<Options>(command: Command<Options>, finish: Finish) {
  return {
    command: command.usage,
    describe: command.about,
    builder: (parser: Argv) => command.options(parser),
    handler: async (argv: unknown) => finish(await command.run(argv as Options)),
  };
}

async function ending(name: string, define: (parser: Argv, finish: Finish) => Argv, called: string): Promise<void> {
  enableCompileCache();
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
  try {
    const parser = yargs(process.argv.slice(2))
      .scriptName(called)
      .parserConfiguration({
        "dot-notation": false,
        "duplicate-arguments-array": false,
        "parse-positional-numbers": false,
      })
      .locale("en")
      .recommendCommands()
      .version(false)
      .help()
      .strict()
      .exitProcess(false)
      .wrap(Math.min(100, process.stdout.columns || 100))
      .epilogue("Exit code: 0 done, 1 something that you can mend, 2 a defect of meta-genx.")
      .fail((message: string | null, error: Error | undefined) => {
        throw usageError(message, error, called);
      });
    await define(parser, (code) => {
      process.exitCode = code;
    }).parseAsync();
  } catch (error) {
    process.exitCode = report(name, error);
  }
}

/** What yargs finds wrong with a command line, as a user's error; what a handler threw, as it is. */
function usageError(message: string | null, error: Error | undefined, called: string): Error {
  if (error !== undefined && error.name !== "YError") return error;
  const said = message ?? error?.message ?? "The command line is not understood";
  // yargs counts "non-option arguments", and finds positional arguments unknown; a user left out or added a word.
  const text = said.startsWith("Not enough non-option")
    ? "The file or folder to work on is missing"
    : said.replace(/^Unknown arguments?: /, "Not understood: ").replace(/^Unknown commands?: /, "There is no command ");
  return new GxError("GX_USAGE", text, `\`${called} --help\` lists what can be given.`);
}

/** Says what went wrong on stderr; @returns the exit code */
export function report(name: string, error: unknown): 1 | 2 {
  const debug = process.env["META_GENX_DEBUG"] !== undefined;
  if (error instanceof GxError) {
    process.stderr.write(`${error.code}  ${error.message}\n${error.advice === undefined ? "" : `${error.advice}\n`}`);
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
