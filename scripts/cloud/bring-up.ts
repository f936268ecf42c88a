/**
 * The beginning of a fleet: what is not set is asked for, the price is shown before
 * anything is made, and only a yes makes it. Where it fails half-way, it is said what
 * is there, what an hour of that costs, and what destroys it.
 */
import { checkSettings, doubts, type RawSettings, SettingsError } from "../../infra/check-settings.ts";
import type { FleetPlan } from "../../infra/plan.ts";
import { GxError } from "../../runtime/errors.ts";
import { limitEnd, usd } from "./cost.ts";
import { digitalOceanToken } from "./digitalocean.ts";
import { cloudMachines } from "./leftovers.ts";
import { ownAddress } from "./own-address.ts";
import { CLOUD_NAMES, priceLines } from "./price-table.ts";
import { agree, askText, choose, isTerminal } from "./prompts.ts";
import { type Found, newStack, noStack, type Say, type SelectedStack } from "./pulumi-stack.ts";
import type { FleetOutputs } from "./stack-outputs.ts";
import { hourOf } from "./state.ts";

export interface BringUpOptions {
  /** Nobody is asked. */
  yes: boolean;
  /** Kept as the stack's setting. */
  workers?: number | undefined;
  /** What it may cost: less than one hour of it is refused before anything is made. */
  maxUsd?: number | undefined;
}

/** The stack that was found, or a new one by a name that the user chooses. */
export async function stackFor(found: Found, say: Say): Promise<SelectedStack> {
  if (found.state !== "none") return found.stack;
  if (found.lacks === "pulumi" || !isTerminal()) throw noStack(found, "There is no stack to make a fleet in");
  const named = process.env["PULUMI_STACK"];
  const name = named || (await askText("A name for the new stack", "dev", nameProblem));
  const stack = await newStack(name);
  say(`Stack ${name} is made and selected.`);
  return stack;
}

/** @throws GxError GX_USAGE when it is not agreed to, GX_CLOUD when it fails */
export async function bringUp(
  stack: SelectedStack,
  { yes, workers, maxUsd }: BringUpOptions,
  say: Say,
): Promise<FleetOutputs> {
  await complete(stack);
  const more = workers === undefined ? {} : { workers: String(workers) };
  const plan = await stack.plan(more);
  if (plan.settings.cloud === "digitalocean") digitalOceanToken();
  for (const line of priceLines(`Stack ${stack.name}`, plan)) say(line);
  for (const doubt of doubts(plan.settings)) say(`Warning: ${doubt}`);
  const now = new Date();
  if (maxUsd !== undefined) limitEnd({ usdPerHour: plan.usdPerHour, startedAt: now }, maxUsd, now);
  await noteGone(stack, say);
  const kept = workers === undefined ? undefined : (await stack.config()).workers;
  for (const [name, value] of Object.entries(more)) await stack.set(name, value);
  try {
    if (!yes && !(await isWanted(stack, say))) return await stack.outputs();
  } catch (error) {
    if (kept !== undefined) await stack.set("workers", kept);
    throw error;
  }
  try {
    return await stack.up(say);
  } catch (error) {
    if (!(error instanceof GxError)) throw error;
    if (!plan.settings.spot || !isNoSpot(error)) throw await halfWay(stack, plan, error);
    return onDemand(stack, plan, error, yes, say);
  }
}

/** Machines that ended themselves, or that somebody deleted, are still there for Pulumi until it looks. */
async function noteGone(stack: SelectedStack, say: Say): Promise<void> {
  const noted = await stack.machines();
  const location = noted.length === 0 ? undefined : await stack.location();
  if (location === undefined) return;
  const there = new Set((await cloudMachines(location)).map(({ id }) => id));
  const gone = noted.filter(({ id }) => !there.has(id));
  if (gone.length === 0) return;
  say(`The cloud has no ${gone.map(({ name }) => name).join(", ")} any more; Pulumi takes note of that`);
  await stack.refresh(say);
}

