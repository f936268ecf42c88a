/**
 * The door to Redis: an address (address.ts) and a connection.
 *
 * A connection is opened in one of two tempers. `connectRedis` is for the start of
 * a command: it fails at once, and says why. From then on, and with `openRedis`
 * from the beginning, a server that is away is waited for, for ever: commands
 * queue up and are sent when it is back.
 */
import { Redis, type RedisOptions } from "ioredis";
import { type ErrorCode, GxError } from "../../errors.ts";
import { PASSWORD_VARIABLE, type RedisAddress } from "./address.ts";

export { type RedisAddress, redisAddress } from "./address.ts";

/** How long a server may take to answer before it counts as away. */
const CONNECT_MS = 10_000;

/** A connection of our own, beside BullMQ's: it waits for a server that is away, for ever. */
export function openRedis({ options }: RedisAddress): Redis {
  return new Redis({
    ...options,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: backOff,
  });
}

/** As `openRedis`, but the first attempt has to succeed. @throws GxError saying what is wrong with the address, the password or the rights */
export async function connectRedis(address: RedisAddress, more: RedisOptions = {}): Promise<Redis> {
  let connected = false;
  let last: Error | undefined;
  const redis = new Redis({
    ...address.options,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: (times) => (connected ? backOff(times) : null),
    ...more,
  });
  const note = (error: Error) => {
    last ??= error;
  };
  redis.on("error", note);
  try {
    await redis.connect();
    await redis.ping();
    if (last) throw last;
  } catch (error) {
    redis.disconnect();
    throw redisError(last ?? error, address);
  }
  connected = true;
  redis.off("error", note);
  // From here on an absence is waited for; whoever wants to speak of it listens for "close" and "ready".
  redis.on("error", () => {});
  return redis;
}

/** Milliseconds until the next attempt. */
function backOff(times: number): number {
  return Math.min(100 * times, 2000);
}

/** What Redis or the way to it says, in the user's words; what is no saying of theirs comes back as it is. */
export function redisError(error: unknown, { shown }: RedisAddress): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  if (known instanceof GxError) return known;
  // A transaction (MULTI) says only that it was discarded, and its commands why.
  const { code = "", previousErrors = [] } = known as NodeJS.ErrnoException & { previousErrors?: Error[] };
  const said = [code, known.message, ...previousErrors.map(({ message }) => message)].join(" ");
  for (const [pattern, code, what, advice] of KNOWN_ERRORS) {
    if (pattern.test(said)) return new GxError(code, `${shown}: ${what}`, advice);
  }
  return known;
}

/** Nobody is there, or not yet: a start of the server, or of the network, may change that. */
const ABSENCES = ["there is no machine of this name", "nobody listens there", "no answer from there"] as const;
const [NO_MACHINE, NO_SERVER, NO_ANSWER] = ABSENCES;

/** Whether `connectRedis` failed because Redis is away, and not because something is set wrongly. */
export function isAbsent(error: unknown): boolean {
  return error instanceof GxError && ABSENCES.some((what) => error.message.endsWith(`: ${what}`));
}

const START = `Check the address; is Redis running, and may this machine reach it? A tunnel has to stand before the command starts.`;
const LOST = "What is finished is in the journal. Go on by --resume once there is room.";

/** First match counts. Messages of Redis begin with its own word for the error. */
const KNOWN_ERRORS: readonly (readonly [pattern: RegExp, code: ErrorCode, what: string, advice: string])[] = [
  [
    /WRONGPASS|NOAUTH|invalid username-password|invalid password|without any password configured/i,
    "GX_REDIS_DENIED",
    "Redis does not know this user with this password",
    `The user is in the URL (redis://USER@HOST:PORT), the password in ${PASSWORD_VARIABLE}.`,
  ],
  [
    /NOPERM/,
    "GX_REDIS_DENIED",
    "this user of Redis may not do what a fleet needs",
    "docs/fleet.md has the line that gives a user the rights, and no more.",
  ],
  [
    /READONLY/,
    "GX_REDIS_DENIED",
    "this Redis is a replica, which takes no writes",
    "Name the Redis that it copies from.",
  ],
  [
    /\bOOM\b|maxmemory/,
    "GX_REDIS_FULL",
    "Redis is full: its maxmemory is reached",
    `Give it more memory (maxmemory), or \`npm run fleet -- purge\` what nobody needs. ${LOST}`,
  ],
  [
    /max number of clients/i,
    "GX_REDIS_FULL",
    "Redis takes no more connections: its maxclients is reached",
    "A worker has three, a driver two. Raise maxclients and the open files of its process, or end workers.",
  ],
  [
    /MISCONF/,
    "GX_REDIS_FULL",
    "Redis cannot write to its disk any more",
    `Make room on the disk of its machine. ${LOST}`,
  ],
  [
    /CERT|certificate|self.signed|altname/i,
    "GX_REDIS_UNREACHABLE",
    "its TLS certificate is not trusted here",
    "For a certificate authority of your own set NODE_EXTRA_CA_CERTS to its file; the name in the URL has to be the one in the certificate.",
  ],
  [
    /EPROTO|SSL|wrong version number/i,
    "GX_REDIS_UNREACHABLE",
    "what listens there does not speak TLS",
    "Write redis:// instead of rediss://, or have Redis listen with TLS.",
  ],
  [
    /DB index/,
    "GX_REDIS_UNREACHABLE",
    "there is no database of this number",
    "The number at the end of the URL is from 0 to 15, unless Redis is set otherwise; without it, it is 0.",
  ],
  [/Protocol error|Unknown RESP type/i, "GX_REDIS_UNREACHABLE", "what listens there is not Redis", START],
  [/ENOTFOUND|EAI_AGAIN/, "GX_REDIS_UNREACHABLE", NO_MACHINE, START],
  [/ECONNREFUSED/, "GX_REDIS_UNREACHABLE", NO_SERVER, START],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET|EPIPE|Connection is closed|timed? ?out/i,
    "GX_REDIS_UNREACHABLE",
    NO_ANSWER,
    `${START} If it does not speak TLS, write redis:// and not rediss://.`,
  ],
];
