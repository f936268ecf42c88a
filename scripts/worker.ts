/** `npm run worker`: computes trials of whatever sweep the fleet has, until Ctrl-C. One for each core. */
import type { Argv } from "yargs";
import type { GivenSettings } from "../runtime/fleet/worker/worker-settings.ts";
import { type Command, runScript } from "./cli/run.ts";

export const worker: Command<GivenSettings> = {
  usage: "worker",
  about: "compute trials for the sweeps of a fleet",
  examples: [["META_GENX_REDIS=redis://fleet@10.0.0.2:6379 npm run worker", "one worker; start one for each core"]],
  options: (parser) => {
    const text = { type: "string", requiresArg: true } as const;
    return parser
      .option("redis", {
        ...text,
        describe: "redis://USER@HOST:PORT; the password by META_GENX_REDIS_PASSWORD",
        defaultDescription: "META_GENX_REDIS",
      })
      .option("name", { ...text, describe: "in the fleet's list", defaultDescription: "HOST.PID" })
      .option("memory", {
        ...text,
        describe: "MB that this process may take",
        defaultDescription: "its share of the machine",
      })
      .option("checkpoint", { ...text, describe: "seconds between checkpoints", defaultDescription: "2" })
      .option("lock", {
        ...text,
        describe: "seconds after which the work of a silent worker goes to another",
        defaultDescription: "30",
      })
      .option("patience", {
        ...text,
        describe: "seconds that one evaluation may last",
        defaultDescription: "600",
      })
      .option("force", { type: "boolean", describe: "go on with a Redis that could lose work" })
      .epilogue("Each option has an environment variable, too: docs/fleet.md.") as unknown as Argv<GivenSettings>;
  },
  run: async (given) => {
    const { workerSettings } = await import("../runtime/fleet/worker/worker-settings.ts");
    const { runWorker } = await import("../runtime/fleet/worker/main.ts");
    await runWorker(workerSettings(given));
    return 0;
  },
};

if (import.meta.main) {
  await runScript(worker);
  // A thread or a socket that lingers keeps nobody waiting.
  process.exit();
}
