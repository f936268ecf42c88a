/** What a machine is told at its first boot. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { cloudInit, USER_DATA_BYTES } from "../../provisioning/cloud-init.ts";
import { strip } from "../../provisioning/units.ts";
import { fakeKey } from "../helpers/fake-key.ts";
import { kept, USER_DATA } from "./user-data/facts.ts";

const UNITS = new URL("../../provisioning/units/", import.meta.url);
const scripts = [
  ...readdirSync(UNITS)
    .filter((name) => name.endsWith(".sh"))
    .map((name) => ({ name, source: readFileSync(new URL(name, UNITS), "utf8") })),
  { name: "health.sh", source: readFileSync(new URL("../health.sh", UNITS), "utf8") },
];
const missing = (program: string): string | false => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return false;
  } catch {
    return `no ${program} in PATH (apt install ${program})`;
  }
};

for (const [name, text] of Object.entries(USER_DATA)) {
  test(`user-data of ${name} is the text that is kept`, () => {
    assert.equal(text(), kept(name), "node test/provisioning/user-data/facts.ts writes the texts anew");
  });

  test(`user-data of ${name} fits into what EC2 allows`, () => {
    assert.ok(Buffer.byteLength(text()) < USER_DATA_BYTES);
  });

  test(`cloud-init finds nothing wrong with ${name}`, { skip: missing("cloud-init") }, () => {
    inFile(text(), (file) => execFileSync("cloud-init", ["schema", "--config-file", file], { encoding: "utf8" }));
  });

  test(`what is secret in ${name} is only in files for root`, () => {
    const secrets = ["0123456789abcdefghijklmnopqrstuvwxyzABCD", "dop_v1_example"];
    const outside = text().replace(
      /- path: ".*"\n {2}permissions: "0600"\n {2}content: (?:".*"\n|\|\n(?: {3}.*\n)*)/g,
      "",
    );
    for (const secret of secrets) assert.ok(!outside.includes(secret), secret);
  });
}

test("a worker is told the password, and a head its hash alone", () => {
  const password = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
  assert.ok(kept("aws-worker.yaml").includes(password));
  assert.ok(!kept("aws-head.yaml").includes(password));
});

test("YAML as cloud-init reads it gives back every text, line by line", { skip: missing("cloud-init") }, () => {
  // The Python that cloud-init runs on has the reader that counts.
  const python = readFileSync("/usr/bin/cloud-init", "utf8").split("\n")[0]!.slice(2).trim();
  const program = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin.read())))";
  for (const text of Object.values(USER_DATA)) {
    const config = JSON.parse(execFileSync(python, ["-c", program], { input: text(), encoding: "utf8" }));
    const found = new Map<string, string>(
      config.write_files.map((file: { path: string; content: string }) => [file.path, file.content]),
    );
    const deadMan = readFileSync(new URL("dead-man.sh", UNITS), "utf8");
    assert.equal(found.get("/usr/local/sbin/meta-genx-dead-man"), strip(deadMan));
    assert.match(
      config.ssh_keys.ed25519_private,
      /^-----BEGIN OPENSSH PRIVATE KEY-----\n(?:\S+\n)+-----END OPENSSH PRIVATE KEY-----\n$/,
    );
    assert.deepEqual(config.runcmd[0], ["systemctl", "daemon-reload"]);
  }
});

test("the dead-man timer starts before anything that could fail", () => {
  for (const name of Object.keys(USER_DATA)) {
    const commands = kept(name)
      .split("runcmd:\n")[1]!
      .split(/^- (?=- )/m)
      .slice(1);
    assert.match(commands[1]!, /meta-genx-dead-man\.timer/, name);
  }
});

test("user-data that is too long for EC2 is refused, with both numbers", () => {
  const key = { private: "x".repeat(USER_DATA_BYTES), public: "ssh-ed25519 AAAA" };
  const facts = { cloud: "aws", name: "worker-01", driverKey: key.public, maxHours: 1, spot: false } as const;
  assert.throws(
    () => cloudInit("worker", { ...facts, hostKey: key, head: "10.0.0.1", redisPassword: "x" }),
    /The worker's user-data takes \d+ bytes, of 16384 that EC2 allows/,
  );
});

test("a host key with letters that YAML could take for something else stays a text", () => {
  const hostKey = { ...fakeKey("a"), public: "ssh-ed25519 AAAA: # 'x' \"y\"" };
  const facts = { cloud: "aws", name: "no", driverKey: "ssh-ed25519 BBBB", maxHours: 1, hostKey } as const;
  const text = cloudInit("head", { ...facts, privateRange: "10.0.0.0/8", redisPasswordHash: "0" });
  assert.ok(text.includes(String.raw`ed25519_public: "ssh-ed25519 AAAA: # 'x' \"y\""`));
  assert.ok(text.includes('hostname: "no"'));
});

for (const { name, source } of scripts) {
  test(`${name} loses nothing but comments and indentation on its way`, () => {
    assert.doesNotMatch(source, /<<-?\s*['"]?\w/, "a here-document would lose its indentation");
    execFileSync("sh", ["-n"], { input: strip(source) });
    // Both parsed and printed again by bash: the same program.
    assert.equal(printed(strip(source)), printed(source));
  });

  test(`shellcheck finds nothing wrong with ${name}`, { skip: missing("shellcheck") }, () => {
    execFileSync("shellcheck", ["-"], { input: source, encoding: "utf8" });
  });
}

/** As bash understands it. */
function printed(source: string): string {
  return execFileSync("bash", ["-c", `f() {\n${source}\n}\ndeclare -f f`], { encoding: "utf8" });
}

function inFile(text: string, act: (file: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-user-data-"));
  try {
    writeFileSync(join(folder, "user-data"), text);
    act(join(folder, "user-data"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
