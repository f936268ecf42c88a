/** What the engine says, as a user reads it: a line for a thing, no secret, and an error with what to do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { engineError, isLoggedOut } from "../../../scripts/cloud/engine-error.ts";
import { errorText, eventLine, plannedLine } from "../../../scripts/cloud/engine-lines.ts";

const FLEET = "urn:pulumi:dev::meta-genx::meta-genx:digitalocean:Fleet";

function step(op: string, type: string, name: string) {
  const metadata = { op, type, urn: `${FLEET}$${type}::${name}`, provider: "" } as never;
  return { metadata };
}

const event = (more: Partial<EngineEvent>): EngineEvent => ({ sequence: 0, timestamp: 0, ...more });
const done = (op: string, type: string, name: string) => eventLine(event({ resOutputsEvent: step(op, type, name) }));
const said = (severity: "info" | "warning" | "error" | "debug", message: string, urn?: string) =>
  event({
    diagnosticEvent: { severity: severity as never, message, color: "never", ...(urn !== undefined && { urn }) },
  });

const DROPLET = "digitalocean:index/droplet:Droplet";

test("a thing that is made, changed or deleted is a line with its type and name", () => {
  assert.equal(done("create", DROPLET, "worker-01-fra1-x64"), "made Droplet worker-01-fra1-x64");
  assert.equal(done("create-replacement", DROPLET, "head-fra1-x64"), "made anew Droplet head-fra1-x64");
  assert.equal(done("delete", "aws:ec2/vpc:Vpc", "network"), "deleted Vpc network");
  assert.equal(
    plannedLine(event({ resourcePreEvent: step("create", DROPLET, "worker-03-fra1-x64") })),
    "to be made: Droplet worker-03-fra1-x64",
  );
});

test("what stays, and what no cloud has, is no line", () => {
  assert.equal(done("same", DROPLET, "worker-01-fra1-x64"), undefined);
  assert.equal(done("create", "tls:index/privateKey:PrivateKey", "driver-key"), undefined);
  assert.equal(done("create", "pulumi:pulumi:Stack", "meta-genx-dev"), undefined);
  assert.equal(done("create", "meta-genx:digitalocean:Fleet", "fleet"), undefined);
  assert.equal(plannedLine(event({ resourcePreEvent: step("same", DROPLET, "head-fra1-x64") })), undefined);
});

test("debug messages, which hold private keys, are neither lines nor errors", () => {
  const key = said("debug", "RegisterResource RPC finished: -----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn");
  assert.equal(eventLine(key), undefined);
  assert.equal(errorText(key), undefined);
});

test("warnings are lines, but for where a plugin was found; errors are kept for the end, without colours", () => {
  assert.equal(eventLine(said("warning", "<{%fg 3%}>careful<{%reset%}>\n")), "warning: careful");
  assert.equal(
    eventLine(said("warning", "using pulumi-resource-tls from $PATH at /usr/bin/pulumi-resource-tls")),
    undefined,
  );
  assert.equal(eventLine(said("error", "no")), undefined);
  assert.equal(errorText(said("error", "update failed\n", `${FLEET}::meta-genx-dev`)), undefined);
  assert.equal(
    errorText(
      said("error", "<{%fg 1%}>422 will exceed your droplet limit<{%reset%}>\n", `${FLEET}$${DROPLET}::worker-02`),
    ),
    "worker-02: 422 will exceed your droplet limit",
  );
});

for (const [stderr, message, advice] of [
  [
    "error: failed to decrypt: incorrect passphrase, please set PULUMI_CONFIG_PASSPHRASE to the correct passphrase",
    "The secrets of stack dev cannot be read: the passphrase is another one",
    /^Put the right one into PULUMI_CONFIG_PASSPHRASE, .*--local/,
  ],
  [
    'error: constructing secrets manager of type "passphrase": passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables',
    "The secrets of stack dev cannot be read: no passphrase is set",
    /^Put it into PULUMI_CONFIG_PASSPHRASE, .*--local/,
  ],
  [
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file",
    "Another update of stack dev is under way",
    /pulumi cancel/,
  ],
  [
    "error: [409] Conflict: Another update is currently in progress.",
    "Another update of stack dev is under way",
    /pulumi cancel/,
  ],
  [
    'error: unable to open state directory "file:///mnt/states": stat /mnt/states: no such file or directory',
    'The place where Pulumi keeps its stacks cannot be reached: unable to open state directory "file:///mnt/states": stat /mnt/states: no such file or directory',
    /pulumi whoami --verbose.*--local/,
  ],
  ["error: invalid access token", "Pulumi's service does not take the access token", /^pulumi login/],
  ["warning: new version\nerror: something new\nmore", "stack dev: something new", undefined],
  ["", "stack dev: Pulumi ended without a word", undefined],
] as const) {
  test(`pulumi's own words become what a user can mend: ${message}`, () => {
    const error = engineError({ of: "stack dev", stderr });
    assert.equal(error.code, "GX_CLOUD");
    assert.equal(error.message, message);
    if (advice === undefined) assert.equal(error.advice, undefined);
    else assert.match(error.advice!, advice);
  });
}

test("nobody logged in is no stack, and not an error", () => {
  assert.ok(isLoggedOut("error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions"));
  assert.ok(!isLoggedOut("error: no stack selected"));
});

test("what a cloud refuses is said once for each thing, with advice where there is some", () => {
  const errors = ["worker-02: 422 will exceed your droplet limit", "worker-03: 422 will exceed your droplet limit"];
  const error = engineError({ of: "stack dev", stderr: "error: update failed", errors: [...errors, errors[0]!] });
  assert.equal(error.message, `stack dev: ${errors.join("\n  ")}`);
  assert.match(error.advice!, /--workers N.*higher limit/);
});
