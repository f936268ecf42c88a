/** `npm run status`: what runs, since when, what it has cost, and when it ends. */
import { type Command, runScript } from "./cli/run.ts";

interface Options {
  json?: boolean | undefined;
}

export const status: Command<Options> = {
  usage: "status",
  about: "the fleet of the selected stack: what runs, since when, what it costs",
  options: (parser) => parser.option("json", { type: "boolean", describe: "one JSON object" }),
  run: async ({ json }) => {
    const { findOwnStack } = await import("./cloud/pulumi-stack.ts");
    const { stateOf } = await import("./cloud/state.ts");
    const { printState } = await import("./cloud/state-text.ts");
    const now = new Date();
    printState(await stateOf(await findOwnStack(), now), now, json);
    return 0;
  },
};

if (import.meta.main) await runScript(status);
