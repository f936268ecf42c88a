/**
 * What the engine's plugins have in common: each is a process that serves gRPC on a
 * port of its own and prints it. The messages and the gRPC library are those that
 * @pulumi/pulumi itself uses, so they cannot be of another version.
 */
import { createRequire } from "node:module";
import type * as Grpc from "@grpc/grpc-js";

const sdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));

const grpc = sdk("@grpc/grpc-js") as typeof Grpc;

/** A module of the SDK's generated messages: `messages<typeof import("@pulumi/pulumi/proto/plugin_pb.js")>("plugin")`. */
export const messages = <T>(name: string): T => sdk(`./proto/${name}_pb.js`) as T;

export const service = (name: string, key: string): Grpc.ServiceDefinition => sdk(`./proto/${name}_grpc_pb.js`)[key];

/** google.protobuf.Struct and Empty. */
export interface Struct {
  toJavaScript(): Record<string, unknown>;
}
export const struct = (value: Record<string, unknown>): Struct =>
  sdk("google-protobuf/google/protobuf/struct_pb.js").Struct.fromJavaScript(value);
export const empty = (): unknown => new (sdk("google-protobuf/google/protobuf/empty_pb.js").Empty)();

/** Answers one call; what it throws is the call's error, with its message. */
export type Method<Request> = (request: Request) => unknown;

/** Serves until the engine is gone. A method that is not given answers UNIMPLEMENTED, which the engine takes for "no". */
export function serve(definition: Grpc.ServiceDefinition, methods: Record<string, Method<never>>): void {
  const server = new grpc.Server({ "grpc.max_receive_message_length": 1 << 28 });
  server.addService(
    definition,
    Object.fromEntries(Object.keys(definition).map((name) => [name, handler(name, methods[name])])),
  );
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(port);
  });
  // An engine that was killed ends nobody.
  const engine = process.ppid;
  setInterval(() => process.ppid !== engine && process.exit(1), 500).unref();
}

function handler(name: string, method: Method<never> | undefined): Grpc.UntypedHandleCall {
  return (call: { request: unknown; destroy?(error: object): void }, callback?: Grpc.sendUnaryData<unknown>) => {
    if (!method || !callback) {
      const error = { code: grpc.status.UNIMPLEMENTED, details: `${name} is not implemented` };
      if (callback) callback(error);
      else call.destroy?.(error);
      return;
    }
    const answer = new Promise<unknown>((resolve) => resolve(method(call.request as never)));
    answer.then(
      (message) => callback(null, message),
      (error) => callback({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : `${error}` }),
    );
  };
}
