/**
 * `npm run fleet -- ls`, `cancel`, `retry`, `purge`, `collect`: the sweeps on a
 * fleet, from any terminal.
 */
import { GxError } from "../runtime/errors.ts";
import type { RedisAddress } from "../runtime/fleet/redis/address.ts";
import { refuseFile } from "./cli/file-or-sweep.ts";
import { type Command, runScript } from "./cli/run.ts";
import { npmRun } from "./cli/where.ts";

interface Options {
  action: string;
  what?: string | undefined;
  redis?: string | undefined;
  json?: boolean | undefined;
  all?: boolean | undefined;
  yes?: boolean | undefined;
  force?: boolean | undefined;
}

const ACTIONS = ["ls", "cancel", "retry", "purge", "collect"] as const;

export const fleet: Command<Options> = {
  usage: "fleet [action] [what]",
  about: "the sweeps on a fleet: ls, cancel, retry, purge, collect",
  examples: [
    ["npm run fleet -- ls", "workers and sweeps"],
    ["npm run fleet -- cancel 3f2a91bc04d7e6b1", "takes a sweep back; what others wait for goes on"],
    ["npm run fleet -- retry sweeps/fit-…", "runs again what was set aside, and waits for it"],
    ["npm run fleet -- purge 3f2a91bc04d7e6b1", "cancels it and deletes its results from Redis"],
    ["npm run fleet -- collect sweeps/fit-…", "takes in what is finished of a detached sweep"],
  ],
  options: (parser) =>
    parser
      .positional("action", {
        type: "string",
        default: "ls",
        choices: ACTIONS,
        describe: "what to do",
      })
      .positional("what", {
        type: "string",
        describe: "the sweep, by its name in `fleet ls` or by the folder of its results",
      })
      .option("redis", {
        type: "string",
        requiresArg: true,
        describe: "redis://USER@HOST:PORT; the password by META_GENX_REDIS_PASSWORD",
        defaultDescription: "META_GENX_REDIS, or the selected stack's",
      })
      .option("json", { type: "boolean", describe: "ls, collect and retry: one JSON object" })
      .option("all", { type: "boolean", describe: "purge: every sweep and every result" })
      .option("yes", { type: "boolean", describe: "purge: without asking" })
      .option("force", { type: "boolean", describe: "go on with a Redis that could lose work" }),
  run: async (options) => {
    const { reachFleet } = await import("./cli/fleet-address.ts");
    const { address, close } = await reachFleet(options.redis);
    try {
      return await act(options, address);
    } finally {
      await close();
    }
  },
};

async function act(options: Options, address: RedisAddress): Promise<0 | 1> {
  if (options.action === "collect" || options.action === "retry") {
    const folder = needed(options.what, "the folder of its results");
    refuseFile(folder, `${npmRun("fleet")} ${options.action}`);
    const { collect, retry } = await import("./cli/fleet-folder.ts");
    return (options.action === "collect" ? collect : retry)(folder, address, options);
  }
  const { cancel, list, purge } = await import("./cli/fleet-sweeps.ts");
  const { openFleet } = await import("../runtime/fleet/driver/connection.ts");
  // Looking and taking away need no Redis that is safe.
  const connection = await openFleet(address, true);
  try {
    if (options.action === "ls") await list(connection, options.json === true);
    else if (options.action === "cancel") await cancel(connection, needed(options.what, "the sweep"));
    else await purge(connection, options.all ? undefined : needed(options.what, "the sweep, or --all"), options.yes);
    return 0;
  } finally {
    connection.redis.disconnect();
  }
}

function needed(what: string | undefined, name: string): string {
  if (what !== undefined) return what;
  throw new GxError("GX_USAGE", `Name ${name}`, "`npm run fleet -- ls` lists the sweeps.");
}

if (import.meta.main) await runScript(fleet);
