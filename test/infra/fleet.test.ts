/** What the program would make on either cloud, as Pulumi's engine would be asked for it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { stackTag } from "../../infra/plan.ts";
import { type Deployed, deploy, type Made, REDIS_PASSWORD } from "../helpers/fake-cloud.ts";

const ME = "198.51.100.7";
const WORLD = ["0.0.0.0/0", "::/0"];
const CLOUDS = [
  { cloud: "digitalocean", machine: "digitalocean:index/droplet:Droplet" },
  { cloud: "aws", machine: "aws:ec2/instance:Instance" },
];

const ofType = ({ made }: Deployed, type: string): Made[] => made.filter((each) => each.type.endsWith(type));
const named = (deployed: Deployed, name: string, type: string): Made => {
  const found = ofType(deployed, type).filter((each) => each.name === name || each.name.startsWith(`${name}-`));
  assert.equal(found.length, 1, `${type} ${name}`);
  return found[0]!;
};

for (const { cloud, machine } of CLOUDS) {
  test(`${cloud}: a head and as many workers as were asked for, each with a key of its own`, async () => {
    const fleet = await deploy({ cloud, sshFrom: ME, workers: "3" });
    assert.deepEqual(
      ofType(fleet, machine)
        .map(({ inputs }) => /^hostname: "(.*)"$/m.exec(inputs["userData"])?.[1])
        .toSorted(),
      ["head", "worker-01", "worker-02", "worker-03"],
    );
    assert.deepEqual(Object.keys(fleet.outputs["hostKeys"]), ["head", "worker-01", "worker-02", "worker-03"]);
    assert.equal(new Set(Object.values(fleet.outputs["hostKeys"])).size, 4);
    assert.deepEqual(Object.keys(fleet.outputs["workerAddresses"]), ["worker-01", "worker-02", "worker-03"]);
    assert.match(fleet.outputs["headAddress"], /^203\.0\.113\.\d+$/);
  });

  test(`${cloud}: workers 2 → 4 → 1 changes nothing about those that stay`, async () => {
    const [two, four, one] = [
      await deploy({ cloud, sshFrom: ME, workers: "2" }),
      await deploy({ cloud, sshFrom: ME, workers: "4" }),
      await deploy({ cloud, sshFrom: ME, workers: "1" }),
    ];
    const byKey = (deployed: Deployed) => new Map(deployed.made.map((each) => [`${each.type} ${each.name}`, each]));
    for (const [from, to] of [
      [two, four],
      [four, one],
    ] as const) {
      const [before, after] = [byKey(from), byKey(to)];
      const gone = [...before.keys()].filter((key) => !after.has(key));
      const come = [...after.keys()].filter((key) => !before.has(key));
      assert.ok(gone.length + come.length >= 4);
      for (const key of [...gone, ...come]) assert.match(key, /worker-0[234](-|$)/);
      const changed = [...after].filter(([key, each]) => before.has(key) && !isDeepStrictEqual(each, before.get(key)));
      // Those that go are stopped first: see infra/drain.ts.
      assert.deepEqual(
        changed.map(([key]) => key),
        ["pulumi:index:Stash roster"],
      );
    }
  });

  test(`${cloud}: the program says the same twice`, async () => {
    const settings = { cloud, sshFrom: ME };
    const sorted = (deployed: Deployed) =>
      deployed.made.toSorted((a, b) => `${a.type}${a.name}`.localeCompare(`${b.type}${b.name}`));
    const [first, second] = [await deploy(settings), await deploy(settings)];
    assert.deepEqual(sorted(second), sorted(first));
    assert.deepEqual(second.outputs, first.outputs);
  });

  test(`${cloud}: what is secret goes to the engine as secret, and is in no other input`, async () => {
    const fleet = await deploy({ cloud, sshFrom: ME }, { deleteToken: "dop_v1_token" });
    assert.deepEqual(fleet.secretOutputs, ["privateKey", "redisUrl", "redisUrlTunnel"]);
    for (const each of ofType(fleet, machine)) assert.deepEqual(each.secrets, ["userData"], each.name);
    const open = fleet.made.map(({ inputs, secrets }) =>
      Object.fromEntries(Object.entries(inputs).filter(([name]) => !secrets.includes(name))),
    );
    const openOutputs = Object.entries(fleet.outputs).filter(([name]) => !fleet.secretOutputs.includes(name));
    const text = JSON.stringify([open, openOutputs]);
    for (const secret of [REDIS_PASSWORD, "PRIVATE KEY", "dop_v1_token"]) assert.ok(!text.includes(secret), secret);
  });

  test(`${cloud}: Redis's address is given as the fleet sees it and as it is through a tunnel`, async () => {
    const { outputs } = await deploy({ cloud, sshFrom: ME });
    assert.equal(outputs["redisUrl"], `redis://fleet:${REDIS_PASSWORD}@${outputs["headPrivateAddress"]}:6379`);
    assert.equal(outputs["redisUrlTunnel"], `redis://fleet:${REDIS_PASSWORD}@127.0.0.1:6379`);
  });

  test(`${cloud}: workers are told the head's private address, and each machine its own host key`, async () => {
    const fleet = await deploy({ cloud, sshFrom: ME });
    const worker = named(fleet, "worker-01", machine);
    assert.ok(
      worker.inputs["userData"].includes(`META_GENX_BUNDLES=http://${fleet.outputs["headPrivateAddress"]}:8080`),
    );
    for (const each of ofType(fleet, machine)) {
      const name = /^hostname: "(.*)"$/m.exec(each.inputs["userData"])![1]!;
      assert.ok(each.inputs["userData"].includes(fleet.outputs["hostKeys"][name]), name);
    }
  });

  test(`${cloud}: the start of the fleet is that of its head`, async () => {
    const fleet = await deploy({ cloud, sshFrom: ME });
    assert.equal(fleet.outputs["startedAt"], "2026-11-21T12:00:00.000Z");
    const { keepers } = named(fleet, "record-of-head", "RandomUuid7").inputs;
    assert.match(keepers["head"], /^head-.*-id$/);
    assert.deepEqual([fleet.outputs["maxHours"], fleet.outputs["endsItself"]], [12, cloud === "aws"]);
  });

  test(`${cloud}: a missing setting is named with the command that sets it`, async () => {
    await assert.rejects(deploy({ cloud }), /pulumi config set sshFrom 203\.0\.113\.7/);
  });
}

test("digitalocean: from outside only SSH on the head is open, for the addresses that were named", async () => {
  const fleet = await deploy({ cloud: "digitalocean", sshFrom: `${ME}, 203.0.113.0/24` });
  const doors = ofType(fleet, ":Firewall").flatMap(({ inputs }) =>
    (inputs["inboundRules"] ?? []).map((rule: object) => ({ on: inputs["tags"], ...rule })),
  );
  const [head, worker] = ["meta-genx-test:head", "meta-genx-test:worker"];
  assert.deepEqual(
    doors.toSorted((a, b) => `${a.on}${a.portRange}`.localeCompare(`${b.on}${b.portRange}`)),
    [
      { on: [head], protocol: "tcp", portRange: "22", sourceAddresses: [`${ME}/32`, "203.0.113.0/24"] },
      { on: [head], protocol: "tcp", portRange: "6379", sourceTags: [worker] },
      { on: [head], protocol: "tcp", portRange: "8080", sourceTags: [worker] },
      { on: [worker], protocol: "tcp", portRange: "22", sourceTags: [head] },
    ],
  );
});

test("aws: from outside only SSH on the head is open, for the addresses that were named", async () => {
  const fleet = await deploy({ cloud: "aws", sshFrom: `${ME},203.0.113.0/24` });
  const doors = ofType(fleet, ":SecurityGroupIngressRule").map(({ inputs }) => {
    assert.equal(inputs["fromPort"], inputs["toPort"]);
    assert.equal(inputs["ipProtocol"], "tcp");
    const from = inputs["cidrIpv4"] ?? inputs["referencedSecurityGroupId"];
    return `${from} → ${inputs["securityGroupId"]}:${inputs["fromPort"]}`;
  });
  assert.deepEqual(doors.toSorted(), [
    `${ME}/32 → group-head-id:22`,
    "203.0.113.0/24 → group-head-id:22",
    "group-head-id → group-worker-id:22",
    "group-worker-id → group-head-id:6379",
    "group-worker-id → group-head-id:8080",
  ]);
  // A group brings no rules of its own, and no machine has another.
  for (const { inputs } of ofType(fleet, ":SecurityGroup")) {
    assert.equal(inputs["ingress"], undefined);
    assert.equal(inputs["egress"], undefined);
  }
  for (const each of ofType(fleet, ":Instance")) {
    const role = each.name.startsWith("head-") ? "head" : "worker";
    assert.deepEqual(each.inputs["vpcSecurityGroupIds"], [`group-${role}-id`]);
  }
});

test("a worker's machine reaches the head and nothing that could carry data out", async () => {
  const droplets = await deploy({ cloud: "digitalocean", sshFrom: ME });
  const out = ofType(droplets, ":Firewall")
    .filter(({ inputs }) => inputs["tags"][0] === "meta-genx-test:worker")
    .flatMap(({ inputs }) => inputs["outboundRules"]);
  const toWorld = out.filter((rule) => rule.destinationAddresses?.some((range: string) => WORLD.includes(range)));
  assert.deepEqual([...new Set(toWorld.map((rule) => rule.portRange))].toSorted(), ["123", "53"]);
  const instances = await deploy({ cloud: "aws", sshFrom: ME });
  for (const { inputs } of ofType(instances, ":SecurityGroupEgressRule")) {
    if (inputs["securityGroupId"] === "group-worker-id")
      assert.equal(inputs["referencedSecurityGroupId"], "group-head-id");
  }
  assert.equal(named(instances, "worker-01", ":Instance").inputs["associatePublicIpAddress"], false);
});

test("digitalocean: every droplet has the stack's tag, everything else the stack in its name", async () => {
  const fleet = await deploy({ cloud: "digitalocean", sshFrom: ME });
  for (const { name, inputs } of ofType(fleet, ":Droplet")) {
    const role = name.startsWith("head-") ? "head" : "worker";
    assert.deepEqual(inputs["tags"], ["meta-genx-test", `meta-genx-test:${role}`]);
  }
  const others = fleet.made.filter(({ type }) => type.startsWith("digitalocean:"));
  for (const { name, inputs } of others) assert.match(inputs["name"], /^meta-genx-test([-:]|$)/, name);
});

test("aws: everything that can be tagged has the stack's tag, disks too", async () => {
  const fleet = await deploy({ cloud: "aws", sshFrom: ME });
  const made = fleet.made.filter(({ type }) => type.startsWith("aws:"));
  assert.ok(made.length > 15);
  for (const { type, name, inputs } of made) {
    // It is no thing of its own at EC2, and cannot have any.
    if (type.endsWith(":RouteTableAssociation")) continue;
    assert.equal(inputs["tags"]?.["meta-genx"], "meta-genx-test", `${type} ${name}`);
    if (type.endsWith(":Instance")) assert.equal(inputs["rootBlockDevice"].tags["meta-genx"], "meta-genx-test");
  }
});

test("aws: disks are encrypted, metadata is by token only, and what powers off is gone", async () => {
  const fleet = await deploy({ cloud: "aws", sshFrom: ME, spot: "true" });
  for (const { inputs } of ofType(fleet, ":Instance")) {
    assert.equal(inputs["rootBlockDevice"].encrypted, true);
    assert.equal(inputs["rootBlockDevice"].deleteOnTermination, true);
    assert.deepEqual(inputs["metadataOptions"], {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
    assert.equal(inputs["instanceInitiatedShutdownBehavior"], "terminate");
  }
});

test("aws: spot is for workers, never for the head", async () => {
  const fleet = await deploy({ cloud: "aws", sshFrom: ME, spot: "true" });
  assert.equal(named(fleet, "worker-02", ":Instance").inputs["instanceMarketOptions"].marketType, "spot");
  assert.match(named(fleet, "worker-02", ":Instance").inputs["userData"], /spot-notice/);
  assert.equal(named(fleet, "head", ":Instance").inputs["instanceMarketOptions"], undefined);
  const onDemand = await deploy({ cloud: "aws", sshFrom: ME });
  assert.equal(named(onDemand, "worker-02", ":Instance").inputs["instanceMarketOptions"], undefined);
  assert.doesNotMatch(named(onDemand, "worker-02", ":Instance").inputs["userData"], /spot-notice/);
});

test("aws: the subnet is in a zone that has the types of head and workers", async () => {
  const fleet = await deploy({ cloud: "aws", sshFrom: ME });
  assert.equal(named(fleet, "subnet", ":Subnet").inputs["availabilityZone"], "us-east-1b");
});

test("another region or architecture makes other machines, so that none keeps an image or a text of the first", async () => {
  const keys = async (settings: Record<string, string>) => {
    const fleet = await deploy({ sshFrom: ME, ...settings });
    return fleet.made.filter(({ inputs }) => "userData" in inputs).map(({ name }) => name);
  };
  const first = await keys({ cloud: "aws" });
  for (const [setting, other] of [
    ["region", "eu-west-1"],
    ["architecture", "arm64"],
  ] as const) {
    for (const key of await keys({ cloud: "aws", [setting]: other })) assert.ok(!first.includes(key), key);
  }
});

test("aws: arm64 takes Graviton machines and Debian for them", async () => {
  const fleet = await deploy({ cloud: "aws", sshFrom: ME, architecture: "arm64" });
  assert.equal(named(fleet, "head", ":Instance").inputs["instanceType"], "t4g.small");
  assert.equal(named(fleet, "worker-01", ":Instance").inputs["ami"], "ami-of-debian-12-arm64-*");
});

test("digitalocean: with a token the head deletes the workers and then itself; without, it powers off", async () => {
  const settings = { cloud: "digitalocean", sshFrom: ME };
  const withToken = named(await deploy(settings, { deleteToken: "dop_v1_token" }), "head", ":Droplet").inputs[
    "userData"
  ];
  assert.match(withToken, /META_GENX_DELETE="meta-genx-test:worker meta-genx-test:head"/);
  assert.match(withToken, /delete\.curl"\n {2}permissions: "0600"\n {2}content: .*Bearer dop_v1_token/);
  const without = named(await deploy(settings), "head", ":Droplet").inputs["userData"];
  assert.doesNotMatch(without, /META_GENX_DELETE="|Bearer/);
  const worker = named(await deploy(settings, { deleteToken: "dop_v1_token" }), "worker-01", ":Droplet");
  assert.doesNotMatch(worker.inputs["userData"], /dop_v1_token/);
});

test("a stack's tag has only letters that every cloud takes", () => {
  assert.equal(stackTag("meta-genx", "beam.time_1"), "meta-genx-beam-time-1");
});
