import assert from "node:assert/strict";
import { test } from "node:test";
import { thinned } from "../../runtime/math/thinned.ts";

test("short curves keep every point, long ones no more than asked for, the ends and all extremes among them", () => {
  assert.deepEqual([...thinned([[3, 1, 2]], 3, 3)], [0, 1, 2]);
  for (const [n, most, curves] of [
    [1000, 10, 1],
    [1001, 100, 3],
    [4097, 4096, 2],
    [50, 7, 40],
    [9, 2, 1],
  ] as const) {
    const all = Array.from({ length: curves }, (_, c) =>
      Float64Array.from({ length: n }, (_, i) => Math.sin(i * (c + 1.7)) + Math.cos(0.37 * i)),
    );
    const kept = [...thinned(all, n, most)];
    assert.ok(kept.length <= most, `${kept.length} of ${n}`);
    assert.deepEqual(
      kept,
      [...new Set(kept)].sort((a, b) => a - b),
    );
    assert.deepEqual([kept[0], kept.at(-1)], [0, n - 1]);
    if (most < 6 * curves) continue;
    for (const curve of all) {
      const of = (indices: Iterable<number>) => Array.from(indices, (i) => curve[i]!);
      assert.equal(Math.max(...of(kept)), Math.max(...curve));
      assert.equal(Math.min(...of(kept)), Math.min(...curve));
    }
  }
});

test("NaN is no extreme, and a stretch of nothing else leaves a point", () => {
  const curve = Float64Array.from({ length: 100 }, (_, i) => (i < 50 ? Number.NaN : i));
  const kept = [...thinned([curve], 100, 12)];
  assert.ok(kept.filter((i) => i < 50).length >= 2);
  assert.ok(kept.includes(99) && kept.includes(50));
});
