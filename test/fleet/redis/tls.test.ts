/** A Redis that speaks TLS, with a certificate authority of one's own, as docs/fleet.md says. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { withoutRedis, withRedis } from "../../helpers/redis.ts";
import { command, temporaryFolder } from "../../scripts/command.ts";

const withoutOpenssl: string | false = (() => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return false;
  } catch {
    return "no openssl in PATH, to make a certificate";
  }
})();

test("rediss:// with NODE_EXTRA_CA_CERTS; without it, and by redis://, it is said what is wrong", {
  skip: withoutRedis || withoutOpenssl,
}, async (t) => {
  const folder = temporaryFolder(t);
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key, "-out", certificate, ...subject],
    { stdio: "ignore" },
  );
  const tls = {
    "tls-port": "PORT",
    port: "0",
    "tls-cert-file": certificate,
    "tls-key-file": key,
    "tls-ca-cert-file": certificate,
    "tls-auth-clients": "no",
  };
  await withRedis({ config: tls, tls: certificate }, async ({ url, env }) => {
    assert.match(url, /^rediss:/);
    const ls = (redis: string, more = {}) => command("fleet", ["ls", "--redis", redis], undefined, { ...env, ...more });
    const trusted = await ls(url, { NODE_EXTRA_CA_CERTS: certificate });
    assert.equal(trusted.code, 0, trusted.stderr);
    assert.match(trusted.stdout, /^No worker is there\./);
    const stranger = await ls(url);
    assert.match(
      stranger.stderr,
      /^GX_REDIS_UNREACHABLE {2}.*: its TLS certificate is not trusted here\n.*NODE_EXTRA_CA_CERTS/,
    );
    const plain = await ls(url.replace("rediss:", "redis:"));
    assert.match(plain.stderr, /^GX_REDIS_UNREACHABLE {2}/);
    assert.deepEqual([stranger.code, plain.code], [1, 1]);
  });
});
