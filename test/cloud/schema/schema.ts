/** Whether a resource's inputs are such as the SDK declares: known, complete, of the right type. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isUnknown } from "./unknown.ts";

export interface Kind {
  type: "string" | "number" | "boolean" | "array" | "map" | "object" | "any";
  items?: Kind;
  /** Of an object: its name in `types`. */
  ref?: string;
  required?: boolean;
}

export type Fields = Record<string, Kind>;

export interface Schema {
  /** By token: "digitalocean:index/droplet:Droplet". */
  resources: Record<string, Fields>;
  types: Record<string, Fields>;
}

/** What is wrong, and where: "inboundRules[0].portRange". */
export interface Failure {
  property: string;
  reason: string;
}

export function loadSchema(sdk: string): Schema {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${sdk}.json`), "utf8"));
}

export function checkInputs(schema: Schema, token: string, inputs: Record<string, unknown>): Failure[] {
  const fields = schema.resources[token];
  if (!fields) return [{ property: "", reason: `the emulated cloud has no ${token}` }];
  return checkFields(schema, fields, inputs, "");
}

function checkFields(schema: Schema, fields: Fields, value: Record<string, unknown>, at: string): Failure[] {
  const missing = Object.entries(fields).filter(([name, kind]) => kind.required && isNothing(value[name]));
  return [
    ...missing.map(([name]) => ({ property: at + name, reason: `Missing required property '${name}'` })),
    ...Object.entries(value)
      .filter(([name]) => name !== "__defaults")
      .flatMap(([name, each]) => {
        const kind = fields[name];
        if (!kind) return [{ property: at + name, reason: `'${name}' is not a property of the real provider` }];
        return checkKind(schema, kind, each, at + name);
      }),
  ];
}

function checkKind(schema: Schema, kind: Kind, value: unknown, at: string): Failure[] {
  if (isNothing(value) || isUnknown(value) || kind.type === "any") return [];
  const wrong = [
    { property: at, reason: `expected ${kind.type}, got ${Array.isArray(value) ? "array" : typeof value}` },
  ];
  if (kind.type === "array") {
    if (!Array.isArray(value)) return wrong;
    return value.flatMap((each, i) => checkKind(schema, kind.items!, each, `${at}[${i}]`));
  }
  if (kind.type === "map" || kind.type === "object") {
    if (typeof value !== "object" || Array.isArray(value)) return wrong;
    const record = value as Record<string, unknown>;
    if (kind.type === "object") return checkFields(schema, schema.types[kind.ref!]!, record, `${at}.`);
    return Object.entries(record).flatMap(([key, each]) => checkKind(schema, { type: "string" }, each, `${at}.${key}`));
  }
  return typeof value === kind.type ? [] : wrong;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}
