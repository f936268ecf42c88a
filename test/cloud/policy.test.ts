/**
 * examples/ec2-spot/iam-policy.json, tried: a user with this policy and nothing else
 * makes, changes, looks at and destroys a fleet. moto refuses by action, as IAM does; of
 * conditions it knows less, and which actions the real provider calls only Amazon can tell.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "./engine.ts";
import type { Moto } from "./moto.ts";
import { type Cloud, succeeded, withCloud, withoutCloud } from "./with-cloud.ts";

const POLICY = readFileSync(join(ROOT, "examples/ec2-spot/iam-policy.json"), "utf8");

test("a user with the policy of examples/ec2-spot can do all that a fleet needs; without one of its actions, EC2 refuses", {
  skip: withoutCloud({ aws: true }),
}, async () => {
  await withCloud({ aws: true }, async (cloud) => {
    const moto = cloud.moto!;
    const lesser = POLICY.replace('"ec2:RunInstances",', "");
    assert.notEqual(lesser, POLICY);
    const users = [await userWith(moto, "lesser", lesser), await userWith(moto, "keeper", POLICY)];
    await refuseFromNowOn(moto);
    await cloud.configure({ cloud: "aws", sshFrom: "203.0.113.7", spot: "true" });

    become(cloud, users[0]!);
    const refused = await cloud.pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /not authorized to perform: ec2:RunInstances/);

    become(cloud, users[1]!);
    succeeded(await cloud.pulumi("up", "--yes", "--skip-preview"));
    await cloud.configure({ workers: "3", sshFrom: "203.0.113.7,198.51.100.0/24" });
    succeeded(await cloud.pulumi("up", "--yes", "--skip-preview"));
    const status = await cloud.run("status");
    assert.match(status.stdout, /worker-03 .*running/);
    const down = await cloud.run("down", "--yes");
    assert.equal(down.code, 0, down.stderr);
    assert.match(down.stderr, /Nothing is left/);
  });
});

type Key = Record<"AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY", string>;

function become(cloud: Cloud, key: Key): void {
  Object.assign(cloud.env, key);
}

async function userWith(moto: Moto, UserName: string, PolicyDocument: string): Promise<Key> {
  await iam(moto, { Action: "CreateUser", UserName });
  await iam(moto, { Action: "PutUserPolicy", UserName, PolicyName: "fleet", PolicyDocument });
  const answer = await iam(moto, { Action: "CreateAccessKey", UserName });
  const part = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(answer)![1]!;
  return { AWS_ACCESS_KEY_ID: part("AccessKeyId"), AWS_SECRET_ACCESS_KEY: part("SecretAccessKey") };
}

/** IAM's own protocol; by the header moto knows which service is meant. */
async function iam({ url }: Moto, parameters: Record<string, string>): Promise<string> {
  const authorization =
    "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0";
  const body = new URLSearchParams({ Version: "2010-05-08", ...parameters });
  const response = await fetch(url, { method: "POST", headers: { authorization }, body });
  const answer = await response.text();
  assert.ok(response.ok, answer);
  return answer;
}

/** Until then moto does whatever it is asked. */
async function refuseFromNowOn({ url }: Moto): Promise<void> {
  const response = await fetch(`${url}/moto-api/reset-auth`, { method: "POST", body: "0" });
  assert.ok(response.ok);
}
