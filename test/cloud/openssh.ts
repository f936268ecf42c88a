/** An Ed25519 key in OpenSSH's formats: authorized_keys' line, and the file that ssh -i takes (OpenSSH's PROTOCOL.key). */
import { type KeyObject, randomBytes } from "node:crypto";

const TYPE = "ssh-ed25519";

/** "ssh-ed25519 AAAA…", without a comment. */
export function opensshPublic(key: KeyObject): string {
  return `${TYPE} ${publicBlob(publicBytes(key)).toString("base64")}`;
}

/** Without a passphrase. */
export function opensshPrivate(key: KeyObject): string {
  const { x, d } = key.export({ format: "jwk" });
  const point = Buffer.from(x!, "base64url");
  const check = randomBytes(4);
  const secret = Buffer.concat([
    ...[check, check, text(TYPE), field(point)],
    ...[field(Buffer.concat([Buffer.from(d!, "base64url"), point])), text("")],
  ]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, i) => i + 1));
  const file = Buffer.concat([
    ...[Buffer.from("openssh-key-v1\0"), text("none"), text("none"), text(""), uint32(1)],
    ...[field(publicBlob(point)), field(Buffer.concat([secret, padding]))],
  ]);
  const lines = file.toString("base64").replace(/.{70}(?=.)/g, "$&\n");
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function publicBytes(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: "jwk" }).x!, "base64url");
}

function publicBlob(point: Buffer): Buffer {
  return Buffer.concat([text(TYPE), field(point)]);
}

function text(value: string): Buffer {
  return field(Buffer.from(value));
}

function field(bytes: Buffer): Buffer {
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
