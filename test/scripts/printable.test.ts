/** What a stranger's file says reaches terminal, log and pages as text, and never as a command to them. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { writeHgx } from "../../runtime/gx/write.ts";
import { printableLines } from "../../runtime/text.ts";
import { projectOf } from "../helpers/project.ts";
import { command, temporaryFolder } from "./command.ts";

/** Clears the screen by C0 and by C1, sets the title, turns the direction of writing, and does not turn it back. */
const EVIL = "\u001b[2J\u009b2J\u001b]0;title\u0007\u202egnp\u2066";

async function hostileFile(t: TestContext, sim: string): Promise<string> {
  const x = [0.1, 0.2, 0.3, 0.4, 0.5];
  const script = `class Film:\n    def setD(self, v): self.d = v\nfilm = Film()\ndef Sim(data):\n    ${sim}\n    return [d.x * film.d for d in data]\n`;
  const project = projectOf(script, [{ x, y: [0.21, 0.39, 0.62, 0.81, 0.98], error: x }], [["film.setD", 1.5]]);
  project.datasets[0]!.name = `set ${EVIL}`;
  const path = join(temporaryFolder(t), `fit${EVIL.replaceAll("/", "")}.hgx`);
  writeFileSync(path, await writeHgx(project, { parameters: project.parameters, ySim: [] }));
  return path;
}

function assertPlain(said: string, where: string): void {
  assert.equal(printableLines(said), said, where);
}

test("names, prints and errors of a hostile file", async (t) => {
  const good = await hostileFile(t, `print(${JSON.stringify(EVIL)})`);
  const bad = await hostileFile(t, `raise ValueError(${JSON.stringify(EVIL)})`);
  const folder = join(temporaryFolder(t), "out");
  const few = ["--budget-evaluations", "60", "--repeats", "1", "--methods", "best_1_bin", "--out", folder];
  for (const [code, script, args] of [
    [0, "inspect", [good]],
    [0, "inspect", [good, "--json"]],
    [0, "simulate", [good]],
    [0, "simulate", [good, "--json"]],
    [1, "simulate", [bad]],
    [0, "sweep", [good, ...few]],
    [0, "results", [folder]],
    [0, "results", [folder, "--json"]],
    [0, "results", [folder, "--csv"]],
    [1, "inspect", [`no such file ${EVIL}.gx`]],
  ] as [number, string, string[]][]) {
    const outcome = await command(script, args);
    const where = `${script} ${args.slice(1).join(" ")}`;
    assert.equal(outcome.code, code, `${where}: ${outcome.stderr}`);
    assertPlain(outcome.stdout.replaceAll("\r\n", "\n"), `${where}, stdout`);
    assertPlain(outcome.stderr, `${where}, stderr`);
    if (!args.includes("--csv"))
      assert.match(outcome.stdout + outcome.stderr, /title/, `${where} shows the text all the same`);
  }
  const { code } = await command("results", [folder, "--timeline"]);
  assert.equal(code, 0);
  for (const page of ["report.html", "timeline.html"]) assertPlain(readFileSync(join(folder, page), "utf8"), page);
});
