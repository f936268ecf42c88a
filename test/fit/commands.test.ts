import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { commandNotes, runCommands } from "../../runtime/fit/commands.ts";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";

const commands = () => readProjectFile(join(GOLDEN, "genx", "dc01_commands.hgx"));

test("data commands give the columns that GenX stored", async () => {
  const project = await commands();
  for (const set of project.datasets) {
    const { x, y, error, extra } = runCommands(set, project.fileName);
    assertClose(x, set.x.values, 1e-14, "x");
    assertClose(y, set.y.values, 1e-14, "y");
    assertClose(error, set.error.values, 1e-13, "error");
    for (const name of Object.keys(set.extra)) assertClose(extra[name]!, set.extra[name]!.values, 1e-14, name);
    assert.deepEqual(commandNotes(set, project.fileName), []);
  }
});

test("a column that its command does not give is named", async () => {
  const project = await commands();
  const [set] = project.datasets;
  set!.commands.y = "y*3";
  assert.match(
    commandNotes(set!, project.fileName).join(),
    /the stored y, error is not what the data commands give now/,
  );
});

test("a command that does not run is an error with its text", async () => {
  const project = await commands();
  const [set] = project.datasets;
  set!.commands.y = "y*undefined_name";
  assert.throws(() => runCommands(set!, project.fileName), /undefined_name/);
  assert.match(commandNotes(set!, project.fileName).join(), /a data command does not run here.*undefined_name/);
});

test("the footprint's error is 1 % of y below x = 0.05, unless the command says otherwise", async () => {
  const project = await commands();
  const set = { ...project.datasets[0]! };
  const x = Float64Array.of(0.01, 0.0499, 0.05, 0.052, 0.06);
  const column = (values: Float64Array) => ({ ...set.x, values });
  const raw = { xRaw: column(x), yRaw: column(x.map(() => 100)), errorRaw: column(x.map(() => 1)) };
  const error = (command: string) => {
    const commands = { ...set.commands, x: "x", y: "y", error: command, extra: {} };
    return [...runCommands({ ...set, ...raw, commands }, project.fileName).error];
  };
  assert.deepEqual(error("fpe()"), [1, 1, 0, 0, 0]);
  assert.deepEqual(error("fpe(0.055, 0.02)"), [2, 2, 2, 2, 0]);
  assert.deepEqual(error("fpe(relerr=0.5, xmax=0.02)"), [50, 0, 0, 0, 0]);
});
