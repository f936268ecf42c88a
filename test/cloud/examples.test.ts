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
import { type Cloud, succeeded, withCloud, withoutCloud } from "./with-cloud.ts";

for (const example of FLEET_EXAMPLES) {
  const aws = example.raw["cloud"] === "aws";
  test(`examples/${example.name}: the commands of its README make the fleet that it states, npm run down leaves nothing`, {
    skip: withoutCloud({ aws }),
  }, async () => {
    await withCloud({ aws }, async (cloud) => {
      // The stack is chosen by the commands, as by its user.
      delete cloud.env.PULUMI_STACK;
      try {
        const said = await obey(cloud, commandsIn(example.page));
        assert.ok(example.page.includes(said.slice(said.indexOf("Stack "), said.indexOf("Prices: "))), said);
        const outputs = await cloud.outputs();
        const { machines, usdPerHour } = planFleet(settingsOf(example));
        assert.equal(outputs["tag"], `meta-genx-${example.name}`);
        assert.equal(outputs["usdPerHour"], usdPerHour);
        assert.equal(Object.keys(outputs["workerAddresses"] as object).length, machines.length - 1);
        if (!aws) assert.equal(cloud.digitalocean.list("droplets").length, machines.length);
        const { code, stderr } = await cloud.run("down", "--yes");
        assert.equal(code, 0, stderr);
        assert.match(stderr, /Nothing is left/);
      } finally {
        cloud.env.PULUMI_STACK = example.name;
      }
    });
  });
}

/** Up to the fleet that is up. @returns what `npm run up` said */
async function obey(cloud: Cloud, commands: readonly string[]): Promise<string> {
  for (const line of commands) {
    const [program, ...args] = line.split(" ");
    if (line === "npm run up") {
      const { code, stderr } = await cloud.run("up", "--yes");
      assert.equal(code, 0, stderr);
      return stderr;
    }
    if (program === "pulumi") succeeded(await cloud.pulumi(...args));
    else if (program === "cp") cpSync(join(cloud.project, args[0]!), join(cloud.project, basename(args[0]!)));
    else throw new Error(`nobody obeys ${line}`);
  }
  throw new Error("npm run up is not among them");
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
