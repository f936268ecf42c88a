/** Settings → plan: what is refused, and laws that every plan keeps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { checkSettings, doubts, type RawSettings, SettingsError } from "../../infra/check-settings.ts";
import { OFFERS } from "../../infra/offers.ts";
import { planFleet } from "../../infra/plan.ts";
import { defaults } from "../helpers/fake-cloud.ts";

const usable = { ...defaults(), cloud: "digitalocean", sshFrom: "198.51.100.7" } as RawSettings;
const problems = (settings: Partial<RawSettings>): string => {
  try {
    checkSettings({ ...usable, ...settings });
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.message;
  }
  throw new Error("accepted");
};

test("Pulumi.yaml's defaults are settings, once cloud and sshFrom are set", () => {
  const { cloud, region, workers, workerSize, spot, maxHours, sshFrom } = checkSettings(usable);
  assert.deepEqual(
    { cloud, region, workers, size: workerSize.name, spot, maxHours, sshFrom },
    {
      cloud: "digitalocean",
      region: "fra1",
      workers: 2,
      size: "s-2vcpu-4gb",
      spot: false,
      maxHours: 12,
      sshFrom: ["198.51.100.7/32"],
    },
  );
});

for (const [settings, expected] of [
  [{ cloud: "" }, "cloud is not set: pulumi config set cloud digitalocean"],
  [{ cloud: "azure" }, 'cloud is digitalocean or aws, not "azure": pulumi config set cloud digitalocean'],
  [{ cloud: "toString" }, 'cloud is digitalocean or aws, not "toString": pulumi config set cloud digitalocean'],
  [
    { sshFrom: "" },
    "sshFrom is not set, so nobody could reach the fleet. `npm run up` finds this machine's address and asks; or, with the address that the internet sees: pulumi config set sshFrom 203.0.113.7",
  ],
  [{ workers: "0" }, 'workers is a whole number from 1 to 100, not "0": pulumi config set workers 2'],
  [{ workers: "2.5" }, 'workers is a whole number from 1 to 100, not "2.5": pulumi config set workers 2'],
  [{ workers: "" }, 'workers is a whole number from 1 to 100, not "": pulumi config set workers 2'],
  [{ maxHours: "169" }, 'maxHours is a whole number from 1 to 168, not "169": pulumi config set maxHours 12'],
  [{ image: "" }, 'image is auto or a slug such as debian-12-x64, not "": pulumi config set image auto'],
  [{ spot: "yes" }, 'spot is true or false, not "yes": pulumi config set spot false'],
  [{ spot: "true" }, "DigitalOcean has no spot machines: pulumi config set spot false"],
  [{ architecture: "arm64" }, "digitalocean has no arm64 machines: pulumi config set architecture x64"],
  [{ architecture: "ppc" }, 'architecture is x64 or arm64, not "ppc": pulumi config set architecture x64'],
  [
    { sshFrom: "198.51.100.7, home" },
    'sshFrom takes IPv4 addresses or ranges, separated by commas, not "home": pulumi config set sshFrom 203.0.113.7,198.51.100.0/24',
  ],
] as const) {
  test(`refused: ${JSON.stringify(settings)}`, () => assert.equal(problems(settings), expected));
}

test("a region or a size that is not known is refused with those that are", () => {
  assert.match(
    problems({ region: "us-east-1" }),
    /^region "us-east-1" is none of digitalocean's \(ams3, .*fra1.*\): pulumi/,
  );
  assert.match(
    problems({ workerSize: "c-3" }),
    /^workerSize "c-3" is not known for digitalocean on x64 \(.*c-4.*\): pulumi config set workerSize s-2vcpu-4gb$/,
  );
  assert.equal(
    problems({ cloud: "aws", workerSize: "c7g.large" }),
    "workerSize c7g.large is arm64, and the fleet x64: pulumi config set workerSize c7i.xlarge",
  );
});

test("all that is wrong is said at once", () => {
  const lines = problems({ cloud: "", sshFrom: "", workers: "none" }).split("\n");
  assert.deepEqual(lines.map((line) => /pulumi config set (\w+)/.exec(line)?.[1]).toSorted(), [
    "cloud",
    "sshFrom",
    "workers",
  ]);
});

for (const range of ["198.51.100.7/24", "198.51.100.0/33", "198.51.100", "::1", "1.2.3.4/8/8", "1.2.3.4/", ","]) {
  test(`"${range}" is no range to let in`, () => assert.match(problems({ sshFrom: range }), /sshFrom/));
}

test("the whole internet before the head's SSH is allowed, and doubted", () => {
  const about = (sshFrom: string) => doubts(checkSettings({ ...usable, sshFrom }));
  assert.deepEqual(about("198.51.100.0/24, 10.0.0.0/8"), []);
  assert.match(
    about("198.51.100.7,0.0.0.0/0")[0]!,
    /^sshFrom 0\.0\.0\.0\/0 lets strangers .*: pulumi config set sshFrom/,
  );
  assert.equal(about("0.0.0.0/1,128.0.0.0/1").length, 1);
});

test("a fleet of two shared droplets costs what DigitalOcean's page says", () => {
  const { usdPerHour } = planFleet(checkSettings(usable));
  // $12 and twice $24 for 672 hours.
  assert.equal(usdPerHour.toFixed(5), "0.08929");
});

test("every plan: prices add up, grow with workers and hours, and names only come and go at the end", () => {
  const random = dice(20261121);
  for (let i = 0; i < 500; i++) {
    const raw = anySettings(random);
    const note = JSON.stringify(raw);
    const plan = planFleet(checkSettings(raw));
    const { machines, usdPerHour, mostUsd, weekUsd, settings } = plan;
    assert.equal(machines.filter(({ role }) => role === "head").length, 1, note);
    assert.equal(machines.length, settings.workers + 1, note);
    assert.equal(new Set(machines.map(({ name }) => name)).size, machines.length, note);
    assert.equal(plan.cores, settings.workers * settings.workerSize.cores, note);
    for (const machine of machines) assert.ok(machine.usdPerHour > 0 && machine.usdPerHour < 4, note);
    const sum = machines.reduce((total, machine) => total + machine.usdPerHour, 0);
    assert.ok(Math.abs(sum - usdPerHour) < 1e-9, note);
    assert.ok(mostUsd > usdPerHour * settings.maxHours, note);
    assert.ok(Math.abs(weekUsd - 168 * usdPerHour) < 1e-9, note);
    if (settings.workers < 100) {
      const more = planFleet({ ...settings, workers: settings.workers + 1 });
      assert.deepEqual(more.machines.slice(0, -1), machines, note);
      assert.ok(more.usdPerHour > usdPerHour && more.mostUsd > mostUsd, note);
    }
    assert.ok(planFleet({ ...settings, maxHours: settings.maxHours + 1 }).mostUsd > mostUsd, note);
    assert.deepEqual(planFleet(checkSettings(raw)), plan, note);
  }
});

test("elsewhere EC2 is never counted cheaper than in us-east-1", () => {
  const { sizes, regions, price } = OFFERS.aws;
  for (const size of sizes) {
    for (const region of regions) assert.ok(price(size, region) >= price(size, "us-east-1"));
  }
});

test("a droplet's end is its deletion, which needs a token; an instance's is to power off", () => {
  assert.equal(planFleet(checkSettings(usable)).endsItself, false);
  assert.equal(planFleet(checkSettings(usable), true).endsItself, true);
  assert.equal(planFleet(checkSettings({ ...usable, cloud: "aws" })).endsItself, true);
});

/** Whole numbers below a bound, from a seed. */
function dice(seed: number): (below: number) => number {
  const generator = xoroshiro128plus(seed);
  return (below) => (generator.next() >>> 0) % below;
}

function anySettings(random: (below: number) => number): RawSettings {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const cloud = pick(["digitalocean", "aws"] as const);
  const offer = OFFERS[cloud];
  const architecture = cloud === "aws" ? pick(["x64", "arm64"] as const) : "x64";
  const sizes = ["auto", ...offer.sizes.filter((size) => size.architecture === architecture).map(({ name }) => name)];
  return {
    cloud,
    architecture,
    region: pick(["auto", ...offer.regions]),
    workers: String(1 + random(100)),
    workerSize: pick(sizes),
    headSize: pick(sizes),
    image: "auto",
    spot: cloud === "aws" ? pick(["true", "false"]) : "false",
    sshFrom: pick(["198.51.100.7", "10.0.0.0/8, 192.0.2.128/25", "0.0.0.0/0"]),
    maxHours: String(1 + random(168)),
  };
}
