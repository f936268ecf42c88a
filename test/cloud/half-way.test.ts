/** A `pulumi up` that fails half-way, and a fleet of which something was deleted behind the engine's back: `pulumi destroy` leaves nothing. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { ec2Client, instances } from "./hosts/instances.ts";
import { leftOnDigitalOcean, leftOnEc2 } from "./left.ts";
import { type Cloud, succeeded, TOKEN, withCloud, withoutCloud } from "./with-cloud.ts";

const FROM = "198.51.100.7";
const TAG = "meta-genx-test";
const up = (cloud: Cloud) => cloud.pulumi("up", "--yes", "--skip-preview");
const destroy = async (cloud: Cloud) => succeeded(await cloud.pulumi("destroy", "--yes", "--skip-preview"));

test("a droplet limit stops `pulumi up` half-way with the cloud's own words, and destroy leaves nothing", {
  skip: withoutCloud(),
}, async () => {
  await withCloud({ dropletLimit: 2 }, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM, workers: "3" });
    const failed = await up(cloud);
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /will exceed your droplet limit/);
    assert.equal(cloud.digitalocean.list("droplets").length, 2);
    await destroy(cloud);
    assert.deepEqual(leftOnDigitalOcean(cloud.digitalocean), []);
  });
});

test("no capacity for a worker stops `pulumi up` on EC2 half-way, and destroy leaves nothing", {
  skip: withoutCloud({ aws: true }),
}, async () => {
  await withCloud({ aws: true }, async (cloud) => {
    await using ec2 = await withoutCapacity(cloud.moto!.url, 2);
    cloud.env["AWS_ENDPOINT_URL"] = ec2.url;
    await cloud.configure({ cloud: "aws", sshFrom: FROM, workers: "3" });
    const failed = await up(cloud);
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /We currently do not have sufficient c7i\.xlarge capacity/);
    assert.ok((await leftOnEc2(cloud.moto!, TAG)).some((id) => id.startsWith("i-")));
    await destroy(cloud);
    assert.deepEqual(await leftOnEc2(cloud.moto!, TAG), []);
  });
});

test("a head that was deleted behind the engine's back is in nobody's way when the fleet is destroyed", {
  skip: withoutCloud({ aws: true }),
}, async () => {
  await withCloud({ aws: true }, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM });
    succeeded(await up(cloud));
    const [head] = cloud.digitalocean.list("droplets").filter(({ name }) => name === `${TAG}-head`);
    const headers = { authorization: `Bearer ${TOKEN}` };
    await fetch(`${cloud.digitalocean.url}/v2/droplets/${head!.id}`, { method: "DELETE", headers });
    await destroy(cloud);
    assert.deepEqual(leftOnDigitalOcean(cloud.digitalocean), []);

    await cloud.configure({ cloud: "aws" });
    succeeded(await up(cloud));
    const client = ec2Client(cloud.moto!);
    const gone = (await instances(client)).find(({ PrivateIpAddress }) => PrivateIpAddress === "10.77.0.10")!;
    await client.send(new TerminateInstancesCommand({ InstanceIds: [gone.InstanceId!] }));
    await destroy(cloud);
    assert.deepEqual(await leftOnEc2(cloud.moto!, TAG), []);
  });
});

/** EC2 that starts so many instances and has none left then, in its own words. */
async function withoutCapacity(url: string, instances: number): Promise<AsyncDisposable & { url: string }> {
  let started = 0;
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    if (/(^|&)Action=RunInstances(&|$)/.test(body) && ++started > instances) {
      response.writeHead(400, { "content-type": "text/xml" }).end(NO_CAPACITY);
      return;
    }
    const { authorization = "", "content-type": type = "" } = request.headers;
    const answer = await fetch(url, { method: "POST", body, headers: { authorization, "content-type": type } });
    response.writeHead(answer.status, { "content-type": "text/xml" }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const NO_CAPACITY = `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>InsufficientInstanceCapacity</Code><Message>We currently do not have sufficient c7i.xlarge capacity in the Availability Zone you requested.</Message></Error></Errors><RequestID>0</RequestID></Response>`;
