/**
 * Redis on the head: Debian's package, run by Debian's unit (which is sandboxed
 * already) with settings of ours. It listens on 127.0.0.1, where the driver's
 * tunnel ends, and on the private address; its one user is the fleet's.
 */
import { type HeadFacts, type Part, REDIS_USER } from "../facts.ts";
import { scriptFile, settingsFile, unitFile } from "../units.ts";

/**
 * What the fleet's user may do: enough for a driver and a worker, and no more. Tests run
 * with it, and docs/fleet.md gives it to a Redis of one's own. `client|setinfo`, which newer
 * clients try, is left out: Redis 7.0, which Debian 12 has, does not know it.
 */
export const RIGHTS =
  "resetchannels ~bull:* ~mgx:* +@all -@admin -@dangerous +info +client|setname +client|id +client|list";

export function redis({ privateRange, redisPasswordHash }: HeadFacts): Part {
  return {
    packages: ["redis-server"],
    files: [
      { path: "/etc/meta-genx/network", content: `${privateRange}\n` },
      // A SHA-256 of 40 random characters tells nobody the password.
      { path: "/etc/meta-genx/users.acl", content: usersAcl(redisPasswordHash) },
      settingsFile("redis.conf", "/etc/meta-genx/redis.conf"),
      settingsFile("redis-server.conf", "/etc/systemd/system/redis-server.service.d/meta-genx.conf"),
      scriptFile("head-facts"),
      unitFile("meta-genx-head-facts.service"),
    ],
    commands: [
      ["systemctl", "enable", "--now", "meta-genx-head-facts.service"],
      ["systemctl", "enable", "redis-server.service"],
      // The package may have started it before.
      ["systemctl", "restart", "redis-server.service"],
    ],
  };
}

export function usersAcl(passwordHash: string): string {
  return `user default off resetpass -@all\nuser ${REDIS_USER} on #${passwordHash} ${RIGHTS}\n`;
}
