/**
 * What a machine says of its first boot, and what that means. Pure text in, a
 * decision out; ready.ts asks the machine.
 */

export type BootStatus =
  | { state: "booting" }
  /** `why`: what went wrong and did not stop it. */
  | { state: "done"; why?: string }
  | { state: "failed"; why: string };

/** @param output  of `cloud-init status --long` */
export function bootStatus(output: string): BootStatus {
  const field = (name: string) => new RegExp(`^\\.*${name}: *(\\S.*)$`, "m").exec(output)?.[1]?.trim();
  const status = field("status");
  // Newer versions say there what else is to be known: "degraded done", "error - running".
  const extended = field("extended_status") ?? status ?? "";
  const why = causeOf(output);
  switch (status) {
    case "done":
    case "degraded":
      return extended.startsWith("degraded")
        ? { state: "done", why: why ?? "cloud-init met errors that it could go on with" }
        : { state: "done" };
    case "error":
      return { state: "failed", why: why ?? "cloud-init ended with an error" };
    case "disabled":
      return { state: "failed", why: "cloud-init is switched off on it, so its image cannot be set up" };
    case "running":
    case "not run":
    case "not started":
      return { state: "booting" };
    default:
      return { state: "failed", why: `cloud-init says nothing of its state, but: ${lastLine(output) || "nothing"}` };
  }
}

/** The first cause that it names, in its own words, on one line. */
function causeOf(output: string): string | undefined {
  const listed = /^(?:errors|recoverable_errors):.*\n(?:[A-Z]+:\n)?\s*- (.*)$/m.exec(output)?.[1];
  // Before 23.4 a failure is all that "detail" has.
  const detail = /^status: error$[\s\S]*^detail: *\n?(.*)$/m.exec(output)?.[1];
  const cause = (listed ?? detail)?.trim();
  return cause && `cloud-init: ${cause}`;
}

/** What `meta-genx-health` found: the checks that fail. */
export function failedChecks(output: string): string[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("FAIL "))
    .map((line) => line.slice(5).trim());
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
