/** Containers that hold themselves: what Python writes of them, and what comparing them ends in. The texts are CPython 3.11's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileScript } from "../../runtime/python/compile/program.ts";

function run(script: string): string[] {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map(), print }).run();
  return lines;
}

test("a list, dict, tuple or set that holds itself is written with three dots where it comes again", () => {
  const script = `
a = []
a.append(a)
d = {}
d[1] = d
t = ([],)
t[0].append(t)
print(a, d, t, str(a), "%s" % a, f"{a}")
class Film:
    def __init__(self): self.parts = {self}
    def __repr__(self): return "Film(%r)" % self.parts
print(Film())
d["v"] = d.values()
print(d)
same = [1]
print([same, same], a == a)
`;
  assert.deepEqual(run(script), [
    "[[...]] {1: {...}} ([(...)],) [[...]] [[...]] [[...]]",
    "Film({Film(set(...))})",
    "{1: {...}, 'v': dict_values([{...}, ...])}",
    "[[1], [1]] True",
  ]);
});

test("comparing two that hold themselves is a RecursionError, which a script may catch", () => {
  const made = "a = []\na.append(a)\nb = []\nb.append(b)\nd = {}\nd[1] = d\ne = {}\ne[1] = e\n";
  for (const comparison of ["a == b", "d == e", "a < b", "(a,) == (b,)", "a in [b]", "sorted([a, b])"]) {
    assert.deepEqual(
      run(`${made}try:\n    print(${comparison})\nexcept RecursionError:\n    print("deep")\n`),
      ["deep"],
      comparison,
    );
    assert.throws(() => run(made + comparison), {
      code: "GX_SCRIPT_BUDGET",
      message: /line 9: RecursionError: maximum recursion depth exceeded/,
    });
  }
});
