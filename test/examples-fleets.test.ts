/** The examples that are fleets: their settings are good, their READMEs say what these cost, and the policy is enough. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import * as ec2 from "@aws-sdk/client-ec2";
import { planFleet } from "../infra/plan.ts";
import { priceLines } from "../scripts/cloud/price-table.ts";
import { defaults } from "./helpers/fake-cloud.ts";
import { FLEET_EXAMPLES, settingsOf } from "./helpers/fleet-examples.ts";

const ROOT = resolve(import.meta.dirname, "..");

test("there is an example of a fleet on each cloud", () => {
  assert.deepEqual(FLEET_EXAMPLES.map(({ name, raw }) => `${name}: ${raw["cloud"]}`).toSorted(), [
    "ec2-spot: aws",
    "ten-droplets: digitalocean",
  ]);
});

for (const example of FLEET_EXAMPLES) {
  test(`${example.settingsFile}: settings that exist and pass, all but the address that only its user knows`, () => {
    for (const name of Object.keys(example.raw)) assert.ok(name in defaults(), `Pulumi.yaml has no ${name}`);
    assert.equal(example.raw["sshFrom"], "");
    assert.equal(settingsOf(example).sshFrom[0], "203.0.113.7/32");
  });

  test(`examples/${example.name}/README.md: what \`npm run up\` says of exactly these settings, and how many trials run at a time`, () => {
    const plan = planFleet(settingsOf(example));
    const said = priceLines(`Stack ${example.name}`, plan).join("\n");
    assert.ok(example.page.includes(`\`\`\`\n${said}\n\`\`\``), said);
    assert.match(example.page.replaceAll("\n", " "), new RegExp(` ${plan.cores} trials at a time`));
  });
}

test("ten droplets are ten: no more than a new account's limit, the head among them", () => {
  const { settings, machines } = planFleet(settingsOf(FLEET_EXAMPLES.find(({ name }) => name === "ten-droplets")!));
  assert.equal(machines.length, 10);
  assert.match(settings.workerSize.name, /^s-/);
});

test("iam-policy.json: actions that EC2 has, and all that are called when a fleet is made and listed", () => {
  const policy = JSON.parse(readFileSync(join(ROOT, "examples/ec2-spot/iam-policy.json"), "utf8")) as {
    Statement: { Action: string | string[] }[];
  };
  const actions = policy.Statement.flatMap(({ Action }) => Action);
  const calls = new Set(Object.keys(ec2).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? []));
  const allowed = new Set<string>();
  for (const action of actions) {
    if (action === "iam:CreateServiceLinkedRole") continue;
    const pattern = new RegExp(`^${action.replace(/^ec2:/, "").replaceAll("*", "\\w+")}$`);
    const meant = [...calls].filter((call) => pattern.test(call));
    assert.ok(meant.length > 0, `EC2 has no ${action}`);
    for (const call of meant) allowed.add(call);
  }
  assert.ok(!allowed.has("CreateImage"));
  for (const file of globSync("{test/cloud/providers/aws*.ts,scripts/cloud/*.ts}", { cwd: ROOT })) {
    for (const [, call] of readFileSync(join(ROOT, file), "utf8").matchAll(/new (?:ec2\.)?(\w+)Command\(/g)) {
      assert.ok(allowed.has(call!), `${file} calls ${call}, which the policy does not allow`);
    }
  }
});
