/** docs/deploy.md keeps to the code: what fleets cost, what a token has to be allowed. Its commands are in docs.test.ts and cloud/examples.test.ts. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { checkSettings, type RawSettings } from "../infra/check-settings.ts";
import { planFleet } from "../infra/plan.ts";
import { bill, usd } from "../scripts/cloud/cost.ts";
import { defaults } from "./helpers/fake-cloud.ts";
import { FLEET_EXAMPLES, settingsOf } from "./helpers/fleet-examples.ts";

const ROOT = resolve(import.meta.dirname, "..");
const PAGE = readFileSync(join(ROOT, "docs/deploy.md"), "utf8");

test("docs/deploy.md and README: fleets cost what their settings say", () => {
  const automatic = (cloud: string) => checkSettings({ ...defaults(), cloud, sshFrom: "203.0.113.7" } as RawSettings);
  const example = (name: string) => settingsOf(FLEET_EXAMPLES.find((each) => each.name === name)!);
  for (const [what, settings] of [
    ["DigitalOcean, as it comes", automatic("digitalocean")],
    ["[ten-droplets](../examples/ten-droplets/README.md)", example("ten-droplets")],
    ["EC2, as it comes", automatic("aws")],
    ["[ec2-spot](../examples/ec2-spot/README.md), if all were on demand", example("ec2-spot")],
  ] as const) {
    const { machines, cores, usdPerHour, mostUsd, weekUsd, endsItself } = planFleet(settings);
    const prices = [usd(usdPerHour), bill(mostUsd), endsItself ? "ends itself" : bill(weekUsd)];
    const row = `| ${[what, machines.length, cores, ...prices].join(" | ")} |`;
    assert.ok(PAGE.includes(row), `docs/deploy.md lacks ${row}`);
  }
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  assert.ok(readme.includes(`${usd(planFleet(example("ten-droplets")).usdPerHour)} an hour`));
});

test("the token's scopes: make, look at and delete each kind of thing that a fleet on DigitalOcean has", () => {
  const kinds = globSync("infra/digitalocean/*.ts", { cwd: ROOT }).flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/@pulumi\/digitalocean\/(\w+)\.js/g)].map(([, kind]) => kind!),
  );
  const rows = new Map(
    [...PAGE.matchAll(/^ *\| `(\w+)` \| (create, [a-z, ]+) \|$/gm)].map(([, kind, scopes]) => [kind!, scopes!]),
  );
  assert.deepEqual(new Set(kinds.map((kind) => (kind === "sshKey" ? "ssh_key" : kind))), new Set(rows.keys()));
  for (const [kind, scopes] of rows) {
    for (const scope of ["create", "read", "delete"]) assert.ok(scopes.split(", ").includes(scope), `${kind}:${scope}`);
  }
});

test("the second token's scopes are those that Pulumi.yaml names", () => {
  const [, scopes] = /\(scopes ([^)]+)\)/.exec(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8"))!;
  assert.ok(
    PAGE.includes(
      scopes!
        .split(", ")
        .map((scope) => `\`${scope}\``)
        .join(", "),
    ),
  );
});

/** What the clouds say of limits and rights that no stand-in has: their own error codes. */
const OF_THE_CLOUDS = ["AuthFailure", "UnauthorizedOperation", "VcpuLimitExceeded"];

test("what a reader sees when something goes wrong is what the code says, or a stand-in in the cloud's own words", () => {
  const sources = globSync("{scripts,infra,test/cloud}/**/*.{ts,js}", { cwd: ROOT }).map((file) =>
    readFileSync(join(ROOT, file), "utf8"),
  );
  const rows = [...PAGE.matchAll(/^\| ([^|]+) \| [^|]+ \| [^|]+ \|$/gm)].map(([, seen]) => seen!);
  const sayings = rows.flatMap((seen) => [...seen.matchAll(/`([^`]+)`/g)].map(([, saying]) => saying!));
  assert.ok(sayings.length > 15);
  for (const part of sayings.flatMap((saying) => saying.split("…")).map((each) => each.trim())) {
    if (OF_THE_CLOUDS.includes(part) || part.startsWith("npm run ") || part === "you see") continue;
    assert.ok(
      sources.some((source) => source.includes(part)),
      `nothing says "${part}"`,
    );
  }
});
