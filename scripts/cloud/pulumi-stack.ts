/**
 * The stack of this project that is selected, found by Pulumi's Automation API. That is
 * loaded when there may be a stack and not before, because a sweep without one is to
 * start at once.
 */
import { existsSync, globSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { GxError } from "../../runtime/errors.ts";
import { attempt, stderrOf } from "./engine.ts";
import { isLoggedOut } from "./engine-error.ts";
import { type SelectedStack, selected } from "./selected-stack.ts";
import { type FleetOutputs, readOutputs } from "./stack-outputs.ts";

export type { Say } from "./engine.ts";
export type { SelectedStack, StackMachine } from "./selected-stack.ts";

export type Found =
  /** `mend` is what the user does about it; only a stack `lacks` when Pulumi itself is ready. */
  | { state: "none"; why: string; mend: string; lacks: "pulumi" | "stack" }
  /** A stack without a fleet, or with half of one: `machines()` tells. */
  | { state: "down"; stack: SelectedStack }
  | { state: "up"; stack: SelectedStack; outputs: FleetOutputs };

/** Where Pulumi.yaml is. */
const ROOT = resolve(import.meta.dirname, "../..");

/** For who uses a fleet. @throws GxError GX_CLOUD  when there is a stack and it cannot be read */
export function findStack(): Promise<Found> {
  return find(readOutputs);
}

/**
 * For who makes or destroys one: a fleet of another version of this program is no
 * fleet, but machines, which are made anew or destroyed. @throws as `findStack`
 */
export function findOwnStack(): Promise<Found> {
  return find((name, values) => {
    try {
      return readOutputs(name, values);
    } catch {
      return undefined;
    }
  });
}

async function find(
  read: (stack: string, values: Record<string, unknown>) => FleetOutputs | undefined,
): Promise<Found> {
  const none = withoutLooking();
  if (none) return none;
  const opened = await attempt("Pulumi", open).catch((error) => {
    if (isLoggedOut(stderrOf(error))) return undefined;
    throw error;
  });
  if (opened === undefined) return LOGGED_OUT;
  const { workspace, project, summary } = opened;
  if (!summary) return unselected();
  const { name } = summary;
  const stack = selected(workspace, project, name);
  if (summary.resourceCount === 0) return { state: "down", stack };
  const [values, machines] = await Promise.all([stack.values(), stack.machines()]);
  const outputs = Object.keys(values).length === 0 ? undefined : read(name, values);
  // A destroy that fails leaves the outputs of what it destroyed.
  const stands = machines.some((machine) => machine.name === "head");
  return outputs && stands ? { state: "up", stack, outputs } : { state: "down", stack };
}

/** Why a command has to do without a fleet. */
export function noFleet(found: Found): string {
  return found.state === "none" ? found.why : `stack ${found.stack.name} is not up`;
}

/** Made, selected and empty. */
export async function newStack(name: string): Promise<SelectedStack> {
  if (!inPath("pulumi")) throw noStack(NO_PULUMI, "No stack can be made");
  return attempt(`stack ${name}`, async () => {
    const { workspace, project } = await open();
    await workspace.createStack(name);
    return selected(workspace, project, name);
  });
}

type None = Found & { state: "none" };

/** For a command that can do nothing without one. */
export function noStack({ why, mend }: None, problem: string): GxError {
  return new GxError("GX_CLOUD", `${problem}: ${why}`, mend);
}

const NO_PULUMI: None = {
  state: "none",
  why: "Pulumi is not in PATH",
  mend: "Install it: https://www.pulumi.com/docs/iac/download-install/",
  lacks: "pulumi",
};
const LOGGED_OUT: None = {
  state: "none",
  why: "Pulumi is not logged in",
  mend: "pulumi login, or pulumi login --local to keep stacks in a folder of yours.",
  lacks: "pulumi",
};

/** What can be known without starting anything. */
function withoutLooking(): None | undefined {
  if (!inPath("pulumi")) return NO_PULUMI;
  if (process.env["PULUMI_STACK"]) return undefined;
  // There is a file of this kind for each folder in which a stack was ever selected.
  const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  return globSync("workspaces/*-workspace.json", { cwd: home }).length === 0 ? unselected() : undefined;
}

function unselected(): None {
  const asked = process.env["PULUMI_STACK"];
  return {
    state: "none",
    why: asked ? `this project has no stack ${asked}, which PULUMI_STACK names` : "no stack is selected",
    mend: `pulumi stack init ${asked || "dev"}, or choose one of yours: pulumi stack ls, pulumi stack select NAME`,
    lacks: "stack",
  };
}

function inPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}

async function open() {
  const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
  const workspace = await LocalWorkspace.create({ workDir: ROOT });
  // Stack.select would select for good what PULUMI_STACK names for one command.
  workspace.selectStack = async () => {};
  const { name: project } = await workspace.projectSettings();
  return { workspace, project, summary: await workspace.stack() };
}