/** @returns false where nothing would change  @throws GxError GX_USAGE when the answer is no */
async function isWanted(stack: SelectedStack, say: Say): Promise<boolean> {
  const advice = "Say --yes to do it at this price without a question.";
  if ((await stack.machines()).length === 0) {
    await agree("Make these machines?", { refused: "Nothing was made", advice });
    return true;
  }
  say("Looking what would change");
  const changes = await stack.changes();
  const told = await stack.outputs().then(
    () => true,
    () => false,
  );
  if (changes.length === 0) {
    say("Nothing: all of it is there.");
    // Outputs of an older version are written anew, which changes no machine.
    return !told;
  }
  for (const line of changes) say(`  ${line}`);
  if (changes.some((line) => line.includes("anew: ") && line.includes(" head-"))) {
    say("A head made anew loses what is in its Redis: gather the results of sweeps before.");
  }
  await agree("Change it so?", { refused: "Nothing was changed", advice });
  return true;
}

/** Asks for what has no default, and keeps the answers. */
async function complete(stack: SelectedStack): Promise<void> {
  // Where nobody can be asked, reading the settings names the commands for all that is missing.
  if (!isTerminal()) return;
  const config = await stack.config();
  if (config.cloud === "") await stack.set("cloud", await choose("Which cloud", CLOUD_NAMES));
  if (config.sshFrom === "") {
    const here = await ownAddress();
    const found = here === undefined ? "" : " (this machine's, as the internet sees it)";
    const question = `Who may reach the head by SSH: IPv4 addresses or ranges${found}`;
    await stack.set("sshFrom", await askText(question, here ?? "", (answer) => problemOf(config, { sshFrom: answer })));
  }
}

/** What is wrong with an answer, in the words that `pulumi up` would have for it. */
function problemOf(config: RawSettings, answer: Partial<RawSettings>): string | undefined {
  try {
    checkSettings({ ...config, cloud: config.cloud || "digitalocean", ...answer });
    return undefined;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const name = Object.keys(answer)[0]!;
    // The command that would mend it is not for somebody who is asked.
    return error.message
      .split("\n")
      .find((line) => line.startsWith(name))
      ?.replace(/: pulumi config set .*$/, "");
  }
}

function nameProblem(name: string): string | undefined {
  return /^[A-Za-z0-9._-]{1,100}$/.test(name) ? undefined : "Letters, digits, dashes, dots and underscores.";
}

/** EC2 has no capacity to spare, or gives this account none. */
function isNoSpot({ message }: GxError): boolean {
  return /InsufficientInstanceCapacity|MaxSpotInstanceCountExceeded|SpotMaxPriceTooLow|UnfulfillableCapacity|spot capacity/i.test(
    message,
  );
}

async function onDemand(
  stack: SelectedStack,
  plan: FleetPlan,
  error: GxError,
  yes: boolean,
  say: Say,
): Promise<FleetOutputs> {
  say(`EC2 has no spot machines to give: ${error.message}`);
  if (!yes) {
    await agree("Make the workers on demand, at the price above?", {
      refused: "No more machines were made",
      advice: "npm run down destroys what is there.",
    }).catch(async (refusal) => {
      throw await halfWay(stack, plan, refusal as GxError);
    });
  }
  await stack.set("spot", "false");
  say("On demand then: pulumi config set spot false. `pulumi config set spot true` goes back to spot.");
  try {
    return await stack.up(say);
  } catch (again) {
    throw again instanceof GxError ? await halfWay(stack, plan, again) : again;
  }
}

/** The error, with what stands all the same. */
async function halfWay(stack: SelectedStack, plan: FleetPlan, error: GxError): Promise<GxError> {
  const there = await stack.machines().catch(() => undefined);
  const options = { cause: error };
  if (there === undefined) {
    const advice = "npm run status says what is there, and npm run down destroys it.";
    return new GxError(error.code, error.message, join(error.advice, advice), options);
  }
  const hour = hourOf(plan, there);
  const names = there.map(({ name }) => name).join(", ");
  const stands =
    there.length === 0
      ? "No machine is there."
      : `What is there costs ${usd(hour)} an hour: ${there.length} of ${plan.machines.length} machines (${names}).`;
  const advice = join(error.advice, "npm run up goes on from here; npm run down destroys what is there.");
  return new GxError(error.code, `${error.message}\n${stands}`, advice, options);
}

function join(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(" ");
}
