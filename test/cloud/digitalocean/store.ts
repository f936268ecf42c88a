/** What an account has: one JSON file a thing, `COLLECTION/ID.json`, so that a test can look and a second start finds it. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Thing = Record<string, unknown>;

export class Store {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  all(collection: string): Thing[] {
    return readdirSync(this.#of(collection)).map((name) => read(join(this.#of(collection), name)));
  }

  get(collection: string, id: string): Thing | undefined {
    return this.all(collection).find((thing) => [thing.id, thing.fingerprint, thing.name].map(String).includes(id));
  }

  put(collection: string, thing: Thing): void {
    writeFileSync(this.#file(collection, String(thing.id ?? thing.name)), `${JSON.stringify(thing, null, 1)}\n`);
  }

  remove(collection: string, id: string): void {
    rmSync(this.#file(collection, id));
  }

  #file(collection: string, id: string): string {
    return join(this.#of(collection), `${encodeURIComponent(id)}.json`);
  }

  #of(collection: string): string {
    const folder = join(this.#folder, collection);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

function read(file: string): Thing {
  return JSON.parse(readFileSync(file, "utf8"));
}
