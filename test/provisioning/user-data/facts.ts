/** The machines whose first-boot texts are kept beside this file, one for each role and cloud. */
import { readFileSync, writeFileSync } from "node:fs";
import { cloudInit } from "../../../provisioning/cloud-init.ts";
import type { MachineFacts } from "../../../provisioning/facts.ts";
import { fakeKey } from "../../helpers/fake-key.ts";

const HASH = "6f2b0e6f6e2a4c1d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f";
const PASSWORD = "0123456789abcdefghijklmnopqrstuvwxyzABCD";

const machine = (cloud: MachineFacts["cloud"], name: string): MachineFacts => ({
  cloud,
  name,
  driverKey: fakeKey("driver").public,
  hostKey: fakeKey(name),
  maxHours: 12,
});
const head = (cloud: MachineFacts["cloud"], privateRange: string) => ({
  ...machine(cloud, "head"),
  privateRange,
  redisPasswordHash: HASH,
});
const worker = (cloud: MachineFacts["cloud"], address: string) => ({
  ...machine(cloud, "worker-01"),
  head: address,
  redisPassword: PASSWORD,
  spot: cloud === "aws",
});

/** File name → text. */
export const USER_DATA: Readonly<Record<string, () => string>> = {
  "digitalocean-head.yaml": () =>
    cloudInit("head", {
      ...head("digitalocean", "10.110.0.0/20"),
      deletion: { token: "dop_v1_example", tags: ["meta-genx-test-worker", "meta-genx-test-head"] },
    }),
  "digitalocean-worker.yaml": () => cloudInit("worker", worker("digitalocean", "10.110.0.10")),
  "aws-head.yaml": () => cloudInit("head", head("aws", "10.77.0.0/20")),
  "aws-worker.yaml": () => cloudInit("worker", worker("aws", "10.77.0.10")),
};

export function kept(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

/** `node test/provisioning/user-data/facts.ts` writes them anew; look at the difference before you commit it. */
if (import.meta.main) {
  for (const [name, text] of Object.entries(USER_DATA)) writeFileSync(new URL(name, import.meta.url), text());
}
