/** What stands of a stack, for people and for programs. */
import { duration } from "../../runtime/results/format.ts";
import { tableText } from "../../runtime/results/text-table.ts";
import { wrapped } from "../terminal/stderr.ts";
import { costText, usd } from "./cost.ts";
import { leftoverText } from "./leftovers.ts";
import { CLOUD_NAMES } from "./price-table.ts";
import type { StackState } from "./state.ts";

/** @param json  one JSON object */
export function printState(state: StackState, now: Date, json = false): void {
  const text = json ? JSON.stringify(state, null, 2) : stateText(state, now);
  for (const line of text.trimEnd().split("\n")) {
    process.stdout.write(`${json ? line : wrapped(line, process.stdout.columns)}\n`);
  }
}

export function stateText(state: StackState, now: Date): string {
  const { stack, machines, strangers = [], why, unasked, cloud, region } = state;
  if (state.state === "none") return `There is no fleet: ${why}\n`;
  if (state.state === "down") {
    const there = state.remains
      ? "it has no machine. A network, firewalls or keys remain, which cost nothing; npm run down removes them"
      : "nothing of it is there";
    return `Stack ${stack} is down: ${there}. npm run up makes its fleet.\n`;
  }
  const where = cloud ? `: ${CLOUD_NAMES[cloud]}, ${region}` : "";
  const lines = [
    ...moneyLines(state, now),
    ...(strangers.length > 0 ? ["Pulumi does not know of these, which cost money until they are removed:"] : []),
    ...strangers.map((machine) => `  ${leftoverText(machine)}`),
    ...(unasked === undefined ? [] : [`This is what Pulumi noted; the cloud was not asked. ${unasked}`]),
    ...(state.state === "half" ? ["npm run up makes the rest; npm run down destroys what is there."] : []),
  ];
  return `Stack ${stack}${state.state === "half" ? " is there by half" : ""}${where}\n${machineTable(machines)}${lines.map((line) => `${line}\n`).join("")}`;
}

function machineTable(machines: StackState["machines"]): string {
  const asked = machines.some(({ state }) => state !== undefined);
  return tableText(
    [
      { title: "Machine" },
      { title: "Size" },
      ...(asked ? [{ title: "State" }] : []),
      { title: "Address" },
      { title: "In its network" },
    ],
    machines.map(({ name, size, state, address, privateAddress }) => [
      name,
      size,
      ...(asked ? [state ?? ""] : []),
      address ?? "",
      privateAddress ?? "",
    ]),
  );
}

function moneyLines(state: StackState, now: Date): string[] {
  const { startedAt, usdPerHour, endsAt, endsItself, machines } = state;
  if (usdPerHour === undefined) return [];
  if (!startedAt || !endsAt) return [`It costs ${usd(usdPerHour)} an hour.`];
  const maxHours = (endsAt.getTime() - startedAt.getTime()) / 3_600_000;
  const fleet = { startedAt, usdPerHour, endsItself: endsItself === true, maxHours };
  const names = (word: string) =>
    machines
      .filter((machine) => machine.state === word)
      .map(({ name }) => name)
      .join(", ");
  return [
    `Since ${clock(startedAt)} it has cost ${costText(fleet, now)}.`,
    endText(endsAt, endsItself === true, now),
    ...(names("off") === ""
      ? []
      : [`Powered off, and billed all the same: ${names("off")}. npm run down destroys them.`]),
    ...(names("gone") === ""
      ? []
      : [
          `The cloud has no ${names("gone")} any more, and bills nothing for it. npm run up makes it anew; npm run down clears up.`,
        ]),
  ];
}

function endText(endsAt: Date, endsItself: boolean, now: Date): string {
  const seconds = (endsAt.getTime() - now.getTime()) / 1000;
  const when = `${clock(endsAt)}${seconds > 0 ? `, in ${duration(seconds)}` : ""}`;
  if (endsItself) return seconds > 0 ? `It ends itself at ${when}.` : `It was to end itself at ${when}.`;
  const off = seconds > 0 ? "Its machines power off" : "Its machines powered off";
  return `${off} at ${when}, and bill on until they are deleted.`;
}

/** Of this machine: "2026-11-21 14:05". */
function clock(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
