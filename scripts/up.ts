/** `npm run up`: makes the fleet of the selected stack, or brings it to its settings, with the price shown first. */
import { numberOf } from "./cli/number-option.ts";
import { type Command, runScript } from "./cli/run.ts";

interface Options {
  yes?: boolean | undefined;
  workers?: number | undefined;
  json?: boolean | undefined;
}

export const up: Command<Options> = {
  usage: "up",
  about: "make the fleet of the selected stack, with the price shown first",
  examples: [
    ["npm run up", "asks for what is not set, shows the price, asks"],
    ["npm run up -- --workers 10 --yes", "ten workers, and no question"],
  ],
  options: (parser) =>
    parser
      .option("yes", { type: "boolean", describe: "without asking" })
      .option("workers", {
        type: "string",
        requiresArg: true,
        coerce: (text: string | undefined) =>
          text === undefined ? undefined : numberOf("workers", { min: 1, max: 100, whole: true })(text),
        describe: "how many worker machines; kept as the stack's setting",
      })
      .option("json", { type: "boolean", describe: "at the end, what `status --json` prints" }),
  run: async ({ yes = false, workers, json }) => {
    const { findOwnStack } = await import("./cloud/pulumi-stack.ts");
    const { bringUp, stackFor } = await import("./cloud/bring-up.ts");
    const { writeStderr } = await import("./terminal/stderr.ts");
    const stack = await stackFor(await findOwnStack(), writeStderr);
    const outputs = await bringUp(stack, { yes, workers }, writeStderr);
    const { stateOf } = await import("./cloud/state.ts");
    const { printState } = await import("./cloud/state-text.ts");
    const now = new Date();
    printState(await stateOf({ state: "up", stack, outputs }, now), now, json);
    if (!json) writeStderr("npm run sweep -- fit.gx runs there; npm run down destroys it.");
    return 0;
  },
};

if (import.meta.main) await runScript(up);
