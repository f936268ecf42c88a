/**
 * The end of a machine that was forgotten. An EC2 instance powers off and is
 * terminated by that. A droplet bills until it is deleted: with a token, the head
 * deletes the workers and then itself; without one, droplets power off, which
 * keeps the data and the bill.
 *
 * The head goes ten minutes after its workers, so that they can hand back to it.
 */
import type { File, HeadFacts, Part, WorkerFacts } from "../facts.ts";
import { scriptFile, unitFile } from "../units.ts";

const HEAD_GRACE_SECONDS = 600;

export function deadMan(facts: HeadFacts | WorkerFacts): Part {
  const deletion = "deletion" in facts ? facts.deletion : undefined;
  const seconds = facts.maxHours * 3600 + ("head" in facts ? 0 : HEAD_GRACE_SECONDS);
  const environment = `META_GENX_SECONDS=${seconds}\n${deletion ? `META_GENX_DELETE="${deletion.tags.join(" ")}"\n` : ""}`;
  return {
    files: [
      { path: "/etc/meta-genx/dead-man.env", content: environment },
      ...(deletion ? [tokenFile(deletion.token)] : []),
      scriptFile("dead-man"),
      unitFile("meta-genx-dead-man.service"),
      unitFile("meta-genx-dead-man.timer"),
    ],
    commands: [["systemctl", "enable", "--now", "meta-genx-dead-man.timer"]],
  };
}

/** As curl's --config reads it: so the token is on no command line. */
function tokenFile(token: string): File {
  return {
    path: "/etc/meta-genx/delete.curl",
    permissions: "0600",
    content: `header = "Authorization: Bearer ${token}"\n`,
  };
}
