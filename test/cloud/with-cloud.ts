/**
 * The emulated cloud for a test: a copy of the project as `pulumi up` needs it, the
 * engine with its stand-ins, both clouds behind them, and an end that is always the
 * same: whatever is still there is destroyed, and the folder goes.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DigitalOcean, type Machines, startDigitalOcean } from "./digitalocean/api.ts";
import { createEngine, type Engine, findEngine, ROOT, type Run } from "./engine.ts";
import { findMoto, type Moto, startMoto } from "./moto.ts";

export const TOKEN = "dop_v1_of_no_account";

export interface Cloud extends Engine {
  digitalocean: DigitalOcean;
  /** Only where it was asked for. */
  moto: Moto | undefined;
  folder: string;
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
  const project = copyProject(join(folder, "project"));
  const digitalocean = await startDigitalOcean(
    join(folder, "digitalocean"),
    { token: TOKEN, dropletLimit: options.dropletLimit ?? 10 },
    options.machines,
  );
  const moto = options.aws ? await startMoto() : undefined;
  const engine = createEngine(findEngine().engine!, {
    project,
    stack: options.stack ?? "test",
    folder,
    ...(options.path !== undefined && { path: options.path }),
    env: { DIGITALOCEAN_TOKEN: TOKEN, DIGITALOCEAN_API_URL: digitalocean.url, ...moto?.env, ...options.env },
  });
  const cloud: Cloud = {
    ...engine,
    digitalocean,
    moto,
    folder,
    configure: async (settings) => {
      for (const [name, value] of Object.entries(settings)) {
        const args = value === null ? ["rm", name] : ["set", name, value];
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
    await engine.pulumi("destroy", "--yes", "--skip-preview");
    await moto?.close();
    await digitalocean.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function succeeded(run: Run): Run {
  if (run.code !== 0) throw new Error(`pulumi ended with code ${run.code}:\n${run.output}`);
  return run;
}

/** `pulumi config set` writes beside Pulumi.yaml, which in a test must not be the user's own. */
function copyProject(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of ["Pulumi.yaml", "package.json"]) cpSync(join(ROOT, name), join(folder, name));
  for (const name of ["infra", "provisioning", "node_modules"]) symlinkSync(join(ROOT, name), join(folder, name));
  return folder;
}
