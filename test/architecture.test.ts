/**
 * The code keeps the promises that docs/architecture.md makes: which room may
 * import which, and no circle of files. Imports are read by TypeScript's own
 * parser: static, side-effect, dynamic, and worker URLs.
 */
import assert from "node:assert/strict";
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import ts from "typescript";

const ROOT = resolve(import.meta.dirname, "..");
const files = globSync("{runtime,scripts,infra,provisioning,bench}/**/*.ts", { cwd: ROOT });

/** room → what it may import. */
const ROWS = readTable();

/** What every room of runtime and scripts may use. */
const COMMON = ["runtime/errors.ts", "runtime/retry.ts", "runtime/shell.ts", "runtime/text.ts"];

interface Import {
  file: string;
  target: string;
}

test("rooms import only the rooms that docs/architecture.md allows", () => {
  const allowed = ROWS;
  const strays = files.flatMap((file) =>
    importsOf(file).flatMap(({ target }) => {
      if (!target.startsWith(".")) return [];
      const to = relative(ROOT, resolve(ROOT, dirname(file), target));
      const [from, into] = [roomOf(file), roomOf(to)];
      const fine =
        from === into ||
        (/^(runtime|scripts)/.test(from) && COMMON.includes(to)) ||
        allowed.get(from)?.some((entry) => to === entry || to.startsWith(`${entry}/`)) ||
        into === "package.json";
      return fine ? [] : [`${file} imports ${to}`];
    }),
  );
  assert.deepEqual(strays, []);
});

test("every room that exists has a row in the table, and every row a room", () => {
  const rows = [...ROWS.keys()];
  const rooms = new Set(files.map(roomOf).filter((room) => !room.endsWith(".ts")));
  assert.deepEqual([...rooms].toSorted(), rows.toSorted());
});

test("the rooms that a file lies in are told apart by their longest names", () => {
  assert.equal(roomOf("runtime/fleet/store/claims.ts"), "runtime/fleet/store");
  assert.equal(roomOf("runtime/models/base/sample.ts"), "runtime/models");
  assert.equal(roomOf("scripts/cloud/link.ts"), "scripts/cloud");
  assert.equal(roomOf("scripts/sweep.ts"), "scripts");
  assert.equal(roomOf("runtime/fleet/stray.ts"), "runtime/fleet", "which is no room, so this file would be found");
});

/** An object knows its class, and a class is an object. */
const CLASSES = ["class", "object"].map((name) => `runtime/python/values/${name}.ts`);

/** Python's grammar is a circle (an expression may hold a function, a function statements, a statement expressions), and so are the files that compile it. */
const GRAMMAR = ["calls", "comprehensions", "expressions", "functions", "generators", "statements", "targets"].map(
  (name) => `runtime/python/compile/${name}.ts`,
);

test("no file imports itself by way of others, be it for a type, late or as a thread, but for Python's grammar and its classes", () => {
  const graph = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter(({ target }) => target.startsWith("."))
        .map(({ target }) => relative(ROOT, resolve(ROOT, dirname(file), target)))
        .filter((to) => to.endsWith(".ts")),
    ]),
  );
  assert.deepEqual(circles(graph).sort(), [GRAMMAR, CLASSES]);
});

/** Why files may share a name: learn one, and you know the others. */
const SHARED = new Map([
  ["index.ts", "the door of a room"],
  ["fleet.ts", "infra's contract, its two clouds, and the command"],
  ["head.ts", "two clouds"],
  ["network.ts", "two clouds"],
  ["redis.ts", "two clouds"],
  ["sizes.ts", "the contract and two clouds"],
  ["random.ts", "Python's module, numpy's, and the dice of the optimisers"],
  ["refl-base.ts", "GenX's module, and the one of the same name in models.lib"],
  ["instrument.ts", "one a family of models"],
  ["profile.ts", "one a family of models"],
  ["sample.ts", "one a family of models"],
  ["simulations.ts", "one a family of models"],
  ["sld.ts", "one a family of models"],
]);

