/**
 * The examples that are fleets, made on the emulated clouds with the commands of their
 * READMEs; and every command of Pulumi that a page names. No machine boots here.
 */
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { planFleet } from "../../infra/plan.ts";
import { commandsIn, FLEET_EXAMPLES, settingsOf } from "../helpers/fleet-examples.ts";
import { codeIn, PAGES } from "../helpers/pages.ts";
import { succeeded, withCloud, withoutCloud } from "./with-cloud.ts";

const YES = ["--yes", "--skip-preview"];

for (const example of FLEET_EXAMPLES) {
  const aws = example.raw["cloud"] === "aws";
  test(`examples/${example.name}: the commands of its README make a fleet of the price that it states`, {
    skip: withoutCloud({ aws }),
  }, async () => {
    await withCloud({ aws }, async (cloud) => {
      // The stack is chosen by the commands, as by its user.
      delete cloud.env.PULUMI_STACK;
      try {
        for (const line of commandsIn(example.page)) {
          const [program, ...args] = line.split(" ");
          if (program === "cp") cpSync(join(cloud.project, args[0]!), join(cloud.project, basename(args[0]!)));
          if (program === "pulumi") succeeded(await cloud.pulumi(...args, ...(args[0] === "up" ? YES : [])));
        }
        const outputs = await cloud.outputs();
        const { machines, usdPerHour } = planFleet(settingsOf(example));
        assert.equal(outputs["tag"], `meta-genx-${example.name}`);
        assert.equal(outputs["usdPerHour"], usdPerHour);
        assert.equal(Object.keys(outputs["workerAddresses"] as object).length, machines.length - 1);
        if (!aws) assert.equal(cloud.digitalocean.list("droplets").length, machines.length);
      } finally {
        cloud.env.PULUMI_STACK = example.name;
      }
    });
  });
}

test("pages name commands and options that Pulumi has", { skip: withoutCloud() }, async () => {
  await withCloud({}, async (cloud) => {
    const commands = PAGES.flatMap((page) =>
      [...codeIn(page).matchAll(/(?<![\w/-])pulumi( [a-z].*)/g)].map(([, rest]) => ({
        page,
        words: rest!.trim().split(/ +/),
      })),
    );
    const helps = new Map<string, string>();
    for (const { page, words } of commands) {
      const name = words
        .slice(0, ["config", "stack"].includes(words[0]!) ? 2 : 1)
        .filter((word) => /^[a-z-]+$/.test(word));
      const key = name.join(" ");
      if (!helps.has(key)) helps.set(key, succeeded(await cloud.pulumi(...name, "--help")).output);
      const help = helps.get(key)!;
      const aliases = /Aliases:\n +(.*)/.exec(help)?.[1]?.split(", ") ?? [];
      const known = new RegExp(`pulumi ${key}(?= [[<]|\\n)`).test(help) || aliases.includes(name.at(-1)!);
      assert.ok(known, `${page}: pulumi ${key}`);
      for (const option of words.filter((word) => word.startsWith("--"))) {
        assert.match(help, new RegExp(`${option}(?![a-z-])`), `${page}: pulumi ${key} ${option}`);
      }
    }
    assert.ok(helps.has("stack init") && helps.has("destroy"));
  });
});
