/**
 * The end of a fleet: Pulumi looks what there is, destroys it, and then the cloud
 * itself is asked, by tag, whether anything is left. Nobody pays for what was forgotten.
 */
import { GxError } from "../../runtime/errors.ts";
import { type Leftover, leftovers, type Place } from "./leftovers.ts";
import type { Say, SelectedStack } from "./stack.ts";

const AGAIN = "npm run down";

/** @throws GxError GX_CLOUD  that says what stands, and what to do */
export async function tearDown(stack: SelectedStack, say: Say): Promise<void> {
  const place = await stack.place();
  const failed = await destroyed(stack, say);
  if (place === undefined) {
    if (failed) throw failed;
    say(`Stack ${stack.name} is destroyed.`);
    return;
  }
  let left: Leftover[];
  try {
    left = await leftovers(place);
  } catch (error) {
    if (failed) throw failed;
    const { message, advice } = error as GxError;
    const look = `Look for ${place.tag} in the cloud's own console. ${advice ?? ""}`.trimEnd();
    throw new GxError(
      "GX_CLOUD",
      `Pulumi destroyed its stack ${stack.name}, but what is left is not known: ${message}`,
      look,
    );
  }
  judge(stack, place, left, failed, say);
}

async function destroyed(stack: SelectedStack, say: Say): Promise<GxError | undefined> {
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

function judge(
  stack: SelectedStack,
  place: Place,
  left: readonly Leftover[],
  failed: GxError | undefined,
  say: Say,
): void {
  const paid = left.filter(({ stays }) => !stays);
  if (paid.length === 0) {
    // Of a destroy that failed by the default network alone nothing else is known to be there.
    for (const { name } of left) {
      say(
        `The network ${name} stays: it has become the default one of ${place.region}, which DigitalOcean does not delete. It costs nothing.`,
      );
    }
    if (failed && left.length === 0) throw failed;
    say(
      `Nothing ${left.length > 0 ? "else " : ""}is left of stack ${stack.name}: ${CHECKED[place.cloud]} has no more of ${place.tag}.`,
    );
    return;
  }
  const things = paid.map(
    ({ kind, id, name, remove }) => `\n  ${kind} ${id}${name && name !== id ? ` (${name})` : ""}: ${remove}`,
  );
  const why = failed ? `${failed.message}\n` : "";
  throw new GxError(
    "GX_CLOUD",
    `${why}Of stack ${stack.name} there ${paid.length === 1 ? "is" : "are"} left, as ${CHECKED[place.cloud]} says:${things.join("")}`,
    failed
      ? `${AGAIN} tries again. ${failed.advice ?? ""}`.trimEnd()
      : "Pulumi does not know of them: the commands above remove them. They may cost money until then.",
  );
}

const CHECKED = { digitalocean: "DigitalOcean", aws: "EC2" } as const;
