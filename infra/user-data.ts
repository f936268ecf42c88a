/** A machine's cloud-config, once the values in it are known; secret as a whole, because some of them are. */
import { type Input, type Output, output, secret } from "@pulumi/pulumi";
import { cloudInit } from "../provisioning/cloud-init.ts";
import type { MachineFacts } from "../provisioning/facts.ts";
import type { FleetArgs } from "./fleet.ts";
import type { PlannedMachine } from "./plan.ts";

export function headUserData(
  args: FleetArgs,
  machine: PlannedMachine,
  privateRange: Input<string>,
  deletionTags: readonly string[],
): Output<string> {
  const { redisPasswordHash } = args.secrets;
  const values = { facts: common(args, machine), privateRange, redisPasswordHash, token: args.deleteToken };
  return secret(
    output(values).apply(({ facts, token, ...head }) => {
      const deletion = token === undefined ? undefined : { token, tags: deletionTags };
      return cloudInit("head", { ...facts, ...head, deletion });
    }),
  );
}

export function workerUserData(args: FleetArgs, machine: PlannedMachine, head: Input<string>): Output<string> {
  const { spot } = args.plan.settings;
  const values = { facts: common(args, machine), head, redisPassword: args.secrets.redisPassword };
  return secret(output(values).apply(({ facts, ...worker }) => cloudInit("worker", { ...facts, ...worker, spot })));
}

function common({ plan, secrets }: FleetArgs, { name }: PlannedMachine): Output<MachineFacts> {
  const { cloud, maxHours } = plan.settings;
  const hostKey = secrets.hostKeys[name]!;
  const keys = { driverKey: secrets.driverKey.public, private: hostKey.private, public: hostKey.public };
  return output(keys).apply(({ driverKey, ...pair }) => ({ cloud, name, maxHours, driverKey, hostKey: pair }));
}
