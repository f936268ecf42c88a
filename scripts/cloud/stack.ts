/**
 * The selected stack of this project, by Pulumi's Automation API: the only file that
 * knows it. It is loaded when there may be a stack and not before, because a sweep
 * without one is to start at once.
 */
import { existsSync, globSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { EngineEvent, LocalWorkspace, Stack } from "@pulumi/pulumi/automation/index.js";
import { checkSettings, NAMES, type RawSettings, type Settings, SettingsError } from "../../infra/check.ts";
import { type FleetPlan, planFleet, stackTag } from "../../infra/plan.ts";
import { GxError } from "../../runtime/errors.ts";
import { engineError, isLoggedOut } from "./engine-error.ts";
import { errorText, eventLine, plannedLine } from "./engine-lines.ts";
import type { Place } from "./leftovers.ts";
import { type FleetOutputs, readOutputs } from "./outputs.ts";

export type Say = (line: string) => void;

export type Found =
  | { state: "none"; why: string /** What makes one. */; mend: string }
  /** A stack without a fleet, or with half of one: `machines()` tells. */
  | { state: "down"; stack: SelectedStack }
  | { state: "up"; stack: SelectedStack; outputs: FleetOutputs };

export interface SelectedStack {
  name: string;
  /** What everything of its fleet is tagged or named with. */
  tag: string;
  /** As `pulumi config` has them, defaults included. */
  config(): Promise<RawSettings>;
  /** @throws GxError GX_CLOUD that names the commands which mend what is missing or wrong */
  settings(more?: Partial<RawSettings>): Promise<{ settings: Settings; deletesItself: boolean }>;
  /** @param more  settings that are not kept yet */
  plan(more?: Partial<RawSettings>): Promise<FleetPlan>;
  set(name: string, value: string): Promise<void>;
  /** What `up` would do, a line for each thing that would not stay as it is. */
  changes(): Promise<string[]>;
  up(say: Say): Promise<FleetOutputs>;
  /** Of a fleet that is up. */
  outputs(): Promise<FleetOutputs>;
  /** What a killed update was about to make is forgotten: who asks for that asks the cloud itself. */
  refresh(say: Say): Promise<void>;
  /** What cannot go keeps nothing else. */
  destroy(say: Say): Promise<void>;
  /** What is there, as far as the stack's state knows. */
  machines(): Promise<StackMachine[]>;
  /** Of all that Pulumi has noted, as the cloud calls it. */
  ids(): Promise<Set<string>>;
  /** Where its fleet is or would be; undefined when nothing says so. */
  place(): Promise<Place | undefined>;
}

export interface StackMachine {
  /** "worker-01" */
  name: string;
  /** "worker-01-fra1-x64": a plan's key. */
  key: string;
  id: string;
  size: string;
  address: string | undefined;
  privateAddress: string | undefined;
}

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
  const [values, machines] = await Promise.all([
    attempt(`stack ${name}`, () => outputsOf(workspace, name)),
    stack.machines(),
  ]);
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
};
const LOGGED_OUT: None = {
  state: "none",
  why: "Pulumi is not logged in",
  mend: "pulumi login, or pulumi login --local to keep stacks in a folder of yours.",
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

async function outputsOf(workspace: LocalWorkspace, name: string): Promise<Record<string, unknown>> {
  const outputs = await workspace.stackOutputs(name);
  return Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value]));
}

