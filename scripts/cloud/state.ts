/**
 * What stands of a stack: what Pulumi noted of its machines, what the cloud says of
 * them, since when, what it has cost and when it ends. Gathered here, told by
 * state-text.ts.
 */
import type { FleetPlan } from "../../infra/plan.ts";
import type { GxError } from "../../runtime/errors.ts";
import { costSoFar } from "./cost.ts";
import type { CloudMachine } from "./found-resource.ts";
import { cloudMachines } from "./leftovers.ts";
import type { Found, SelectedStack, StackMachine } from "./pulumi-stack.ts";
import type { FleetOutputs } from "./stack-outputs.ts";

export interface StackState {
  stack: string | undefined;
  /** "half": some of its machines are there, but no fleet that a sweep could use. */
  state: "none" | "down" | "half" | "up";
  /** Why there is no stack, and what makes one. */
  why?: string;
  cloud?: "digitalocean" | "aws";
  region?: string;
  tag?: string;
  startedAt?: Date;
  /** When its machines power off. */
  endsAt?: Date;
  /** And the bill ends with that. */
  endsItself?: boolean;
  usdPerHour?: number;
  usdSoFar?: number;
  machines: ListedMachine[];
  /** Down, but a network, firewalls or keys are there, which cost nothing. */
  remains?: true;
  /** Machines with the fleet's tag that Pulumi does not know of. */
  strangers?: CloudMachine[];
  /** Why the cloud itself could not be asked. */
  unasked?: string;
}

export interface ListedMachine {
  name: string;
  id: string;
  size: string;
  /** The cloud's word for how it is, "gone", or undefined where it was not asked. */
  state: string | undefined;
  address: string | undefined;
  privateAddress: string | undefined;
}

export async function stateOf(found: Found, now: Date): Promise<StackState> {
  if (found.state === "none")
    return { stack: undefined, state: "none", why: `${found.why}. ${found.mend}`, machines: [] };
  const { stack } = found;
  const noted = await stack.machines();
  const outputs = found.state === "up" ? found.outputs : undefined;
  if (noted.length === 0 && !outputs) {
    const remains = (await stack.ids()).size > 0;
    return { stack: stack.name, state: "down", machines: [], ...(remains && { remains }) };
  }
  const location = await stack.location();
  const asked = location && (await cloudMachines(location).catch((error: GxError) => error.message));
  const strangers = typeof asked === "object" ? asked.filter(({ id }) => noted.every((each) => each.id !== id)) : [];
  const states = typeof asked === "object" ? new Map(asked.map(({ id, state }) => [id, state])) : undefined;
  const facts = { ...(outputs && factsOf(outputs, now)), ...(await priceOf(stack, noted, outputs)) };
  return {
    stack: stack.name,
    state: outputs ? "up" : "half",
    ...(location && { cloud: location.cloud, region: location.region, tag: location.tag }),
    ...facts,
    machines: noted
      .map(({ name, id, size, address, privateAddress }) => ({
        name,
        id,
        size,
        state: states && (states.get(id) ?? "gone"),
        address: name === "head" ? address : undefined,
        privateAddress,
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    ...(strangers.length > 0 && { strangers }),
    ...(typeof asked === "string" && { unasked: asked }),
  };
}

function factsOf(outputs: FleetOutputs, now: Date): Partial<StackState> {
  const { startedAt, endsItself, maxHours } = outputs;
  const endsAt = new Date(startedAt.getTime() + maxHours * 3_600_000);
  return { startedAt, endsAt, endsItself, usdSoFar: costSoFar(outputs, now) };
}

/** Outputs are written when all of a fleet is made; until then the settings say what its machines cost. */
async function priceOf(
  stack: SelectedStack,
  noted: readonly StackMachine[],
  outputs: FleetOutputs | undefined,
): Promise<Partial<StackState>> {
  const made = outputs && Object.keys(outputs.workerAddresses).length + 1;
  if (outputs && made === noted.length) return { usdPerHour: outputs.usdPerHour };
  const plan = await stack.plan().catch(() => undefined);
  return plan ? { usdPerHour: hourOf(plan, noted) } : {};
}

/** Of those machines, in USD. One that is not in the plan counts as its dearest. */
export function hourOf(plan: FleetPlan, noted: readonly StackMachine[]): number {
  const prices = new Map(plan.machines.map(({ key, usdPerHour }) => [key, usdPerHour]));
  const dearest = Math.max(...prices.values());
  return noted.reduce((sum, { key }) => sum + (prices.get(key) ?? dearest), 0);
}
