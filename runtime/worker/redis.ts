/**
 * The door to Redis: an address without its password on any command line, and a
 * connection. Two environment variables say where: META_GENX_REDIS, a whole URL,
 * and META_GENX_REDIS_PASSWORD for a URL without one.
 *
 * A connection is opened in one of two tempers. `connectRedis` is for the start of
 * a command: it fails at once, and says why. From then on, and with `openRedis`
 * from the beginning, a server that is away is waited for, for ever: commands
 * queue up and are sent when it is back.
 */
import { isIP } from "node:net";
import { Redis, type RedisOptions } from "ioredis";
import { type ErrorCode, GxError } from "../errors.ts";

export interface RedisAddress {
  /** "redis://worker@10.0.0.2:6379": as it may be shown, without a password. */
  shown: string;
  options: RedisOptions;
}

const URL_VARIABLE = "META_GENX_REDIS";
const PASSWORD_VARIABLE = "META_GENX_REDIS_PASSWORD";

/** How long a server may take to answer before it counts as away. */
const CONNECT_MS = 10_000;

/**
 * @param given  what --redis says, if anything
 * @returns undefined where neither the command line nor the environment names a Redis
 */
export function redisAddress(
  given: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): RedisAddress | undefined {
  const text = given ?? env[URL_VARIABLE];
  if (text === undefined || (given === undefined && text === "")) return undefined;
  const source = given === undefined ? URL_VARIABLE : "--redis";
  const url = parsed(text, source);
  if (given !== undefined && url.password !== "") {
    throw new GxError(
      "GX_USAGE",
      "--redis was given a password, and a command line is seen by everyone on the machine",
      `Leave it out and put it into the environment variable ${PASSWORD_VARIABLE}, or the whole URL into ${URL_VARIABLE}. ` +
        "If others use this machine, choose another password.",
    );
  }
  const username = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password) || env[PASSWORD_VARIABLE] || undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = Number(url.port || 6379);
  const db = Number(url.pathname.slice(1) || 0);
  return {
    shown: `${url.protocol}//${username && `${username}@`}${url.hostname}:${port}${db ? `/${db}` : ""}`,
    options: {
      host,
      port,
      db,
      ...(username && { username }),
      ...(password !== undefined && { password }),
      ...(url.protocol === "rediss:" && { tls: isIP(host) ? {} : { servername: host } }),
    },
  };
}

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
  const said = `${(known as NodeJS.ErrnoException).code ?? ""} ${known.message}`;
  for (const [pattern, code, what, advice] of SAYINGS) {
    if (pattern.test(said)) return new GxError(code, `${shown}: ${what}`, advice);
  }
  return known;
}

const START = `Check the address; is Redis running, and may this machine reach it? A tunnel has to stand before the command starts.`;
const LOST = "What is finished is in the journal. Go on by --resume once there is room.";

/** First match counts. Messages of Redis begin with its own word for the error. */
const SAYINGS: readonly (readonly [pattern: RegExp, code: ErrorCode, what: string, advice: string])[] = [
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
  [/Protocol error|Unknown RESP type/i, "GX_REDIS_UNREACHABLE", "what listens there is not Redis", START],
  [/ENOTFOUND|EAI_AGAIN/, "GX_REDIS_UNREACHABLE", "there is no machine of this name", START],
  [/ECONNREFUSED/, "GX_REDIS_UNREACHABLE", "nobody listens there", START],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET|EPIPE|Connection is closed|timed? ?out/i,
    "GX_REDIS_UNREACHABLE",
    "no answer from there",
    `${START} If it does not speak TLS, write redis:// and not rediss://.`,
  ],
];

function parsed(text: string, source: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const whole =
    url !== undefined &&
    /^rediss?:$/.test(url.protocol) &&
    url.hostname !== "" &&
    /^\/?\d*$/.test(url.pathname) &&
    url.search === "" &&
    url.hash === "";
  // The text is not repeated: it may hold a password.
  if (whole) return url;
  throw new GxError(
    "GX_USAGE",
    `${source} is no address of a Redis`,
    "It is redis://USER@HOST:PORT, or rediss://… for one with TLS.",
  );
}
