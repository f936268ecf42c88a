/**
 * Names made of contents. Two values get the same name exactly when they are
 * the same JSON, whatever the order in which their keys were written; NaN and
 * the infinities, which JSON would turn into null, keep their names.
 */
import { createHash } from "node:crypto";

/** sha256, hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** JSON with sorted keys and no blanks; keys whose value is undefined are left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) return `"${value}"`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
}

/** 32 bits of a name, as the optimisers take their seeds: an integer from 0 to 2³² − 1. */
export function seedFrom(value: unknown): number {
  return Number.parseInt(sha256(canonicalJson(value)).slice(0, 8), 16);
}
