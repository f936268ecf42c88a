/**
 * Where Redis is, without its password on any command line. Two environment
 * variables say so: META_GENX_REDIS, a whole URL, and META_GENX_REDIS_PASSWORD for
 * a URL without one. Apart from redis.ts so that a sweep that stays on this machine
 * loads no client.
 */
import { isIP } from "node:net";
import type { RedisOptions } from "ioredis";
import { GxError } from "../../errors.ts";

export interface RedisAddress {
  /** "redis://worker@10.0.0.2:6379": as it may be shown, without a password. */
  shown: string;
  options: RedisOptions;
}

const URL_VARIABLE = "META_GENX_REDIS";
export const PASSWORD_VARIABLE = "META_GENX_REDIS_PASSWORD";

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

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}

function parsed(text: string, source: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const whole =
    url !== undefined &&
    /^rediss?:$/.test(url.protocol) &&
    url.hostname !== "" &&
    /^\/?\d*$/.test(url.pathname) &&
    // A "%" that begins no character of its own.
    isDecodable(`${url.username} ${url.password}`) &&
    url.search === "" &&
    url.hash === "";
  // The text is not repeated: it may hold a password.
  if (whole) return url;
  throw new GxError(
    "GX_USAGE",
    `${source} is no address of a Redis`,
    'It is redis://USER@HOST:PORT, or rediss://… for one with TLS; a "%" in a user or password is written %25.',
  );
}
