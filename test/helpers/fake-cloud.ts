/**
 * A cloud out of Pulumi's mocks: `deploy` runs the real program with a stack's
 * settings and returns all that it would make, with the inputs as the engine would
 * get them, and its outputs. Values that a cloud would make up are made from names,
 * so that two runs can be compared.
 */
import { readFileSync } from "node:fs";
import { isSecret, type Output, output, runtime } from "@pulumi/pulumi";

import { program } from "../../infra/index.ts";
import { fakeKey } from "./fake-key.ts";

export interface Made {
  /** "digitalocean:index/droplet:Droplet" */
  type: string;
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a provider is sent
  inputs: Record<string, any>;
  /** Names of the inputs that go to the engine as secrets. */
  secrets: string[];
}

export interface Deployed {
  made: Made[];
  /** With secrets in the clear. */
  // biome-ignore lint/suspicious/noExplicitAny: a stack's outputs
  outputs: Record<string, any>;
  secretOutputs: string[];
}

const PROJECT = "meta-genx";
/** How a secret looks on its way to the engine. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** @param settings  what `pulumi config set` would have set; the rest is Pulumi.yaml's */
export async function deploy(
  settings: Record<string, string>,
  secrets: Record<string, string> = {},
): Promise<Deployed> {
  const made: Made[] = [];
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const plain = withoutSecrets(inputs);
        if (!type.startsWith("meta-genx:")) made.push({ type, name, inputs: plain, secrets: secretsOf(inputs) });
        return { id: `${name}-id`, state: { ...plain, ...invented(type, name, plain) } };
      },
      call: ({ token, inputs }) => answered(token, inputs),
    },
    PROJECT,
    "test",
  );
  // The mocks do not have what a hook is registered with, and run none.
  Object.assign(runtime.getMonitor()!, {
    registerResourceHook: (_: unknown, done: (error: null) => void) => done(null),
  });
  const values = Object.entries({ ...defaults(), ...settings, ...secrets });
  runtime.setAllConfig(
    Object.fromEntries(values.map(([name, value]) => [`${PROJECT}:${name}`, value])),
    Object.keys(secrets).map((name) => `${PROJECT}:${name}`),
  );
  process.env["DIGITALOCEAN_TOKEN"] ??= "dop_v1_of_no_account";
  const outputs = await program();
  const entries = await Promise.all(
    Object.entries(outputs).map(async ([name, each]) => {
      const wrapped = output<unknown>(each);
      return { name, value: await settled(wrapped), secret: await isSecret(wrapped) };
    }),
  );
  await runtime.disconnect();
  return {
    made,
    outputs: Object.fromEntries(entries.map(({ name, value }) => [name, value])),
    secretOutputs: entries.filter(({ secret }) => secret).map(({ name }) => name),
  };
}

export function settled<T>(value: Output<T>): Promise<T> {
  return new Promise((resolve) => value.apply(resolve));
}

/** As Pulumi.yaml declares them: `name:` … `default: value`, in its own few lines of YAML. */
export function defaults(): Record<string, string> {
  const page = readFileSync(new URL("../../Pulumi.yaml", import.meta.url), "utf8");
  const found = page.matchAll(/^ {2}(\w+):\n {4}type: (\w+)\n {4}default: (.*)$/gm);
  return Object.fromEntries([...found].map(([, name, , value]) => [name!, value === '""' ? "" : value!]));
}

export const REDIS_PASSWORD = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
/** 2026-11-21T12:00:00.000Z */
const UUID7 = "01a1fdfa-4600-7000-8000-000000000000";

function invented(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  const last = 10 + Number(/^worker-(\d+)/.exec(name)?.[1] ?? 0);
  switch (type) {
    case "random:index/randomPassword:RandomPassword":
      return { result: REDIS_PASSWORD };
    case "random:index/randomUuid7:RandomUuid7":
      return { result: UUID7 };
    case "tls:index/privateKey:PrivateKey":
      return { privateKeyOpenssh: fakeKey(name).private, publicKeyOpenssh: `${fakeKey(name).public}\n` };
    case "digitalocean:index/vpc:Vpc":
      return { ipRange: "10.110.0.0/20" };
    case "digitalocean:index/sshKey:SshKey":
      return { fingerprint: "3b:16:bf" };
    case "digitalocean:index/droplet:Droplet":
      return { ipv4Address: `203.0.113.${last}`, ipv4AddressPrivate: `10.110.0.${last}` };
    case "aws:ec2/instance:Instance":
      return { publicIp: `203.0.113.${last}`, privateIp: inputs["privateIp"] ?? `10.77.1.${last}` };
    case "aws:ec2/keyPair:KeyPair":
      return { keyName: `${name}-key` };
    default:
      return {};
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what a provider is sent
function answered(token: string, inputs: Record<string, any>): Record<string, unknown> {
  if (token === "aws:ec2/getAmi:getAmi") return { id: `ami-of-${inputs["filters"][0].values[0]}` };
  if (token === "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings") {
    const zones = {
      "c7i.xlarge": ["us-east-1f", "us-east-1b"],
      "t3.small": ["us-east-1a", "us-east-1b", "us-east-1f"],
    };
    const type = inputs["filters"][0].values[0] as keyof typeof zones;
    return { locations: zones[type] ?? ["us-east-1c"] };
  }
  throw new Error(`The fake cloud does not know ${token}`);
}

function secretsOf(inputs: Record<string, unknown>): string[] {
  return Object.keys(inputs).filter((name) => JSON.stringify(inputs[name])?.includes(SIGNATURE));
}

// biome-ignore lint/suspicious/noExplicitAny: any value of JSON
function withoutSecrets(value: any): any {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== "object") return value;
  if (SIGNATURE in value) return withoutSecrets(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutSecrets(each)]));
}
