/**
 * No secret of a fleet is in plain text anywhere on the machine that made it: in the
 * stack's state and its history, in what `pulumi` and our commands say, in its settings. Looked for as
 * it is and in base64, which EC2's first-boot texts could be in.
 */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Cloud, succeeded, TOKEN, withCloud, withoutCloud } from "./with-cloud.ts";

const DELETE_TOKEN = "dop_v1_that_may_delete_and_nothing_else";

for (const cloud of ["digitalocean", "aws"]) {
  const aws = cloud === "aws";
  test(`${cloud}: no secret is in state, history, settings or console`, { skip: withoutCloud({ aws }) }, async () => {
    await withCloud({ aws }, async (place) => {
      await place.configure({ cloud, sshFrom: "198.51.100.7" });
      let said = "";
      const pulumi = async (...args: string[]) => (said += succeeded(await place.pulumi(...args)).output);
      await pulumi("config", "set", "--secret", "deleteToken", DELETE_TOKEN);
      await pulumi("preview", "--diff");
      await pulumi("up", "--yes", "--diff");
      await place.configure({ workers: "1", maxHours: "13" });
      await pulumi("up", "--yes", "--diff");
      for (const [command, ...words] of [["up", "--yes", "--workers", "2"], ["status"]] as const) {
        const { code, stdout, stderr } = await place.run(command, ...words);
        assert.equal(code, 0, stderr);
        said += stdout + stderr;
      }
      await pulumi("stack", "output");
      await pulumi("stack", "export");
      await pulumi("config");
      const secrets = await secretsOf(place);

      const state = place.state();
      assert.match(state, /"ciphertext"/);
      const texts = {
        "what pulumi said": said,
        ...filesBelow(join(place.folder, "backend")),
        ...filesBelow(place.project),
      };
      assert.ok(Object.keys(texts).some((file) => file.includes("history")));
      for (const [where, text] of Object.entries(texts)) {
        for (const [what, secret] of Object.entries(secrets)) {
          for (const form of forms(secret)) assert.ok(!text.includes(form), `${what} is in ${where}`);
        }
      }
      // The same search finds what is there.
      const shown = succeeded(await place.pulumi("stack", "export", "--show-secrets")).output;
      for (const what of ["Redis's password", "the driver's key", "worker-01's host key"]) {
        assert.ok(shown.includes(secrets[what]!), what);
      }
    });
  });
}

test("a secret is found in base64 wherever it begins", () => {
  const secret = "dop_v1_0123456789abcdef";
  for (const before of ["", "#", "#c", "#cl", "#clo"]) {
    const encoded = Buffer.from(`${before}${secret} and more`).toString("base64");
    assert.ok(
      forms(secret).some((form) => encoded.includes(form)),
      before,
    );
  }
});

async function secretsOf(place: Cloud): Promise<Record<string, string>> {
  const { deployment } = JSON.parse(succeeded(await place.pulumi("stack", "export", "--show-secrets")).stdout);
  const secrets: Record<string, string> = { "the cloud's token": TOKEN, deleteToken: DELETE_TOKEN };
  if (place.moto) secrets["the cloud's token"] = place.moto.env["AWS_SECRET_ACCESS_KEY"]!;
  const outputs = await place.outputs();
  secrets["Redis's password"] = new URL(outputs["redisUrl"] as string).password;
  for (const { urn, outputs } of deployment.resources as {
    urn: string;
    outputs?: Record<string, { plaintext: string }>;
  }[]) {
    const name = urn.split("::").at(-1)!;
    const key = /^(driver)-key$|^host-key-(.*)$/.exec(name);
    if (!key || !urn.includes("PrivateKey")) continue;
    const text = JSON.parse(outputs!["privateKeyOpenssh"]!.plaintext) as string;
    // Its third line: the first two are the same in every key of this kind.
    secrets[key[1] ? "the driver's key" : `${key[2]}'s host key`] = text.split("\n")[2]!;
    secrets[`${name} in PEM`] = (JSON.parse(outputs!["privateKeyPem"]!.plaintext) as string).split("\n")[1]!;
  }
  assert.ok(secrets["head's host key"] && secrets["driver-key in PEM"]);
  for (const [what, secret] of Object.entries(secrets)) assert.ok(secret.length >= 16, what);
  return secrets;
}

/** A text, and its base64 wherever it begins in what is encoded. */
function forms(secret: string): string[] {
  const encoded = [0, 1, 2].map((before) => {
    const text = Buffer.from("x".repeat(before) + secret).toString("base64");
    // Letters at its ends hold bits of its neighbours.
    return text.slice(before === 0 ? 0 : before + 1, -4);
  });
  return [secret, ...encoded];
}

function filesBelow(folder: string): Record<string, string> {
  const files = globSync("**/*", { cwd: folder, exclude: (name) => name === "node_modules" });
  files.push(...globSync(".pulumi/**/*", { cwd: folder }));
  const paths = files.map((file) => join(folder, file)).filter((path) => existsSync(path) && statSync(path).isFile());
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, "latin1")]));
}
