/**
 * What a machine is told at its first boot, and what a part of its cloud-config
 * is made of. Nothing here knows Pulumi: all values are there when the text is made.
 */
import type { Yaml } from "./yaml.ts";

export type Cloud = "digitalocean" | "aws";

/** Of every machine. */
export interface MachineFacts {
  cloud: Cloud;
  /** "head", "worker-01": also its host name. */
  name: string;
  /** Public half of the key that the driver logs in with, as in authorized_keys. */
  driverKey: string;
  /** The machine's own SSH key, made beforehand so that the driver knows it. OpenSSH's formats. */
  hostKey: { private: string; public: string };
  /** The dead-man timer fires so many hours after the first boot. */
  maxHours: number;
}

export interface HeadFacts extends MachineFacts {
  /** The private network, "10.77.0.0/20": Redis and the bundle server listen on the head's address in it. */
  privateRange: string;
  /** SHA-256 of the password of the Redis user, hexadecimal: the head needs no more. */
  redisPasswordHash: string;
  /**
   * A DigitalOcean token that may delete droplets, and the tags whose droplets the
   * dead-man timer deletes, in this order. Without it the head can only power off.
   */
  deletion?: { token: string; tags: readonly string[] } | undefined;
}

export interface WorkerFacts extends MachineFacts {
  /** The head's address in the private network. */
  head: string;
  redisPassword: string;
  /** A spot instance: it is told two minutes before it is taken away. */
  spot: boolean;
}

export const REDIS_USER = "fleet";
export const REDIS_PORT = 6379;
export const BUNDLE_PORT = 8080;
/** Whom the driver logs in as. */
export const SSH_USER = "fleet";

export interface File {
  path: string;
  content: string;
  /** 0644 when left out. */
  permissions?: "0600" | "0755";
}

/** One concern of a machine. Parts are put together in their order. */
export interface Part {
  /** Installed by apt. */
  packages?: readonly string[];
  files?: readonly File[];
  /** Run once, at the end of the first boot. */
  commands?: readonly (readonly string[])[];
  /** Further keys of the cloud-config. */
  config?: { readonly [key: string]: Yaml };
}
