/** A spot instance is told two minutes before it is taken: its workers then hand their checkpoints back. */
import type { Part } from "../facts.ts";
import { script, unit } from "../units.ts";

export function spotNotice(): Part {
  return {
    files: [script("spot-notice"), unit("meta-genx-spot-notice.service")],
    commands: [["systemctl", "enable", "--now", "meta-genx-spot-notice.service"]],
  };
}
