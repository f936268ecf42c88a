/**
 * The workers of a machine: one service a core, by a user who may do nothing else.
 * A script out of a stranger's .gx runs there, so its process reaches the head and
 * nothing more: not the internet, and not the cloud's metadata address (metadata.ts).
 */
import { BUNDLE_PORT, type Part, REDIS_PORT, REDIS_USER, type WorkerFacts } from "../facts.ts";
import { scriptFile, unitFile } from "../units.ts";

export function worker({ head, redisPassword }: WorkerFacts): Part {
  const environment = {
    META_GENX_REDIS: `redis://${REDIS_USER}@${head}:${REDIS_PORT}`,
    META_GENX_REDIS_PASSWORD: redisPassword,
    META_GENX_BUNDLES: `http://${head}:${BUNDLE_PORT}`,
  };
  return {
    files: [
      {
        path: "/etc/meta-genx/worker.env",
        permissions: "0600",
        content: Object.entries(environment)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(""),
      },
      {
        path: "/etc/systemd/system/meta-genx-worker@.service.d/head.conf",
        content: `[Service]\nIPAddressAllow=localhost ${head}\n`,
      },
      scriptFile("launcher"),
      scriptFile("start-workers"),
      unitFile("meta-genx-worker@.service"),
      unitFile("meta-genx-workers.service"),
    ],
    commands: [
      ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "meta-genx"],
      ["systemctl", "enable", "--now", "meta-genx-workers.service"],
    ],
  };
}
