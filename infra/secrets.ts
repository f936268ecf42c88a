/**
 * What only the fleet and its driver know: the driver's key, a host key for each
 * machine (made here, so that the driver knows every machine before it has met it),
 * and the password of Redis. All are made once and kept, encrypted, in the stack's state.
 */
import { createHash } from "node:crypto";
import { type Output, secret } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { PrivateKey } from "@pulumi/tls/privateKey.js";
import type { PlannedMachine } from "./plan.ts";

/** In OpenSSH's formats. */
export interface KeyPair {
  private: Output<string>;
  public: Output<string>;
}

export interface Secrets {
  driverKey: KeyPair;
  /** By machine: "head", "worker-01". */
  hostKeys: Readonly<Record<string, KeyPair>>;
  redisPassword: Output<string>;
  /** SHA-256, hexadecimal: all that Redis itself has to know. */
  redisPasswordHash: Output<string>;
}

export function createSecrets(machines: readonly PlannedMachine[]): Secrets {
  const { result } = new RandomPassword("redis-password", { length: 40, special: false });
  const redisPassword = secret(result);
  return {
    driverKey: createKey("driver-key"),
    hostKeys: Object.fromEntries(machines.map(({ name }) => [name, createKey(`host-key-${name}`)])),
    redisPassword,
    redisPasswordHash: redisPassword.apply((password) => createHash("sha256").update(password).digest("hex")),
  };
}

function createKey(name: string): KeyPair {
  const key = new PrivateKey(name, { algorithm: "ED25519" });
  return { private: secret(key.privateKeyOpenssh), public: key.publicKeyOpenssh.apply((text) => text.trim()) };
}
