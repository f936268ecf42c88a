/**
 * A stand-in for a provider of Pulumi's: the engine speaks to it as to the real one.
 * It checks inputs against the declarations of the real SDK, compares, and leaves
 * what it means to create a thing to the cloud behind it. The server that
 * @pulumi/pulumi/provider offers does not pass on the provider's own configuration
 * (a region), so this one has its own.
 *
 * It does not ask for secrets to be marked: the engine then takes the marks off, and
 * puts them back on every output that is named like a secret input.
 */
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";
import type * as PluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import type * as ProviderMessages from "@pulumi/pulumi/proto/provider_pb.js";
import { empty, type Method, messages, type Struct, serve, service, struct } from "../grpc.ts";
import { checkInputs, type Failure, loadSchema } from "../schema/schema.ts";
import { hasUnknown } from "../schema/unknown.ts";
import { REPLACEMENTS } from "./replacements.ts";

const plugin = messages<typeof PluginMessages>("plugin");
const messagesOf = messages<typeof ProviderMessages>("provider");

export type Properties = Record<string, unknown>;

export interface Created {
  id: string;
  /** What is known once it is there, besides its inputs. */
  outputs: Properties;
}

export interface Provider {
  /** "digitalocean": of its SDK, and of the file with its schema. */
  name: string;
  configure?(config: Properties): void;
  /** What the real provider says of its own settings, before anything else. */
  checkConfig?(config: Properties): Promise<Failure[]>;
  /** Inputs that have names of the cloud's choosing when left out, by token. */
  autoNames?: Record<string, string>;
  /** What the real provider or cloud refuses before anything is made; no unknown values in it. */
  check?(token: string, inputs: Properties): Failure[];
  /** Throws what the cloud says. */
  create(token: string, inputs: Properties): Promise<Created>;
  /** undefined when it is gone. */
  read?(token: string, id: string): Promise<Properties | undefined>;
  update?(token: string, id: string, inputs: Properties, changed: string[]): Promise<Properties>;
  delete?(token: string, id: string, state: Properties): Promise<void>;
  invoke?(token: string, args: Properties): Promise<Properties>;
}

export function serveProvider(provider: Provider): void {
  serve(service("provider", "ResourceProviderService"), methods(provider) as Record<string, Method<never>>);
}

function methods(provider: Provider) {
  const schema = loadSchema(provider.name);
  return {
    attach: () => empty(),
    cancel: () => empty(),
    getPluginInfo: () => {
      const info = new plugin.PluginInfo();
      info.setVersion(versionOf(provider.name));
      return info;
    },
    configure: (request: ProviderMessages.ConfigureRequest) => {
      provider.configure?.(plain(request.getArgs()));
      return new messagesOf.ConfigureResponse();
    },
    ...(provider.checkConfig && {
      checkConfig: async (request: ProviderMessages.CheckRequest) => {
        const response = new messagesOf.CheckResponse();
        response.setInputs(request.getNews());
        response.setFailuresList((await provider.checkConfig!(plain(request.getNews()))).map(toMessage));
        return response;
      },
    }),
    check: (request: ProviderMessages.CheckRequest) => {
      const { token, name } = ofUrn(request.getUrn());
      const inputs = plain(request.getNews());
      const autoName = provider.autoNames?.[token];
      if (autoName && inputs[autoName] === undefined) {
        inputs[autoName] = plain(request.getOlds())[autoName] ?? `${name}-${randomBytes(4).toString("hex").slice(1)}`;
      }
      const failures = checkInputs(schema, token, inputs);
      const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => !hasUnknown(value)));
      if (failures.length === 0) failures.push(...(provider.check?.(token, known) ?? []));
      const response = new messagesOf.CheckResponse();
      response.setInputs(struct(inputs) as never);
      response.setFailuresList(failures.map(toMessage));
      return response;
    },
    diff: (request: ProviderMessages.DiffRequest) => {
      const { token } = ofUrn(request.getUrn());
      const changed = changes(plain(request.getOldInputs()), plain(request.getNews()));
      const { DIFF_SOME, DIFF_NONE } = messagesOf.DiffResponse.DiffChanges;
      const response = new messagesOf.DiffResponse();
      response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
      response.setDiffsList(changed);
      response.setReplacesList(changed.filter((key) => REPLACEMENTS[token]?.(plain(request.getNews())).includes(key)));
      return response;
    },
    create: async (request: ProviderMessages.CreateRequest) => {
      const inputs = plain(request.getProperties());
      const { id, outputs } = await provider.create(ofUrn(request.getUrn()).token, inputs);
      const response = new messagesOf.CreateResponse();
      response.setId(id);
      response.setProperties(struct({ ...inputs, ...outputs }) as never);
      return response;
    },
    read: async (request: ProviderMessages.ReadRequest) => {
      const state = plain(request.getProperties());
      const found = provider.read ? await provider.read(ofUrn(request.getUrn()).token, request.getId()) : {};
      const response = new messagesOf.ReadResponse();
      // An empty id says that it is gone.
      response.setId(found ? request.getId() : "");
      response.setProperties(struct({ ...state, ...found }) as never);
      response.setInputs(request.getInputs());
      return response;
    },
    update: async (request: ProviderMessages.UpdateRequest) => {
      const { token } = ofUrn(request.getUrn());
      const inputs = plain(request.getNews());
      const changed = changes(plain(request.getOldInputs()), inputs);
      if (!provider.update) throw new Error(`The emulated cloud cannot change ${changed.join(", ")} of ${token}`);
      const outputs = await provider.update(token, request.getId(), inputs, changed);
      const response = new messagesOf.UpdateResponse();
      response.setProperties(struct({ ...plain(request.getOlds()), ...inputs, ...outputs }) as never);
      return response;
    },
    delete: async (request: ProviderMessages.DeleteRequest) => {
      await provider.delete?.(ofUrn(request.getUrn()).token, request.getId(), plain(request.getProperties()));
      return empty();
    },
    invoke: async (request: ProviderMessages.InvokeRequest) => {
      if (!provider.invoke) throw new Error(`The emulated cloud has no ${request.getTok()}`);
      const response = new messagesOf.InvokeResponse();
      response.setReturn(struct(await provider.invoke(request.getTok(), plain(request.getArgs()))) as never);
      return response;
    },
  };
}

function toMessage({ property, reason }: Failure): ProviderMessages.CheckFailure {
  const failure = new messagesOf.CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}

function plain(value: unknown): Properties {
  return (value as Struct | undefined)?.toJavaScript() ?? {};
}

function changes(before: Properties, after: Properties): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  keys.delete("__defaults");
  return [...keys].filter((key) => !isDeepStrictEqual(before[key], after[key]));
}

/** The engine warns of a provider that is older than its SDK. */
function versionOf(name: string): string {
  return createRequire(import.meta.url)(`@pulumi/${name}/package.json`).pulumi.version;
}

/** urn:pulumi:STACK::PROJECT::PARENTS$TOKEN::NAME */
function ofUrn(urn: string): { token: string; name: string } {
  const [, , types, name] = urn.split("::");
  return { token: types!.split("$").at(-1)!, name: name! };
}
