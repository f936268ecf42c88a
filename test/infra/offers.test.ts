/** What is sold, against what its own names say and how both clouds count: twice the machine is twice the price. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { aws } from "../../infra/aws/sizes.ts";
import { digitalocean } from "../../infra/digitalocean/sizes.ts";
import { OFFERS } from "../../infra/offers.ts";

const gigabytes = (size: { memoryMb: number }) => size.memoryMb / 1024;

for (const [cloud, { sizes, regions, auto }] of Object.entries(OFFERS)) {
  test(`${cloud}: no size and no region is there twice, and those that are taken by default are among them`, () => {
    const names = sizes.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.equal(new Set(regions).size, regions.length);
    assert.ok(regions.includes(auto.region));
    for (const name of [...Object.values(auto.head), ...Object.values(auto.worker)]) assert.ok(names.includes(name));
  });
}

test("a droplet's slug says its cores and memory, and a core with 2 GB has one price in each kind", () => {
  const month = (usdPerHour: number) => Math.round(672 * usdPerHour * 1000) / 1000;
  for (const { name, cores, usdPerHour, memoryMb, architecture } of digitalocean.sizes) {
    const shared = /^s-(\d+)vcpu-(\d+)gb$/.exec(name);
    const own = /^c-(\d+)$/.exec(name);
    assert.ok(shared ?? own, name);
    assert.equal(cores, Number((shared ?? own)![1]), name);
    assert.equal(memoryMb, 1024 * (shared ? Number(shared[2]) : 2 * cores), name);
    const single = { "s-1vcpu-1gb": 6, "s-2vcpu-2gb": 18 }[name];
    assert.equal(month(usdPerHour), single ?? (shared ? 12 : 21) * cores, name);
    assert.equal(architecture, "x64");
  }
  for (const region of digitalocean.regions) assert.match(region, /^[a-z]{3}\d$/);
});

test("an instance's type says its processor and how many times its family's smallest it is, in cores, memory and price", () => {
  const times: Record<string, number> = { large: 1, xlarge: 2, "2xlarge": 4, "4xlarge": 8, "8xlarge": 16 };
  for (const size of aws.sizes) {
    const [family, scale] = size.name.split(".") as [string, string];
    // The letter after the generation: i for Intel, a for AMD, g for Graviton, which is Arm.
    assert.equal(size.architecture, /^[a-z]\dg$/.test(family) ? "arm64" : "x64", size.name);
    if (family.startsWith("t")) continue;
    const large = aws.sizes.find(({ name }) => name === `${family}.large`)!;
    assert.deepEqual([large.cores, gigabytes(large)], [2, 4]);
    for (const fact of ["cores", "memoryMb", "usdPerHour"] as const) {
      assert.ok(Math.abs(size[fact] / large[fact] - times[scale]!) < 1e-9, `${size.name} ${fact}`);
    }
  }
  const burstable = aws.sizes.filter(({ name }) => name.startsWith("t"));
  assert.deepEqual(
    burstable.map((size) => [size.name, size.cores, gigabytes(size), size.usdPerHour]),
    [
      ["t3.small", 2, 2, 0.0208],
      ["t3.medium", 2, 4, 2 * 0.0208],
      ["t4g.small", 2, 2, 0.0168],
      ["t4g.medium", 2, 4, 2 * 0.0168],
    ],
  );
  for (const region of aws.regions) assert.match(region, /^[a-z]{2}-[a-z]+-\d$/);
});
