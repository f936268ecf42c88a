/**
 * What the engine says while it works, condensed: a line for each thing that is
 * made, changed or deleted, and its warnings and errors. Its debug messages hold
 * secrets and are never looked at. Pure.
 */
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";

const DONE: Readonly<Record<string, string>> = {
  create: "made",
  "create-replacement": "made anew",
  update: "changed",
  delete: "deleted",
  "delete-replaced": "deleted the old",
  "discard-replaced": "forgot the old",
};

/** What a preview says that would be done. */
const TO_DO: Readonly<Record<string, string>> = {
  create: "to be made:",
  "create-replacement": "to be made anew:",
  update: "to be changed:",
  delete: "to be deleted:",
};

/** "to be made: Droplet worker-03-fra1-x64"; undefined for what stays. */
export function plannedLine({ resourcePreEvent }: EngineEvent): string | undefined {
  const step = resourcePreEvent?.metadata;
  return step && step.op in TO_DO && isThing(step.type) ? `${TO_DO[step.op]} ${thingText(step)}` : undefined;
}

/** "made Droplet worker-01-fra1-x64"; undefined for what is not worth a line. */
export function eventLine({ resOutputsEvent, resOpFailedEvent, diagnosticEvent }: EngineEvent): string | undefined {
  if (diagnosticEvent) return diagnosticLine(diagnosticEvent);
  const step = resOutputsEvent?.metadata;
  if (step && step.op in DONE && isThing(step.type)) return `${DONE[step.op]} ${thingText(step)}`;
  // What the cloud said to it follows as an error of its own.
  return resOpFailedEvent && `failed: ${thingText(resOpFailedEvent.metadata)}`;
}

/** An error that the engine tells, without the place in our program that it was met at. */
export function errorText({ diagnosticEvent: said }: EngineEvent): string | undefined {
  if (said?.severity !== "error" || said.ephemeral) return undefined;
  const about = said.urn === undefined || said.urn === "" ? "" : `${nameOf(said.urn)}: `;
  const text = plain(said.message);
  // "update failed", which is known.
  return text === "" || /^(update|preview|refresh|destroy) failed$/.test(text) ? undefined : `${about}${text}`;
}

function diagnosticLine(said: NonNullable<EngineEvent["diagnosticEvent"]>): string | undefined {
  if (said.ephemeral || !["warning", "info", "info#err"].includes(said.severity)) return undefined;
  const text = plain(said.message);
  if (text === "" || /^using pulumi-\S+ from \$PATH/.test(text)) return undefined;
  return said.severity === "warning" ? `warning: ${text}` : text;
}

/** Components, stacks, providers, passwords and keys before a cloud has them are nothing that is paid for. */
function isThing(type: string): boolean {
  return /^(digitalocean|aws):/.test(type);
}

function thingText({ type, urn }: { type: string; urn: string }): string {
  return `${type.split(":").at(-1)} ${nameOf(urn)}`;
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1)!;
}

/** Without colours, which the engine writes as <{%fg 1%}>, and on one line. */
function plain(message: string): string {
  return message
    .replace(/<\{%[^%]*%\}>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
