/** `meta-genx serve` and `meta-genx publish`, inside a bundle: how the head of a fleet gives bundles to its workers. */
import { GxError } from "../../runtime/errors.ts";
import type { Command } from "./run.ts";

interface ServeOptions {
  folder: string;
  address: string;
}

export const serve: Command<ServeOptions> = {
  usage: "serve <folder>",
  about: "serve a folder of bundles over HTTP, until SIGTERM",
  options: (parser) =>
    parser
      .positional("folder", {
        type: "string",
        demandOption: true,
        describe: "the folder that bundles are published to",
      })
      .option("address", { type: "string", demandOption: true, requiresArg: true, describe: "HOST:PORT to listen on" }),
  run: async ({ folder, address }) => {
    const { serveBundles } = await import("../../runtime/bundles/server.ts");
    const [, host, port] = /^\[?(.+?)\]?:(\d{1,5})$/.exec(address) ?? [];
    if (host === undefined || !(Number(port) <= 65535)) {
      throw new GxError("GX_USAGE", `--address takes HOST:PORT, not "${address}"`, "For example 10.0.0.2:8080");
    }
    const told = new Promise((resolve) => process.once("SIGTERM", resolve).once("SIGINT", resolve));
    const server = await serveBundles(folder, host, Number(port));
    process.stderr.write(`Bundles of ${folder} at ${server.url}\n`);
    await told;
    await server.close();
    return 0;
  },
};

interface PublishOptions {
  bundle: string;
  folder: string;
}

export const publishCommand: Command<PublishOptions> = {
  usage: "publish <bundle> <folder>",
  about: "make a bundle the one that the fleet runs",
  options: (parser) =>
    parser
      .positional("bundle", { type: "string", demandOption: true, describe: "the file that `npm run bundle` made" })
      .positional("folder", { type: "string", demandOption: true, describe: "the folder that is served" }),
  run: async ({ bundle, folder }) => {
    const { publish } = await import("../../runtime/bundles/publish.ts");
    process.stdout.write(`${await publish(bundle, folder)}\n`);
    return 0;
  },
};
