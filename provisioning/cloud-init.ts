/**
 * `cloudInit(role, facts)`: what a machine of a fleet is told at its first boot, as
 * the text of a cloud-config. Pure: the same facts give the same text. README.md
 * tells what happens then, in order.
 */
import type { HeadFacts, MachineFacts, Part, WorkerFacts } from "./facts.ts";
import { access } from "./parts/access.ts";
import { bundleServer } from "./parts/bundle-server.ts";
import { deadMan } from "./parts/dead-man.ts";
import { limits } from "./parts/limits.ts";
import { metadata } from "./parts/metadata.ts";
import { redis } from "./parts/redis-server.ts";
import { spotNotice } from "./parts/spot-notice.ts";
import { worker } from "./parts/worker-services.ts";
import { healthFiles } from "./units.ts";
import { toYaml } from "./yaml.ts";

/** What EC2 allows, before base64. DigitalOcean allows four times as much. */
export const USER_DATA_BYTES = 16 * 1024;

export function cloudInit(role: "head", facts: HeadFacts): string;
export function cloudInit(role: "worker", facts: WorkerFacts): string;
export function cloudInit(role: "head" | "worker", facts: HeadFacts | WorkerFacts): string {
  const parts = "head" in facts ? workerParts(facts) : headParts(facts);
  const text = `#cloud-config\n${toYaml({ ...machine(role, facts), ...together([...parts, { files: healthFiles(role) }]) })}`;
  const bytes = Buffer.byteLength(text);
  if (bytes > USER_DATA_BYTES) {
    throw new Error(`The ${role}'s user-data takes ${bytes} bytes, of ${USER_DATA_BYTES} that EC2 allows`);
  }
  return text;
}

// The dead-man timer first: it counts even if a later part fails.
const headParts = (facts: HeadFacts) => [
  deadMan(facts),
  access(facts),
  metadata(),
  limits("head"),
  redis(facts),
  bundleServer(),
];
const workerParts = (facts: WorkerFacts) => [
  deadMan(facts),
  access(facts),
  metadata(),
  limits("worker"),
  worker(facts),
  ...(facts.spot ? [spotNotice()] : []),
];

function machine(role: string, { name }: MachineFacts) {
  return {
    hostname: name,
    manage_etc_hosts: true,
    // Without a locale of its own the image makes one, which takes longer than the rest of the boot.
    locale: "C.UTF-8",
    final_message: `meta-genx ${role} ${name}: first boot done after $UPTIME s`,
  };
}

function together(parts: readonly Part[]) {
  const packages = parts.flatMap((part) => part.packages ?? []);
  const files = parts.flatMap((part) => part.files ?? []);
  return {
    ...Object.assign({}, ...parts.map((part) => part.config ?? {})),
    // Workers install nothing: they have no way to a mirror.
    package_update: packages.length > 0,
    packages: packages.length > 0 ? packages : undefined,
    write_files: files.map(({ path, content, permissions }) => ({
      path,
      // 0644 is cloud-init's own.
      permissions,
      content,
    })),
    runcmd: [["systemctl", "daemon-reload"], ...parts.flatMap((part) => part.commands ?? [])],
  };
}
