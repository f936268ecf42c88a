/** The Pulumi program, top to bottom: settings → plan → fleet → outputs. entry.js calls it. */
import { getProject, getStack, interpolate, type Output, secret } from "@pulumi/pulumi";
import { RandomUuid7 } from "@pulumi/random/randomUuid7.js";
import { REDIS_PORT, REDIS_USER, SSH_USER } from "../provisioning/facts.ts";
import { createFleet } from "./clouds.ts";
import { drainBeforeDeletion } from "./drain.ts";
import type { Fleet } from "./fleet.ts";
import { type FleetPlan, planFleet, stackTag } from "./plan.ts";
import { createSecrets } from "./secrets.ts";
import { readSettings } from "./settings.ts";

export async function program() {
  const { settings, deleteToken } = readSettings();
  const plan = planFleet(settings, deleteToken !== undefined);
  const secrets = createSecrets(plan.machines);
  const tag = stackTag(getProject(), getStack());
  const fleet = await createFleet({ plan, tag, secrets, deleteToken });
  drainBeforeDeletion(fleet, secrets);

  const redisAt = (host: Output<string> | string) =>
    secret(interpolate`redis://${REDIS_USER}:${secrets.redisPassword}@${host}:${REDIS_PORT}`);
  return {
    cloud: settings.cloud,
    region: settings.region,
    architecture: settings.architecture,
    /** What everything of this fleet is tagged or named with. */
    tag,
    sshUser: SSH_USER,
    headAddress: fleet.head.address,
    headPrivateAddress: fleet.head.privateAddress,
    /** By name; in the private network, reached by SSH from the head. */
    workerAddresses: Object.fromEntries(fleet.workers.map(({ name, privateAddress }) => [name, privateAddress])),
    /** By name: what known_hosts would say of the machine. */
    hostKeys: Object.fromEntries(Object.entries(secrets.hostKeys).map(([name, key]) => [name, key.public])),
    usdPerHour: plan.usdPerHour,
    ...headRecord(fleet, plan),
    /** The driver's. */
    privateKey: secrets.driverKey.private,
    /** As a machine of the fleet sees it, and as the driver does at its end of a tunnel. */
    redisUrl: redisAt(fleet.head.privateAddress),
    redisUrlTunnel: redisAt("127.0.0.1"),
  };
}

/**
 * When the head was made, in ISO 8601, and what it was told then about its end: a head
 * that stands is not told anew. A version 7 UUID begins with the milliseconds of the
 * moment when it was made; this one is made anew with each new head.
 */
function headRecord({ head }: Fleet, { settings, machines, endsItself }: FleetPlan) {
  const keepers = { head: head.id, maxHours: String(settings.maxHours), endsItself: String(endsItself) };
  const record = new RandomUuid7(
    `record-of-${machines[0]!.key}`,
    { keepers },
    { ignoreChanges: ["keepers.maxHours", "keepers.endsItself"] },
  );
  return {
    startedAt: record.result.apply((uuid) =>
      new Date(Number.parseInt(uuid.replaceAll("-", "").slice(0, 12), 16)).toISOString(),
    ),
    maxHours: record.keepers.apply((kept) => Number(kept!["maxHours"])),
    endsItself: record.keepers.apply((kept) => kept!["endsItself"] === "true"),
  };
}
