/**
 * The cloud tells whoever asks at the metadata address what this machine was told
 * at its first boot, passwords and keys among it. So only root has a way there: not
 * the scripts out of strangers' .gx files, not Redis, not what serves bundles, and
 * not who tunnels through the head's SSH.
 */
import type { Part } from "../facts.ts";
import { unitFile } from "../units.ts";

const UNIT = "meta-genx-no-metadata.service";

export function metadata(): Part {
  return { files: [unitFile(UNIT)], commands: [["systemctl", "enable", "--now", UNIT]] };
}
