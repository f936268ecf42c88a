/** pulumi-resource-tls: true Ed25519 keys, in the formats of the real provider; the SDK itself marks the private ones as secret. */
import { createHash, generateKeyPairSync } from "node:crypto";
import { opensshPrivate, opensshPublic } from "../openssh.ts";
import { serveProvider } from "./provider.ts";

serveProvider({
  name: "tls",
  check: (_, { algorithm }) =>
    algorithm === "ED25519" || algorithm === undefined
      ? []
      : [{ property: "algorithm", reason: `only ED25519 is emulated, not ${algorithm}` }],
  create: async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
    const privateKeyPem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const text = opensshPublic(publicKey);
    const blob = Buffer.from(text.split(" ")[1]!, "base64");
    const sha256 = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
    return {
      id: createHash("sha1").update(publicKeyPem).digest("hex"),
      outputs: {
        // As the real one has it, with the end of the line.
        publicKeyOpenssh: `${text}\n`,
        publicKeyPem,
        publicKeyFingerprintSha256: `SHA256:${sha256}`,
        privateKeyOpenssh: opensshPrivate(privateKey),
        privateKeyPem,
        privateKeyPemPkcs8: privateKeyPem,
      },
    };
  },
});
