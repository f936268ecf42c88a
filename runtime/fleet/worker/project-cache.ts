/** The GenX file of a job, by the hash of its bytes: from Redis once, then from memory while jobs of it go on. */
import type { Redis } from "ioredis";
import { sha256 } from "../../sweep/hash.ts";
import type { ProjectFile } from "../../sweep/runner.ts";
import { keys } from "../redis/keys.ts";
import { PROJECT_BYTES, WORD_CHARACTERS } from "../store/caps.ts";

export class ProjectCache {
  readonly #redis: Redis;
  #hash = "";
  #file: ProjectFile | undefined;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** @throws Error when it is not there, or is not what its name says */
  async file(hash: string): Promise<ProjectFile> {
    if (this.#file && this.#hash === hash) return this.#file;
    const key = keys.project(hash);
    const sizes = await Promise.all(["name", "bytes"].map((field) => this.#redis.hstrlen(key, field)));
    if (sizes[0]! > WORD_CHARACTERS || sizes[1]! > PROJECT_BYTES) {
      throw new Error(`project ${hash.slice(0, 8)} is damaged in Redis: it is too large`);
    }
    const [name, bytes] = await this.#redis.hmgetBuffer(key, "name", "bytes");
    if (!name || !bytes) throw new Error(`project ${hash.slice(0, 8)} is not in Redis`);
    if (sha256(bytes) !== hash) throw new Error(`project ${hash.slice(0, 8)} is damaged in Redis: its hash is another`);
    this.#hash = hash;
    this.#file = { name: name.toString(), bytes };
    return this.#file;
  }
}
