/**
 * The end of a fleet: Pulumi looks what there is, destroys it, and then the cloud
 * itself is asked, by tag, whether anything is left. Nobody pays for what was forgotten.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { GxError } from "../../runtime/errors.ts";
import { counted } from "../../runtime/text.ts";
import type { FleetLocation, Leftover } from "./found-resource.ts";
import { leftovers, leftoverText } from "./leftovers.ts";
import { CLOUD_NAMES } from "./price-table.ts";
import type { Say, SelectedStack } from "./pulumi-stack.ts";

const LOOKS = 7;
const BETWEEN_LOOKS = 5000;

/** @throws GxError GX_CLOUD  that says what stands, and what to do */
export async function tearDown(stack: SelectedStack, say: Say): Promise<void> {
  // Outputs, which say where it is, go with it.
  const location = await stack.location();
  const failed = await destroy(stack, say);
  if (location === undefined) {
    if (failed) throw failed;
    say(`Stack ${stack.name} is destroyed. Nothing says which cloud it was in, so none was asked.`);
    return;
  }
  const left = await lookAgain(location, failed ? 1 : LOOKS).catch((error: GxError) => {
    throw failed ?? unknown(stack, location, error);
  });
  const error = verdict(stack.name, location, left, await knownTo(stack), failed);
  if (error) throw error;
  for (const line of goneLines(stack.name, location, left)) say(line);
}

async function destroy(stack: SelectedStack, say: Say): Promise<GxError | undefined> {
  try {
    say("Looking at what is there");
    await stack.refresh(say);
    say("Destroying it");
    await stack.destroy(say);
    return undefined;
  } catch (error) {
    if (error instanceof GxError) return error;
    throw error;
  }
}

/** A cloud lists for some seconds what it has deleted already. */
async function lookAgain(location: FleetLocation, looks: number): Promise<Leftover[]> {
  const left = await leftovers(location);
  if (looks <= 1 || left.every(({ stays }) => stays)) return left;
  await sleep(BETWEEN_LOOKS);
  return lookAgain(location, looks - 1);
}

/** What Pulumi has noted, and a second try of it can destroy. */
async function knownTo(stack: SelectedStack): Promise<ReadonlySet<string>> {
  return stack.ids().catch(() => new Set<string>());
}

function unknown({ name }: SelectedStack, { tag }: FleetLocation, { message, advice }: GxError): GxError {
  const look = `Look in the cloud's console for ${tag}.`;
  return new GxError(
    "GX_CLOUD",
    `Stack ${name} is destroyed, but whether anything is left is not known: ${message}`,
    advice === undefined ? look : `${advice} ${look}`,
  );
}

/**
 * What the user has to be told when not all is gone. Pure.
 * @param known  ids and names that Pulumi still has noted
 * @param failed  how destroying ended, if not well
 */
export function verdict(
  stack: string,
  { cloud }: FleetLocation,
  left: readonly Leftover[],
  known: ReadonlySet<string>,
  failed: GxError | undefined,
): GxError | undefined {
  const remaining = left.filter(({ stays }) => !stays);
  if (remaining.length === 0) {
    // A network that stays makes destroying fail, and nothing else is wrong then.
    return left.length > 0 ? undefined : failed;
  }
  const strange = remaining.filter(({ id, name }) => !known.has(id) && !known.has(name));
  const rest = remaining.filter((each) => !strange.includes(each));
  const lines = [...strange.map(leftoverText), ...(rest.length > 0 ? [`${kindsText(rest)}: npm run down`] : [])];
  const message = `Left of stack ${stack}, as ${CLOUD_NAMES[cloud]} says, and how to remove it:\n  ${lines.join("\n  ")}`;
  const advice =
    strange.length > 0
      ? "Pulumi does not know of what has a command of the cloud's own beside it. That may cost money until it is removed, and keep the rest from going."
      : undefined;
  return new GxError(
    "GX_CLOUD",
    failed ? `${failed.message}\n${message}` : message,
    [failed?.advice, advice].filter((each) => each !== undefined).join(" ") || undefined,
  );
}

/** "2 droplets, 1 network" */
function kindsText(left: readonly Leftover[]): string {
  const kinds = Map.groupBy(left, ({ kind }) => kind);
  return [...kinds].map(([kind, { length }]) => counted(length, kind)).join(", ");
}

const ASKED_FOR = {
  digitalocean: "droplet, network, firewall, key or tag",
  aws: "instance, volume, network, gateway, security group or key",
} as const;

/** @param left  nothing, or the network that stays */
function goneLines(stack: string, { cloud, region, tag }: FleetLocation, left: readonly Leftover[]): string[] {
  const [network] = left;
  const lists = `${CLOUD_NAMES[cloud]} lists no ${network ? "other " : ""}${ASKED_FOR[cloud]} of ${tag}`;
  if (!network) return [`Nothing is left of stack ${stack}: ${lists} any more.`];
  return [
    `The network ${network.name} stays: it became the default one of ${region}, which DigitalOcean does not delete. It costs nothing.`,
    `Nothing else is left of stack ${stack}: ${lists}.`,
  ];
}
