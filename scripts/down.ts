/** `npm run down`: destroys the fleet of the selected stack, and asks the cloud whether anything is left. */
import { type Command, runScript } from "./cli/run.ts";

interface Options {
  yes?: boolean | undefined;
}

export const down: Command<Options> = {
  usage: "down",
  about: "destroy the fleet of the selected stack, and see that nothing is left",
  options: (parser) => parser.option("yes", { type: "boolean", describe: "without asking" }),
  run: async ({ yes = false }) => {
    const { findOwnStack, noStack } = await import("./cloud/pulumi-stack.ts");
    const { writeStderr } = await import("./terminal/stderr.ts");
    const found = await findOwnStack();
    if (found.state === "none") throw noStack(found, "There is no stack to destroy");
    const { agree, isTerminal } = await import("./cloud/prompts.ts");
    const { stateOf } = await import("./cloud/state.ts");
    const { costText } = await import("./cloud/cost.ts");
    const { stateText } = await import("./cloud/state-text.ts");
    const now = new Date();
    const state = await stateOf(found, now);
    writeStderr(stateText(state, now).trimEnd());
    if (state.state !== "down") {
      const { unsavedResults, unsavedLines } = await import("./cloud/unsaved-results.ts");
      const asked = found.state === "up" && !yes && isTerminal();
      for (const line of asked ? await unsavedResults(found.outputs) : unsavedLines(undefined)) writeStderr(line);
      if (!yes) await agree("Destroy all of it?", REFUSAL);
    }
    const { tearDown } = await import("./cloud/tear-down.ts");
    await tearDown(found.stack, writeStderr);
    if (found.state === "up") writeStderr(`It cost ${costText(found.outputs, new Date())}.`);
    return 0;
  },
};

const REFUSAL = { refused: "Nothing was destroyed", advice: "Say --yes to destroy it without a question." };

if (import.meta.main) await runScript(down);
