/** A spot instance is told two minutes before it is taken: its workers then hand their checkpoints back. */
import type { Part } from "../facts.ts";
import { scriptFile, unitFile } from "../units.ts";

export function spotNotice(): Part {
  return {
    files: [scriptFile("spot-notice"), unitFile("meta-genx-spot-notice.service")],
    commands: [["systemctl", "enable", "--now", "meta-genx-spot-notice.service"]],
  };
}