function selected(workspace: LocalWorkspace, project: string, name: string): SelectedStack {
  const of = `stack ${name}`;
  const configured = () => attempt(of, () => workspace.getAllConfig(name));
  const config = async () => {
    const all = await configured();
    return Object.fromEntries(NAMES.map((each) => [each, all[`${project}:${each}`]?.value ?? ""])) as RawSettings;
  };
  const settings = async (more: Partial<RawSettings> = {}) => {
    try {
      return {
        settings: checkSettings({ ...(await config()), ...more }),
        deletesItself: (await configured())[`${project}:deleteToken`] !== undefined,
      };
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      throw new GxError("GX_CLOUD", `${of} is not set up:\n  ${error.message.replaceAll("\n", "\n  ")}`);
    }
  };
  const work = (say: Say, lineOf: LineOf, act: (stack: Stack, options: WorkOptions) => Promise<unknown>) =>
    working(of, say, lineOf, async (options) => {
      const { Stack } = await import("@pulumi/pulumi/automation/index.js");
      await act(await Stack.select(name, workspace), options);
    });
  const noted = () => attempt(of, async () => resourcesOf(await workspace.exportStack(name)));
  const outputs = async () => readOutputs(name, await attempt(of, () => outputsOf(workspace, name)));
  const tag = stackTag(project, name.split("/").at(-1)!);
  return {
    name,
    tag,
    config,
    settings,
    plan: async (more) => {
      const { settings: checked, deletesItself } = await settings(more);
      return planFleet(checked, deletesItself);
    },
    set: (key, value) => attempt(of, () => workspace.setConfig(name, key, { value })),
    changes: async () => {
      const lines: string[] = [];
      await work(
        (line) => lines.push(line),
        plannedLine,
        (stack, options) => stack.preview(options),
      );
      return lines;
    },
    up: async (say) => {
      await work(say, eventLine, (stack, options) => stack.up(options));
      return outputs();
    },
    outputs,
    refresh: (say) =>
      work(say, eventLine, (stack, options) => stack.refresh({ ...options, clearPendingCreates: true })),
    destroy: (say) => work(say, eventLine, (stack, options) => stack.destroy({ ...options, continueOnError: true })),
    machines: async () => (await noted()).flatMap(machineOf),
    ids: async () => new Set((await noted()).flatMap(({ id }) => id ?? [])),
    place: async () => {
      const { cloud, region } = await attempt(of, () => outputsOf(workspace, name));
      if ((cloud === "digitalocean" || cloud === "aws") && typeof region === "string") return { cloud, region, tag };
      const checked = await settings().catch(() => undefined);
      return checked && { cloud: checked.settings.cloud, region: checked.settings.region, tag };
    },
  };
}

type LineOf = (event: EngineEvent) => string | undefined;

interface WorkOptions {
  color: "never";
  suppressOutputs: true;
  onEvent: (event: EngineEvent) => void;
  signal: AbortSignal;
}

/**
 * While the engine works, Ctrl-C is for the engine: it has it from the terminal, as all programs
 * there have. It ends what it is at, notes it in its state, and fails; a second one it obeys at once.
 * A SIGTERM is for this process alone, and passed on.
 */
async function working(
  of: string,
  say: Say,
  lineOf: LineOf,
  act: (options: WorkOptions) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const errors: string[] = [];
  let interrupted = false;
  const interrupt = (signal: NodeJS.Signals) => {
    if (!interrupted)
      say(
        "Pulumi ends what it is at, and stops. Ctrl-C again stops it at once, which may leave things that it does not know of.",
      );
    interrupted = true;
    if (signal === "SIGTERM") controller.abort();
  };
  const onEvent = (event: EngineEvent) => {
    const line = lineOf(event);
    if (line !== undefined) say(line);
    const error = errorText(event);
    if (error !== undefined) errors.push(error);
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    await act({ color: "never", suppressOutputs: true, onEvent, signal: controller.signal });
  } catch (error) {
    if (interrupted) throw new GxError("GX_CLOUD", `${of}: interrupted`, undefined, { cause: error });
    throw failure(of, error, errors);
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

async function attempt<T>(of: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failure(of, error);
  }
}

/** What the command itself said on stderr; the error's own message repeats the command line too. */
function stderrOf(error: unknown): string {
  const thrown = error instanceof GxError ? error.cause : error;
  const { commandResult } = thrown as { commandResult?: { stderr?: string; err?: { stderr?: string } } };
  return commandResult?.err?.stderr ?? commandResult?.stderr ?? "";
}

function failure(of: string, error: unknown, errors: readonly string[] = []): unknown {
  if (error instanceof GxError) return error;
  if ((error as { commandResult?: unknown }).commandResult) {
    return engineError({ of, stderr: stderrOf(error), errors }, error);
  }
  const { message } = error as Error;
  if (!/Pulumi CLI/.test(message)) return error;
  return new GxError("GX_CLOUD", message, "Install the one of package.json's version. --local goes without a fleet.");
}

/** @param state  as `pulumi stack export` has it */
function resourcesOf({ deployment }: { deployment?: { resources?: StateResource[] } }): StateResource[] {
  return deployment?.resources ?? [];
}

function machineOf({ type, urn, id = "", outputs = {} }: StateResource): StackMachine[] {
  if (!/\/(droplet:Droplet|instance:Instance)$/.test(type)) return [];
  const key = urn.split("::").at(-1)!;
  const name = /^(head|worker-\d+)/.exec(key)?.[0] ?? key;
  const text = (...names: string[]) =>
    names.map((each) => outputs[each]).find((value) => typeof value === "string" && value !== "") as string | undefined;
  return [
    {
      name,
      key,
      id,
      size: text("size", "instanceType") ?? "",
      address: text("ipv4Address", "publicIp"),
      privateAddress: text("ipv4AddressPrivate", "privateIp"),
    },
  ];
}

interface StateResource {
  type: string;
  urn: string;
  id?: string;
  outputs?: Record<string, unknown>;
}
