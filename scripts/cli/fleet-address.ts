/** The fleet that `npm run fleet` is about: the one that a Redis is named of, or the selected stack's. */
import { GxError } from "../../runtime/errors.ts";
import { type RedisAddress, redisAddress } from "../../runtime/fleet/redis/address.ts";

export interface Reached {
  address: RedisAddress;
  close(): Promise<void>;
}

/** @param redis  what --redis says @throws GxError GX_USAGE where there is neither; GX_CLOUD where the stack's cannot be reached */
export async function reachFleet(redis: string | undefined): Promise<Reached> {
  const address = redisAddress(redis);
  if (address) return { address, close: async () => {} };
  const { findStack, noFleet } = await import("../cloud/pulumi-stack.ts");
  const found = await findStack();
  if (found.state !== "up") {
    throw new GxError(
      "GX_USAGE",
      `There is no fleet: ${noFleet(found)}`,
      "Name a Redis by --redis or META_GENX_REDIS, or make a fleet: npm run up",
    );
  }
  const { linkRedis } = await import("../cloud/link.ts");
  const { redis: behind, close } = await linkRedis(found.outputs);
  return { address: behind, close };
}
