/**
 * The project's own program on the emulated clouds: made, looked at, made again,
 * destroyed. No machine boots here; what is looked at is what the clouds were told.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeKeyPairsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import type { Thing } from "./digitalocean/store.ts";
import { type Cloud, succeeded, withCloud, withoutCloud } from "./with-cloud.ts";

const skip = withoutCloud();
const skipAws = withoutCloud({ aws: true });
const up = (cloud: Cloud) => cloud.pulumi("up", "--yes", "--skip-preview");
const destroy = (cloud: Cloud) => cloud.pulumi("destroy", "--yes", "--skip-preview");
const FROM = "198.51.100.7";

test("on DigitalOcean, a fleet is made, stays as it is, grows and shrinks by the difference, and leaves nothing", {
  skip,
}, async () => {
  await withCloud({}, async (cloud) => {
    const { digitalocean } = cloud;
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM });
    const preview = succeeded(await cloud.pulumi("preview"));
    assert.match(preview.output, /\+ \d+ to create/);
    assert.deepEqual(digitalocean.list("droplets"), []);

    succeeded(await up(cloud));
    assert.deepEqual(names(digitalocean.list("droplets")), [
      "meta-genx-test-head",
      "meta-genx-test-worker-01",
      "meta-genx-test-worker-02",
    ]);
    const before = ids(digitalocean.list("droplets"));
    assert.match(succeeded(await up(cloud)).output, /Resources:\n +\d+ unchanged/);

    await cloud.configure({ workers: "4" });
    succeeded(await up(cloud));
    const grown = ids(digitalocean.list("droplets"));
    assert.equal(grown.length, 5);
    assert.deepEqual(
      before.filter((id) => !grown.includes(id)),
      [],
    );

    await cloud.configure({ workers: "1" });
    succeeded(await up(cloud));
    assert.deepEqual(names(digitalocean.list("droplets")), ["meta-genx-test-head", "meta-genx-test-worker-01"]);
    assert.deepEqual(
      ids(digitalocean.list("droplets")).filter((id) => !before.includes(id)),
      [],
    );

    succeeded(await destroy(cloud));
    for (const each of ["droplets", "firewalls", "keys", "tags", "vpcs"] as const) {
      assert.deepEqual(digitalocean.list(each), [], each);
    }
  });
});

test("no secret is in the state or in what pulumi says, and the outputs give the driver what it needs", {
  skip,
}, async () => {
  await withCloud({}, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM });
    const { output } = succeeded(await up(cloud));
    const outputs = await cloud.outputs();
    const { password } = new URL(outputs.redisUrl as string);
    assert.match(password, /^[A-Za-z0-9]{40}$/);
    const privateKey = outputs.privateKey as string;
    assert.match(privateKey, /^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
    const state = cloud.state();
    assert.match(state, /"ciphertext"/);
    for (const secret of [password, privateKey.split("\n")[2]!]) {
      assert.ok(!state.includes(secret), "a secret is in the state");
      assert.ok(!output.includes(secret), "a secret is in what pulumi said");
    }
    const [head] = cloud.digitalocean.list("droplets").filter((droplet) => String(droplet.name).endsWith("head"));
    const { v4 } = head!.networks as { v4: { ip_address: string }[] };
    assert.deepEqual(
      v4.map((each) => each.ip_address),
      [outputs.headAddress, outputs.headPrivateAddress],
    );
  });
});

test("a droplet limit stops `pulumi up` half-way with the cloud's own words, and destroy leaves nothing", {
  skip,
}, async () => {
  await withCloud({ dropletLimit: 2 }, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM, workers: "3" });
    const failed = await up(cloud);
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /will exceed your droplet limit/);
    assert.equal(cloud.digitalocean.list("droplets").length, 2);
    succeeded(await destroy(cloud));
    for (const each of ["droplets", "firewalls", "keys", "tags", "vpcs"] as const) {
      assert.deepEqual(cloud.digitalocean.list(each), [], each);
    }
  });
});

test("a wrong token is refused by the cloud", { skip }, async () => {
  await withCloud({ env: { DIGITALOCEAN_TOKEN: "dop_v1_of_somebody_else" } }, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM });
    assert.match((await up(cloud)).output, /401 Unable to authenticate you/);
  });
});

test("on EC2, everything carries the stack's tag, a second up changes nothing, and destroy leaves nothing", {
  skip: skipAws,
}, async () => {
  await withCloud({ aws: true }, async (cloud) => {
    await cloud.configure({ cloud: "aws", sshFrom: FROM });
    succeeded(await up(cloud));
    const { tag, headPrivateAddress } = await cloud.outputs();
    assert.equal(headPrivateAddress, "10.77.0.10");

    const ec2 = new EC2Client({
      region: "us-east-1",
      endpoint: cloud.moto!.url,
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
    });
    const tagged = async () => {
      const byTag = [
        { Name: "key", Values: ["meta-genx"] },
        { Name: "value", Values: [String(tag)] },
      ];
      const { Tags = [] } = await ec2.send(new DescribeTagsCommand({ Filters: byTag }));
      return Tags.map(({ ResourceType, ResourceId }) => `${ResourceType} ${ResourceId}`);
    };
    const kinds = new Map<string, number>();
    for (const each of await tagged()) kinds.set(each.split(" ")[0]!, (kinds.get(each.split(" ")[0]!) ?? 0) + 1);
    for (const kind of ["vpc", "subnet", "internet-gateway", "route-table", "key-pair"]) {
      assert.equal(kinds.get(kind), 1, kind);
    }
    assert.equal(kinds.get("security-group"), 2);
    assert.equal(kinds.get("instance"), 3);
    assert.match(succeeded(await up(cloud)).output, /Resources:\n +\d+ unchanged/);

    succeeded(await destroy(cloud));
    // moto keeps the tags of what is gone, so the things themselves are asked for.
    const Filters = [{ Name: "tag:meta-genx", Values: [String(tag)] }];
    const left = [
      (await ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs,
      (await ec2.send(new DescribeSubnetsCommand({ Filters }))).Subnets,
      (await ec2.send(new DescribeInternetGatewaysCommand({ Filters }))).InternetGateways,
      (await ec2.send(new DescribeRouteTablesCommand({ Filters }))).RouteTables,
      (await ec2.send(new DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups,
      (await ec2.send(new DescribeKeyPairsCommand({ Filters }))).KeyPairs,
      (await ec2.send(new DescribeVolumesCommand({ Filters }))).Volumes,
    ].flat();
    assert.deepEqual(left, []);
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
    const states = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ State }) => State?.Name));
    // EC2 shows a terminated instance for an hour.
    assert.deepEqual(new Set(states), new Set(["terminated"]));
  });
});

function names(things: Thing[]): string[] {
  return things.map((thing) => String(thing.name)).toSorted();
}

function ids(things: Thing[]): string[] {
  return things.map((thing) => String(thing.id));
}
