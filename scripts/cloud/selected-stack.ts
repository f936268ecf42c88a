/** What can be asked of the selected stack, and done with it. stack.ts finds it. */
import type { LocalWorkspace, Stack } from "@pulumi/pulumi/automation/index.js";
import { checkSettings, NAMES, type RawSettings, type Settings, SettingsError } from "../../infra/check-settings.ts";
import { type FleetPlan, planFleet, stackTag } from "../../infra/plan.ts";
import { GxError } from "../../runtime/errors.ts";
import { attempt, type LineOf, runEngine, type Say, type WorkOptions } from "./engine.ts";
import { eventLine, plannedLine } from "./engine-lines.ts";
import type { FleetLocation } from "./found-resource.ts";
import { type FleetOutputs, readOutputs } from "./stack-outputs.ts";

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
  /** What the program told of it, unchecked and with secrets in plain text; nothing where there is no fleet. */
  values(): Promise<Record<string, unknown>>;
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
  location(): Promise<FleetLocation | undefined>;
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

export function selected(workspace: LocalWorkspace, project: string, name: string): SelectedStack {
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
      throw new GxError("GX_CLOUD", `Stack ${name} is not set up:\n  ${error.message.replaceAll("\n", "\n  ")}`);
    }
  };
  const work = (say: Say, lineOf: LineOf, act: (stack: Stack, options: WorkOptions) => Promise<unknown>) =>
    runEngine(of, say, lineOf, async (options) => {
      const { Stack } = await import("@pulumi/pulumi/automation/index.js");
      await act(await Stack.select(name, workspace), options);
    }).finally(() => {
      read = {};
    });
  // What was read holds until something is done here.
  let read: { noted?: Promise<StateResource[]>; values?: Promise<Record<string, unknown>> } = {};
  const noted = () => (read.noted ??= attempt(of, async () => resourcesOf(await workspace.exportStack(name))));
  const values = () => (read.values ??= attempt(of, () => outputsOf(workspace, name)));
  const outputs = async () => readOutputs(name, await values());
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
    values,
    outputs,
    refresh: (say) =>
      work(say, eventLine, (stack, options) => stack.refresh({ ...options, clearPendingCreates: true })),
    destroy: (say) => work(say, eventLine, (stack, options) => stack.destroy({ ...options, continueOnError: true })),
    machines: async () => (await noted()).flatMap(machineOf),
    ids: async () => new Set((await noted()).flatMap(({ id }) => id ?? [])),
    location: async () => {
      const { cloud, region } = await values();
      if ((cloud === "digitalocean" || cloud === "aws") && typeof region === "string") return { cloud, region, tag };
      const checked = await settings().catch(() => undefined);
      return checked && { cloud: checked.settings.cloud, region: checked.settings.region, tag };
    },
  };
}

async function outputsOf(workspace: LocalWorkspace, name: string): Promise<Record<string, unknown>> {
  const outputs = await workspace.stackOutputs(name);
  return Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value]));
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
