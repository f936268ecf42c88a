/**
 * The emulated cloud for a test: a copy of the project as `pulumi up` needs it, the
 * engine with its stand-ins, both clouds behind them, and an end that is always the
 * same: whatever is still there is destroyed, and the folder goes.
 */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DigitalOcean, type Machines, startDigitalOcean } from "./digitalocean/api.ts";
import { createEngine, type Engine, findEngine, type Run } from "./engine.ts";
import { findMoto, type Moto, startMoto } from "./moto.ts";
import { type Command, copyProject, type Ended, startCommand } from "./project.ts";

export const TOKEN = "dop_v1_of_no_account";

export interface Cloud extends Engine {
  digitalocean: DigitalOcean;
  /** Only where it was asked for. */
  moto: Moto | undefined;
  folder: string;
  /** The copy of the project that everything here runs in. */
  project: string;
  /** A command of the project, `run("sweep", "fit.gx", "--json")`, with these clouds and no others; whatever its exit code. */
  run(name: string, ...args: string[]): Promise<Ended>;
  /** The same, for a test that looks at it or signals it on the way. What still runs at the end is killed. */
  start(name: string, ...args: string[]): Command;
  /** `pulumi config set` for each; null takes it away. */
  configure(settings: Record<string, string | null>): Promise<void>;
  /** The outputs of the stack, with secrets in plain text. */
  outputs(): Promise<Record<string, unknown>>;
}

export interface CloudOptions {
  stack?: string;
  /** Starts EC2 as well. */
  aws?: boolean;
  dropletLimit?: number;
  machines?: Machines;
  env?: NodeJS.ProcessEnv;
  path?: string;
}

/** For `test(name, { skip: withoutCloud() }, …)`. */
export function withoutCloud({ aws = false } = {}): string | false {
  return findEngine().missing ?? (aws ? findMoto().missing : undefined) ?? false;
}

export async function withCloud(options: CloudOptions, act: (cloud: Cloud) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-cloud-"));
  const reap = reaper(folder);
  const project = copyProject(join(folder, "project"));
  const digitalocean = await startDigitalOcean(
    join(folder, "digitalocean"),
    { token: TOKEN, dropletLimit: options.dropletLimit ?? 10 },
    options.machines,
  );
  const moto = options.aws ? await startMoto(folder) : undefined;
  const engine = createEngine(findEngine().engine!, {
    project,
    stack: options.stack ?? "test",
    folder,
    ...(options.path !== undefined && { path: options.path }),
    env: { DIGITALOCEAN_TOKEN: TOKEN, DIGITALOCEAN_API_URL: digitalocean.url, ...moto?.env, ...options.env },
  });
  const started: Command[] = [];
  const start: Cloud["start"] = (name, ...args) => {
    const command = startCommand(project, engine.env, name, args);
    started.push(command);
    return command;
  };
  const cloud: Cloud = {
    ...engine,
    digitalocean,
    moto,
    folder,
    project,
    start,
    run: (name, ...args) => start(name, ...args).ended,
    configure: async (settings) => {
      for (const [name, value] of Object.entries(settings)) {
        const secret = name === "deleteToken" ? ["--secret"] : [];
        const args = value === null ? ["rm", name] : ["set", ...secret, name, value];
        succeeded(await engine.pulumi("config", ...args));
      }
    },
    outputs: async () =>
      JSON.parse(succeeded(await engine.pulumi("stack", "output", "--json", "--show-secrets")).stdout),
  };
  try {
    succeeded(await engine.pulumi("stack", "init", engine.env.PULUMI_STACK!));
    await act(cloud);
  } finally {
    for (const command of started) command.signal("SIGKILL");
    await engine.pulumi("destroy", "--yes", "--skip-preview");
    await moto?.close();
    await digitalocean.close();
    await reap();
  }
}

/** What ends all that the test started and removes its folder, here or when the test is killed. */
function reaper(folder: string): () => Promise<void> {
  const child = spawn("bash", [join(import.meta.dirname, "reap.sh"), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return async () => {
    child.stdin.end();
    await gone;
  };
}

export function succeeded(run: Run): Run {
  if (run.code !== 0) throw new Error(`pulumi ended with code ${run.code}:\n${run.output}`);
  return run;
}
