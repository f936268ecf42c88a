import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../runtime/optimisers/random.ts";
import { FomLevelBars } from "../../runtime/sweep/fom-level-bars.ts";

/** As GenX does it: every evaluation kept, and searched at the end. */
function byKeepingAll(points: Float64Array[], foms: number[], level: number): [number, number][] {
  const lowest = Math.min(...foms.filter((fom) => !Number.isNaN(fom)));
  const best = points[foms.indexOf(lowest)]!;
  const good = points.filter((_, i) => foms[i]! < level * lowest);
  return Array.from(best, (value, j) => {
    const values = good.map((point) => point[j]!);
    return [Math.min(...values) - value, Math.max(...values) - value];
  });
}

test("the bars are those of all evaluations, though few are kept, also from a checkpoint", () => {
  const random = new Random(3);
  for (const level of [1.05, 1.5, 3]) {
    const points: Float64Array[] = [];
    const foms: number[] = [];
    let bars = new FomLevelBars(3, level);
    // An optimiser that closes in, with ties and holes.
    for (let i = 0; i < 3000; i++) {
      const width = 2 * Math.exp(-i / 500) + 0.05;
      const point = Float64Array.from({ length: 3 }, (_, j) => j + width * random.normal());
      const fom = 0.5 + point.reduce((sum, v, j) => sum + (v - j) ** 2, 0);
      points.push(point);
      foms.push(i % 97 === 0 ? Number.NaN : i % 5 === 0 ? Math.round(fom * 100) / 100 : fom);
      bars.add(point, foms[i]!);
      if (i % 700 === 0) bars = new FomLevelBars(3, level, JSON.parse(JSON.stringify(bars.save())));
    }
    const lowest = Math.min(...foms.filter((fom) => !Number.isNaN(fom)));
    assert.deepEqual(bars.bars(points[foms.indexOf(lowest)]!), byKeepingAll(points, foms, level));
    assert.ok(JSON.stringify(bars.save()).length < 20_000);
  }
});

test("a best that is not above 0, or none, has no bars", () => {
  const bars = new FomLevelBars(1, 1.05);
  assert.deepEqual(bars.bars([0]), []);
  bars.add(Float64Array.of(2), -1);
  assert.deepEqual(bars.bars([2]), []);
});
