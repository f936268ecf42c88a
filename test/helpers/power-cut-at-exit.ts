/**
 * Loaded before a program (`node --import`), this puts it on a disk that forgets,
 * and cuts the power as the program ends: what is left of META_GENX_TEST_DISK goes into the folder
 * META_GENX_TEST_LEFT.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { forgetfulDisk } from "./power-cut.ts";

if (isMainThread) {
  const disk = forgetfulDisk(process.env["META_GENX_TEST_DISK"]!);
  process.on("exit", () => {
    for (const [name, content] of disk.least()) {
      const file = join(process.env["META_GENX_TEST_LEFT"]!, name);
      if (content === "folder") mkdirSync(file);
      else writeFileSync(file, content);
    }
  });
}