test("no two files share a name, but where they do the same job", () => {
  const shared = [...Map.groupBy(files, (file) => basename(file))].filter(([, paths]) => paths.length > 1);
  assert.deepEqual(shared.map(([name]) => name).sort(), [...SHARED.keys()].sort());
});

test("what a file imports by name is in package.json, and every dependency is used", () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const declared = Object.keys(manifest.dependencies);
  const used = new Set<string>();
  for (const file of files) {
    for (const { target } of importsOf(file)) {
      if (target.startsWith(".") || target.startsWith("node:")) continue;
      const name = target
        .split("/")
        .slice(0, target.startsWith("@") ? 2 : 1)
        .join("/");
      assert.ok(declared.includes(name), `${file} imports ${name}, which is no dependency`);
      assert.ok(!builtinModules.includes(name), `${file}: write node:${name}`);
      used.add(name);
    }
  }
  // A page part such as uPlot's is found by `require.resolve` and inlined, not imported.
  const text = files.map((file) => readFileSync(join(ROOT, file), "utf8")).join("");
  assert.deepEqual(
    declared.filter((name) => !used.has(name) && !text.includes(`"${name}/`)),
    [],
  );
});

test("docs/architecture.md draws the folders that there are", () => {
  const drawn = readTree();
  const within = drawn.map((folder) => dirname(folder)).filter((folder) => folder !== ".");
  const there = [...new Set([...within, "runtime"])].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${folder}/${entry.name}`),
  );
  const top = drawn.filter((folder) => !folder.includes("/"));
  assert.deepEqual(drawn.toSorted(), [...top, ...there].toSorted());
  for (const folder of top) assert.ok(existsSync(join(ROOT, folder)), folder);
});

test("every relative import exists", () => {
  for (const file of files) {
    for (const { target } of importsOf(file)) {
      if (target.startsWith(".")) assert.ok(existsSync(resolve(ROOT, dirname(file), target)), `${file}: ${target}`);
    }
  }
});

/** The room that a file lies in, `runtime/fleet/store` or `scripts`; a folder that has no row; or the file itself for runtime/errors.ts, runtime/retry.ts, runtime/shell.ts, runtime/text.ts and runtime/hdf5.ts. */
function roomOf(path: string): string {
  const rows = [...ROWS.keys()].filter((row) => path.startsWith(`${row}/`));
  if (rows.length > 0) return rows.reduce((a, b) => (a.length > b.length ? a : b));
  const parts = path.split("/");
  return parts[0] === "runtime" ? parts.slice(0, 2).join("/") : parts[0]!;
}

/** The folders in the tree of docs/architecture.md, below the root. */
function readTree(): string[] {
  const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
  const tree = page.split("\n## The tree\n")[1]!.split("```")[1]!;
  const above: string[] = [];
  return [...tree.matchAll(/^( *)([\w-]+)\//gm)].map(([, indent, name]) => {
    above.length = indent!.length / 2;
    above.push(name!);
    return above.join("/");
  });
}

/** From docs/architecture.md. */
function readTable(): Map<string, string[]> {
  const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
  const rows = page
    .split("\n")
    .filter((line) => /^\| `/.test(line))
    .map((line) => line.split("|").slice(1));
  return new Map(rows.map(([room, imports]) => [names(room!)[0]!, names(imports!)]));
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.push({ file, target: (node.moduleSpecifier as ts.StringLiteral).text });
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [target] = node.arguments;
      if (target && ts.isStringLiteral(target)) found.push({ file, target: target.text });
    }
    if (ts.isNewExpression(node) && node.expression.getText() === "URL" && node.arguments?.length === 2) {
      const [target] = node.arguments;
      if (target && ts.isStringLiteral(target) && /^\..*\.ts$/.test(target.text)) {
        found.push({ file, target: target.text });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Tarjan's strongly connected components with more than one file. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const walk = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const to of graph.get(file) ?? []) {
      if (!index.has(to)) {
        walk(to);
        low.set(file, Math.min(low.get(file)!, low.get(to)!));
      } else if (stack.includes(to)) {
        low.set(file, Math.min(low.get(file)!, index.get(to)!));
      }
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const file of graph.keys()) if (!index.has(file)) walk(file);
  return found;
}
