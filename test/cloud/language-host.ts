/**
 * pulumi-language-nodejs: what the engine asks to run a program of `runtime: nodejs`.
 * The official one comes with Pulumi's own archive only; this one does what a plain
 * `pulumi up` needs. Like the official one it takes `node` from PATH, so that a test
 * can give a program an old one.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as LanguageMessages from "@pulumi/pulumi/proto/language_pb.js";
import type * as PluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import { empty, messages, type Struct, serve, service } from "./grpc.ts";

const language = messages<typeof LanguageMessages>("language");
const plugin = messages<typeof PluginMessages>("plugin");

/** With this code a program says that it has already told the user what is wrong. */
const TOLD = 32;

const running = new Set<ChildProcess>();
let engine = process.argv.slice(2).findLast((arg) => !arg.startsWith("-")) ?? "";

serve(service("language", "LanguageRuntimeService"), {
  handshake: (request: LanguageMessages.LanguageHandshakeRequest) => {
    engine = request.getEngineAddress() || engine;
    return new language.LanguageHandshakeResponse();
  },
  getPluginInfo: () => {
    const info = new plugin.PluginInfo();
    info.setVersion("0.0.0-emulated");
    return info;
  },
  getRequiredPlugins: (request: LanguageMessages.GetRequiredPluginsRequest) => {
    const response = new language.GetRequiredPluginsResponse();
    response.setPluginsList(requiredPlugins(request.getInfo()?.getProgramDirectory() || request.getPwd()));
    return response;
  },
  about: () => {
    const response = new language.AboutResponse();
    response.setExecutable("node");
    response.setVersion(execFileSync("node", ["--version"], { encoding: "utf8" }).trim());
    return response;
  },
  run,
  cancel: () => {
    for (const child of running) child.kill("SIGINT");
    return empty();
  },
});

async function run(request: LanguageMessages.RunRequest): Promise<LanguageMessages.RunResponse> {
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() || request.getPwd();
  const options = (info?.getOptions() as Struct | undefined)?.toJavaScript() ?? {};
  const args = [
    createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run"),
    `--monitor=${request.getMonitorAddress()}`,
    `--engine=${engine}`,
    `--project=${request.getProject()}`,
    `--stack=${request.getStack()}`,
    `--organization=${request.getOrganization()}`,
    `--root-directory=${info?.getRootDirectory() || folder}`,
    `--pwd=${request.getPwd()}`,
    `--parallel=${request.getParallel()}`,
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
  const env = {
    ...process.env,
    PULUMI_NODEJS_TYPESCRIPT: String(options.typescript !== false),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
  const child = spawn("node", args, { cwd: request.getPwd(), env, stdio: ["ignore", "inherit", "inherit"] });
  running.add(child);
  const end = await new Promise<number | string>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(signal ?? code ?? "unknown"));
  });
  running.delete(child);
  const response = new language.RunResponse();
  if (end === TOLD) response.setBail(true);
  else if (end !== 0) response.setError(`Program exited with ${end}`);
  return response;
}

/** Every installed package whose package.json says `"pulumi": {"resource": true}`. */
function requiredPlugins(folder: string): PluginMessages.PluginDependency[] {
  const found = new Map<string, PluginMessages.PluginDependency>();
  for (let at = folder; ; at = dirname(at)) {
    for (const manifest of manifests(join(at, "node_modules"))) {
      const { name, version, pulumi } = JSON.parse(readFileSync(manifest, "utf8"));
      if (!pulumi?.resource || found.has(name)) continue;
      const dependency = new plugin.PluginDependency();
      dependency.setName(pulumi.name ?? name.replace(/^@pulumi\//, ""));
      dependency.setKind("resource");
      dependency.setVersion(`v${pulumi.version ?? version}`);
      found.set(name, dependency);
    }
    if (at === dirname(at)) return [...found.values()];
  }
}

function manifests(modules: string): string[] {
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .flatMap((entry) =>
      entry.startsWith("@") ? readdirSync(join(modules, entry)).map((name) => `${entry}/${name}`) : [entry],
    )
    .map((entry) => join(modules, entry, "package.json"))
    .filter((path) => existsSync(path));
}
