/**
 * Brings a bundle to the fleet: built for its processors, copied to the head, made
 * the current one there, and waited for until the workers run it.
 */
import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { SshError } from "../../infra/ssh.ts";
import { bundleHash } from "../../runtime/bundles/publish.ts";
import { GxError } from "../../runtime/errors.ts";
import { retry } from "../../runtime/retry.ts";
import type { Bundle } from "../bundle/build.ts";
import type { Architecture } from "../bundle/node.ts";
import { showLine } from "../terminal/progress-display.ts";
import { retrySsh, within } from "./retry-ssh.ts";
import type { SshConnection } from "./ssh-connection.ts";

type Say = (line: string) => void;

const ROOT = resolve(import.meta.dirname, "../..");
/** What launchers ask for; see provisioning/README.md. */
const CURRENT = "/srv/meta-genx/current";

/** The bundle of this checkout, for a fleet's processors; one that has been built is kept. */
export async function fleetBundle(architecture: Architecture, say: Say): Promise<Bundle> {
  // Whoever only looks at a fleet needs no compiler.
  const { buildBundle, forgetOld } = await import("../bundle/build.ts");
  const folder = join(ROOT, ".cache/fleet");
  const bundle = await buildBundle(ROOT, architecture, folder, say);
  await forgetOld(folder, bundle.file);
  return bundle;
}

/** The hash of what the head serves; undefined while it serves nothing. @throws SshError */
export async function servedBundle(head: SshConnection): Promise<string | undefined> {
  const { output } = await head.run(`cat ${CURRENT} 2>/dev/null`);
  return bundleHash(output.trim());
}

const ATTEMPTS = 4;
/** The head may reboot in between. */
const RECONNECT_MS = 120_000;
const PLAIN_MS = 10_000;

/** Makes a bundle the one that the head serves. @throws GxError GX_CLOUD, SshError */
export async function uploadBundle(head: SshConnection, file: string, say: Say, signal?: AbortSignal): Promise<void> {
  await retry(
    async () => {
      if ((await servedBundle(head)) !== bundleHash(basename(file))) await upload(head, file, say);
    },
    {
      signal,
      again: (error, failures) => (error instanceof SshError && failures < ATTEMPTS ? 0 : undefined),
      failed: async (error) => {
        say(`The head: ${(error as SshError).message}; trying again`);
        await retrySsh(head.connect, { until: within(RECONNECT_MS), signal });
      },
    },
  );
}

async function upload(head: SshConnection, file: string, say: Say): Promise<void> {
  // A folder of its own, because another driver may bring the same bundle; and what broke off is cleared.
  const folder = `.meta-genx-upload.${randomBytes(6).toString("hex")}`;
  await head.run(`find . -maxdepth 1 -name '.meta-genx-upload.*' -mmin +120 -exec rm -rf {} +; mkdir -m 700 ${folder}`);
  const there = `${folder}/${basename(file)}`;
  await copy(head, file, there, say);
  const { code, output } = await head.run(`sudo -n meta-genx-publish ${there}; code=$?; rm -rf ${folder}; exit $code`);
  if (code === 0) return;
  throw new GxError("GX_CLOUD", `The head does not take the bundle: ${output.trim()}`, "The same command tries again.");
}

async function copy(head: SshConnection, file: string, path: string, say: Say): Promise<void> {
  const { size } = await stat(file);
  const began = performance.now();
  let there = 0;
  const display = showLine(say, () => copyText(there, size, (performance.now() - began) / 1000), PLAIN_MS);
  try {
    await head.put(file, path, (bytes) => {
      there = bytes;
    });
    display.line(copyText(size, size, (performance.now() - began) / 1000));
  } finally {
    display.end();
  }
}

/** "Bundle: 12 of 44 MB on the head, 40 s left" */
export function copyText(bytes: number, size: number, seconds: number): string {
  const whole = (size / 1e6).toFixed(0);
  if (bytes >= size) return `Bundle: ${whole} MB on the head (${seconds.toFixed(1)} s)`;
  const left = bytes > 0 ? `, ${Math.ceil(((size - bytes) / bytes) * seconds)} s left` : "";
  return `Bundle: ${(bytes / 1e6).toFixed(0)} of ${whole} MB on the head${left}`;
}
