/**
 * What a machine says of its first boot and of its health, and what that means. Pure:
 * ready.ts asks the machine.
 */

export type BootStatus = { state: "booting" } | { state: "done" } | { state: "failed"; why: string };

/**
 * "degraded" counts as done: cloud-init met something that it could go on with, and
 * whether the machine is well is for meta-genx-health to say.
 * @param output  of `cloud-init status --long`; `--wait` puts dots before it
 */
export function bootStatus(output: string): BootStatus {
  const said = output.replace(/^[.\s]+/, "");
  const status = /^status: *(.*?)\s*$/m.exec(said)?.[1];
  switch (status) {
    case "done":
    case "degraded":
      return { state: "done" };
    case "running":
    case "not run":
    case "not started":
      return { state: "booting" };
    case "error":
      return { state: "failed", why: `cloud-init failed${causeOf(output)}` };
    case "disabled":
      return { state: "failed", why: "cloud-init is switched off on it: its image is none that can be set up" };
    default:
      // Waiting was cut short.
      if (said === "") return { state: "booting" };
      return { state: "failed", why: `cloud-init does not tell its state, but "${lastLine(output)}"` };
  }
}

/** In its own words, on one line: the first of its errors, or what versions before 23.4 have in "detail". */
function causeOf(output: string): string {
  const listed = /^errors:\s*\n\s*- (.*)$/m.exec(output)?.[1];
  const detail = /^detail: *\n?(.*)$/m.exec(output)?.[1];
  const cause = (listed ?? detail ?? "").trim();
  return cause && `: ${cause}`;
}

/** @param output  of meta-genx-health, which found something wrong */
export function failedChecks(output: string): string {
  const checks = output
    .split("\n")
    .filter((line) => line.startsWith("FAIL "))
    .map((line) => line.slice(5).trim());
  return checks.length > 0 ? `not as it should be: ${checks.join("; ")}` : `"${lastLine(output)}"`;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)!;
}
