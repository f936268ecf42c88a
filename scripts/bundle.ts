/**
 * `npm run bundle`: the worker with all that it needs as one file, which a fleet's
 * machines fetch and run. It is named by its hash, and the same commit gives the
 * same file.
 */
import { resolve } from "node:path";
import type { Bundle } from "./bundle/build.ts";
import type { Architecture } from "./bundle/node.ts";
import { type Command, runScript } from "./cli/run.ts";

interface Options {
  arch: Architecture;
  out: string;
  json?: boolean | undefined;
}

const ROOT = resolve(import.meta.dirname, "..");

export const bundle: Command<Options> = {
  usage: "bundle",
  about: "build the one file that the machines of a fleet run",
  examples: [["npm run bundle -- --arch arm64", "for a fleet of Graviton machines"]],
  options: (parser) =>
    parser
      .option("arch", {
        choices: ["x64", "arm64"] as const,
        default: process.arch === "arm64" ? ("arm64" as const) : ("x64" as const),
        defaultDescription: "that of this machine",
        describe: "the processors of the fleet",
      })
      .option("out", { type: "string", default: "bundles", describe: "the folder that it goes to" })
      .option("json", { type: "boolean", describe: "one JSON object: file, hash, sizes, what is inside" }),
  run: async ({ arch, out, json }) => {
    const { buildBundle } = await import("./bundle/build.ts");
    const { diskError } = await import("../runtime/bundles/publish.ts");
    const note = (text: string) => process.stderr.write(`${text}\n`);
    const built = await buildBundle(ROOT, arch, resolve(out), note).catch((error) => {
      throw diskError(error);
    });
    process.stdout.write(json ? `${JSON.stringify(built, null, 2)}\n` : bundleText(built));
    return 0;
  },
};

function bundleText({ file, arch, node, numerics, bytes, packages, cached }: Bundle): string {
  const size = (count: number) => `${(count / 1e6).toFixed(1).padStart(7)} MB`;
  return [
    `${size(bytes.bundle)}  ${file}${cached ? " (nothing has changed since it was built)" : ""}`,
    `${size(bytes.unpacked)}  unpacked, of which`,
    `${size(bytes.node)}    Node ${node} for linux-${arch}`,
    `${size(bytes.packages)}    ${packages.length} packages`,
    `${size(bytes.own)}    files of ours`,
    `Its trials are those of numerics version ${numerics.slice(0, 16)}.`,
    "",
  ].join("\n");
}

if (import.meta.main) await runScript(bundle);
