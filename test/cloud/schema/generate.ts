/**
 * Writes digitalocean.json, aws.json, random.json and tls.json beside it: which inputs
 * the resources that this project makes take, read from the declarations of the very
 * SDKs that are installed. `node test/cloud/schema/generate.ts`; a test says when they
 * are no longer those of the SDK. Which inputs make a resource anew when they change
 * is not in the declarations; it is in replacements.ts.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import type { Fields, Kind, Schema } from "./schema.ts";

const SDKS = resolve(import.meta.dirname, "../../../node_modules/@pulumi");

/** Token of the resource → where the interface of its arguments is. */
export const RESOURCES: Record<string, Record<string, string>> = {
  digitalocean: {
    "digitalocean:index/droplet:Droplet": "droplet",
    "digitalocean:index/firewall:Firewall": "firewall",
    "digitalocean:index/sshKey:SshKey": "sshKey",
    "digitalocean:index/tag:Tag": "tag",
    "digitalocean:index/vpc:Vpc": "vpc",
  },
  aws: {
    "aws:ec2/instance:Instance": "ec2/instance",
    "aws:ec2/internetGateway:InternetGateway": "ec2/internetGateway",
    "aws:ec2/keyPair:KeyPair": "ec2/keyPair",
    "aws:ec2/routeTable:RouteTable": "ec2/routeTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "ec2/routeTableAssociation",
    "aws:ec2/securityGroup:SecurityGroup": "ec2/securityGroup",
    "aws:ec2/subnet:Subnet": "ec2/subnet",
    "aws:ec2/vpc:Vpc": "ec2/vpc",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "vpc/securityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "vpc/securityGroupIngressRule",
  },
  random: {
    "random:index/randomPassword:RandomPassword": "randomPassword",
    "random:index/randomUuid7:RandomUuid7": "randomUuid7",
  },
  tls: { "tls:index/privateKey:PrivateKey": "privateKey" },
};

export function readSchema(sdk: string): Schema {
  const schema: Schema = { resources: {}, types: {} };
  const types = interfaces(join(SDKS, sdk, "types/input.d.ts"));
  const follow = (name: string): void => {
    if (schema.types[name]) return;
    const found = types.get(name);
    if (!found) throw new Error(`${sdk}: no type ${name}`);
    schema.types[name] = fields(found, follow);
  };
  for (const [token, file] of Object.entries(RESOURCES[sdk]!)) {
    const name = `${token.split(":").at(-1)}Args`;
    const args = interfaces(join(SDKS, sdk, `${file}.d.ts`)).get(name);
    if (!args) throw new Error(`${sdk}: ${file}.d.ts has no ${name}`);
    schema.resources[token] = fields(args, follow);
  }
  return schema;
}

/** By name, in a namespace "ec2.InstanceMetadataOptions". */
function interfaces(file: string): Map<string, ts.InterfaceDeclaration> {
  const found = new Map<string, ts.InterfaceDeclaration>();
  const visit = (node: ts.Node, prefix: string): void => {
    if (ts.isInterfaceDeclaration(node)) found.set(prefix + node.name.text, node);
    if (ts.isModuleDeclaration(node)) ts.forEachChild(node.body!, (each) => visit(each, `${prefix}${node.name.text}.`));
  };
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return found; // random has no types of its own
  }
  ts.forEachChild(ts.createSourceFile(file, text, ts.ScriptTarget.Latest), (each) => visit(each, ""));
  return found;
}

function fields(declaration: ts.InterfaceDeclaration, follow: (name: string) => void): Fields {
  return Object.fromEntries(
    declaration.members.filter(ts.isPropertySignature).map((member) => {
      const kind = kindOf(member.type!, follow);
      return [(member.name as ts.Identifier).text, member.questionToken ? kind : { ...kind, required: true }];
    }),
  );
}

function kindOf(type: ts.TypeNode, follow: (name: string) => void): Kind {
  if (ts.isUnionTypeNode(type)) {
    const kinds = type.types.filter((each) => each.kind !== ts.SyntaxKind.UndefinedKeyword);
    // "string | enums.Region", "string | InstanceProfile": on the wire both are strings.
    return kinds.length === 1
      ? kindOf(kinds[0]!, follow)
      : { type: kinds.some((each) => each.kind === ts.SyntaxKind.NumberKeyword) ? "any" : "string" };
  }
  if (ts.isArrayTypeNode(type)) return { type: "array", items: kindOf(type.elementType, follow) };
  if (ts.isTypeLiteralNode(type)) return { type: "map" };
  if (ts.isTypeReferenceNode(type)) {
    const name = entityText(type.typeName);
    if (name === "pulumi.Input") return kindOf(type.typeArguments![0]!, follow);
    if (!name.startsWith("inputs.")) return { type: "string" };
    const ref = name.slice("inputs.".length);
    follow(ref);
    return { type: "object", ref };
  }
  if (type.kind === ts.SyntaxKind.StringKeyword) return { type: "string" };
  if (type.kind === ts.SyntaxKind.NumberKeyword) return { type: "number" };
  if (type.kind === ts.SyntaxKind.BooleanKeyword) return { type: "boolean" };
  return { type: "any" };
}

function entityText(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${entityText(name.left)}.${name.right.text}`;
}

if (import.meta.main) {
  for (const sdk of Object.keys(RESOURCES)) {
    writeFileSync(join(import.meta.dirname, `${sdk}.json`), `${JSON.stringify(readSchema(sdk), null, 1)}\n`);
  }
}
