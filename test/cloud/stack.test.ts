/**
 * The project's own program on the emulated clouds: made, looked at, made again,
 * larger, smaller, destroyed. No machine boots here; what is looked at is what the
 * clouds were told.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DescribeSubnetsCommand, DescribeTagsCommand } from "@aws-sdk/client-ec2";
import { ec2Client, instances } from "./hosts/instances.ts";
import { leftOnDigitalOcean, leftOnEc2 } from "./left.ts";
import { type Cloud, succeeded, withCloud, withoutCloud } from "./with-cloud.ts";

const FROM = "198.51.100.7";
const up = async (cloud: Cloud) => succeeded(await cloud.pulumi("up", "--yes", "--skip-preview")).output;
const destroy = async (cloud: Cloud) => succeeded(await cloud.pulumi("destroy", "--yes", "--skip-preview"));

test("on DigitalOcean, a fleet is made, stays as it is, grows and shrinks by the difference, and leaves nothing", {
  skip: withoutCloud(),
}, async () => {
  await withCloud({}, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM });
    const preview = succeeded(await cloud.pulumi("preview"));
    assert.match(preview.output, /\+ \d+ to create/);
    assert.deepEqual(leftOnDigitalOcean(cloud.digitalocean), []);

    await up(cloud);
    const { headAddress, headPrivateAddress } = await cloud.outputs();
    const [head] = cloud.digitalocean.list("droplets").filter(({ name }) => name === "meta-genx-test-head");
    const { v4 } = head!.networks as { v4: { ip_address: string }[] };
    assert.deepEqual(
      v4.map((each) => each.ip_address),
      [headAddress, headPrivateAddress],
    );
    await growAndShrink(cloud, async () =>
      Object.fromEntries(cloud.digitalocean.list("droplets").map(({ name, id }) => [String(name), String(id)])),
    );
    await destroy(cloud);
    assert.deepEqual(leftOnDigitalOcean(cloud.digitalocean), []);
  });
});

test("on EC2 as well, where everything carries the stack's tag", { skip: withoutCloud({ aws: true }) }, async () => {
  await withCloud({ aws: true }, async (cloud) => {
    await cloud.configure({ cloud: "aws", sshFrom: FROM });
    await up(cloud);
    const { tag, headPrivateAddress } = await cloud.outputs();
    assert.equal(headPrivateAddress, "10.77.0.10");

    const ec2 = ec2Client(cloud.moto!);
    const { Tags = [] } = await ec2.send(
      new DescribeTagsCommand({
        Filters: [
          { Name: "key", Values: ["meta-genx"] },
          { Name: "value", Values: [String(tag)] },
        ],
      }),
    );
    const kinds = Tags.map(({ ResourceType }) => String(ResourceType));
    for (const kind of ["vpc", "subnet", "internet-gateway", "route-table", "key-pair"]) {
      assert.equal(kinds.filter((each) => each === kind).length, 1, kind);
    }
    assert.equal(kinds.filter((each) => each === "security-group").length, 2);
    assert.equal(kinds.filter((each) => each === "instance").length, 3);
    await growAndShrink(cloud, async () => {
      const running = (await instances(ec2)).filter(({ State }) => State?.Name === "running");
      const name = (each: (typeof running)[number]) => each.Tags?.find(({ Key }) => Key === "Name")?.Value;
      return Object.fromEntries(running.map((each) => [String(name(each)), each.InstanceId!]));
    });
    await destroy(cloud);
    assert.deepEqual(await leftOnEc2(cloud.moto!, String(tag)), []);
  });
});

test("in another region all is made anew, and nothing stays in the first", {
  skip: withoutCloud({ aws: true }),
}, async () => {
  await withCloud({ aws: true }, async (cloud) => {
    const tag = "meta-genx-test";
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM, workers: "1" });
    await up(cloud);
    await cloud.configure({ region: "nyc1" });
    // The queue goes with the head: there is nobody to hand trials back to.
    assert.doesNotMatch(await up(cloud), /Stopping first|could not be stopped/);
    const regions = (["droplets", "vpcs"] as const).flatMap((each) => cloud.digitalocean.list(each).map(regionOf));
    assert.deepEqual(regions, ["nyc1", "nyc1", "nyc1"]);

    await cloud.configure({ cloud: "aws", region: "us-east-1" });
    await up(cloud);
    assert.deepEqual(leftOnDigitalOcean(cloud.digitalocean), []);
    await cloud.configure({ region: "us-west-2" });
    await up(cloud);
    assert.deepEqual(await leftOnEc2(cloud.moto!, tag, "us-east-1"), []);
    const { Subnets = [] } = await ec2Client(cloud.moto!, "us-west-2").send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "tag:meta-genx", Values: [tag] }] }),
    );
    assert.match(Subnets.map(({ AvailabilityZone }) => AvailabilityZone).join(), /^us-west-2[a-z]$/);
    await destroy(cloud);
    assert.deepEqual(await leftOnEc2(cloud.moto!, tag, "us-west-2"), []);
  });
});

/** A droplet has it as an object, a network as a slug. */
function regionOf({ region }: Record<string, unknown>): unknown {
  return typeof region === "object" && region !== null && "slug" in region ? region.slug : region;
}

/**
 * A second `pulumi up` changes nothing; 2 → 4 → 1 workers makes and deletes those. The
 * head cannot be reached here, so those that go could not be stopped: that is said, and
 * they go. Where they can is in hosts/fleet.test.ts.
 *
 * @param machines  what the cloud has: id by name
 */
async function growAndShrink(cloud: Cloud, machines: () => Promise<Record<string, string>>): Promise<void> {
  const two = await machines();
  const name = (machine: string) => `meta-genx-test-${machine}`;
  assert.deepEqual(Object.keys(two).toSorted(), ["head", "worker-01", "worker-02"].map(name));
  assert.match(await up(cloud), /Resources:\n +\d+ unchanged\n/);
  assert.deepEqual(await machines(), two);

  await cloud.configure({ workers: "4" });
  // A machine and its key each, and the roster.
  assert.match(await up(cloud), /Resources:\n +\+ 4 created\n +~ 1 updated\n/);
  const { [name("worker-03")]: third, [name("worker-04")]: fourth, ...others } = await machines();
  assert.ok(third && fourth);
  assert.deepEqual(others, two);

  await cloud.configure({ workers: "1" });
  const shrunk = await up(cloud);
  assert.match(shrunk, /Resources:\n +~ 1 updated\n +- 6 deleted\n/);
  const [, who] = /warning: (.*) could not be stopped first, and other workers go on from the last checkpoint: /.exec(
    shrunk,
  )!;
  assert.equal(who, "worker-02, worker-03, worker-04");
  const { [name("worker-02")]: _, ...rest } = two;
  assert.deepEqual(await machines(), rest);
}
