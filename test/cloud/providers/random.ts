/** pulumi-resource-random: truly random; the SDK itself marks the results of a password as secret. */
import { randomBytes, randomInt } from "node:crypto";
import type { Failure } from "../schema/schema.ts";
import { type Properties, serveProvider } from "./provider.ts";

const CLASSES = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
};

serveProvider({
  name: "random",
  check: (_, inputs): Failure[] =>
    ["minLower", "minUpper", "minNumeric", "minSpecial", "number"]
      .filter((name) => inputs[name] !== undefined)
      .map((property) => ({ property, reason: "is not emulated" })),
  create: async (token, inputs) => {
    const id = uuid7();
    if (token.endsWith(":RandomUuid7")) return { id, outputs: { result: id } };
    return { id: "none", outputs: { result: password(inputs) } };
  },
});

function password(inputs: Properties): string {
  const alphabet = Object.entries(CLASSES)
    .filter(([name]) => inputs[name] !== false)
    .map(([name, letters]) => (name === "special" ? ((inputs.overrideSpecial as string) ?? letters) : letters))
    .join("");
  return Array.from({ length: inputs.length as number }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/** RFC 9562: 48 bits of milliseconds, version 7, the rest random. */
function uuid7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
