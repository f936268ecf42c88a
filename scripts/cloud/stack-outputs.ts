/**
 * What a fleet's stack says of it: infra/index.ts writes it, and everything that
 * talks to a fleet reads it here, checked once. The key and Redis's password in it
 * are shown nowhere.
 */
import { z } from "zod";
import { GxError } from "../../runtime/errors.ts";

const shape = z.object({
  cloud: z.enum(["digitalocean", "aws"]),
  region: z.string(),
  architecture: z.enum(["x64", "arm64"]),
  /** What everything of this fleet is tagged or named with. */
  tag: z.string(),
  sshUser: z.string(),
  headAddress: z.string(),
  headPrivateAddress: z.string(),
  /** By name, in the private network. */
  workerAddresses: z.record(z.string(), z.string()),
  /** By name: what known_hosts would say of the machine. */
  hostKeys: z.record(z.string(), z.string()),
  usdPerHour: z.number().nonnegative(),
  maxHours: z.number().positive(),
  /** Nobody has to do anything for the bill to end. */
  endsItself: z.boolean(),
  /** When the head was made. */
  startedAt: z.coerce.date(),
  /** Of the driver, in OpenSSH's format. */
  privateKey: z.string(),
  /** With the password, for the driver's end of a tunnel. */
  redisUrlTunnel: z.string(),
});

export type FleetOutputs = z.infer<typeof shape>;

/**
 * @param values  by name, as `pulumi stack output` has them
 * @throws GxError GX_CLOUD  when they are of another program, or of another version of this one
 */
export function readOutputs(stack: string, values: Readonly<Record<string, unknown>>): FleetOutputs {
  const read = shape.safeParse(values);
  if (read.success) return read.data;
  // Never a value: some are secret.
  const names = [...new Set(read.error.issues.map(({ path }) => String(path[0])))].join(", ");
  throw new GxError(
    "GX_CLOUD",
    `Stack ${stack} is not one of a fleet of this version: its outputs lack, or have otherwise, ${names}`,
    "`npm run up` brings a fleet of an older version up to this one; `pulumi stack select` chooses another stack; --local goes without.",
  );
}
