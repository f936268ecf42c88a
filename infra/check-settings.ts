/**
 * The settings of a stack: what each may be, and what to do where one is missing or
 * wrong. Pure text in, settings out; infra/settings.ts reads the text from Pulumi,
 * a command from wherever it has it. All that is wrong is said at once.
 */
import { isIPv4 } from "node:net";
import { OFFERS } from "./offers.ts";
import type { Architecture, Cloud, Offer, Size } from "./sizes.ts";

export interface Settings {
  cloud: Cloud;
  region: string;
  workers: number;
  workerSize: Size;
  headSize: Size;
  architecture: Architecture;
  /** A slug or an AMI; on EC2 also "debian-12", which is looked up. */
  image: string;
  spot: boolean;
  /** IPv4 ranges: "203.0.113.7/32". */
  sshFrom: string[];
  maxHours: number;
}

/** What Pulumi.yaml declares, as text. */
export const NAMES = [
  "cloud",
  "sshFrom",
  "region",
  "workers",
  "workerSize",
  "headSize",
  "architecture",
  "image",
  "spot",
  "maxHours",
] as const;

export type RawSettings = Record<(typeof NAMES)[number], string>;

/** Its message is meant for the user: a line for each thing that is wrong, with the command that mends it. */
export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "SettingsError";
  }
}

const MOST_WORKERS = 100;
const MOST_HOURS = 168;

/** @throws SettingsError */
export function checkSettings(raw: RawSettings): Settings {
  const problems: string[] = [];
  const complain = (problem: string, name: string, example: string) => {
    problems.push(`${problem}: pulumi config set ${name} ${example}`);
    return undefined;
  };
  const whole = (name: "workers" | "maxHours", most: number, example: string): number | undefined => {
    const value = Number(raw[name]);
    if (raw[name].trim() !== "" && Number.isInteger(value) && value >= 1 && value <= most) return value;
    return complain(`${name} is a whole number from 1 to ${most}, not "${raw[name]}"`, name, example);
  };

  const architecture = ["x64", "arm64"].includes(raw.architecture)
    ? (raw.architecture as Architecture)
    : complain(`architecture is x64 or arm64, not "${raw.architecture}"`, "architecture", "x64");
  const workers = whole("workers", MOST_WORKERS, "2");
  const maxHours = whole("maxHours", MOST_HOURS, "12");
  const sshFrom = ranges(raw.sshFrom, complain);
  if (!["true", "false"].includes(raw.spot)) complain(`spot is true or false, not "${raw.spot}"`, "spot", "false");
  const offer = Object.hasOwn(OFFERS, raw.cloud) ? OFFERS[raw.cloud as Cloud] : undefined;
  if (!offer) {
    const given = raw.cloud === "" ? "is not set" : `is digitalocean or aws, not "${raw.cloud}"`;
    complain(`cloud ${given}`, "cloud", "digitalocean");
    throw new SettingsError(problems);
  }
  if (raw.cloud === "digitalocean" && raw.spot === "true") {
    complain("DigitalOcean has no spot machines", "spot", "false");
  }
  const region = raw.region === "auto" ? offer.auto.region : raw.region;
  if (!offer.regions.includes(region)) {
    complain(`region "${region}" is none of ${raw.cloud}'s (${offer.regions.join(", ")})`, "region", offer.auto.region);
  }
  if (!architecture) throw new SettingsError(problems);
  const headSize = size(offer, raw, "headSize", architecture, complain);
  const workerSize = size(offer, raw, "workerSize", architecture, complain);
  const image = raw.image === "auto" ? offer.auto.image : raw.image;
  if (raw.cloud === "aws" && image !== offer.auto.image && !/^ami-[0-9a-f]{8,17}$/.test(image)) {
    complain(`image is auto or an AMI such as ami-0123456789abcdef0, not "${image}"`, "image", "auto");
  }
  if (raw.cloud === "digitalocean" && !/^[a-z0-9-]+$/.test(image)) {
    complain(`image is auto or a slug such as ${offer.auto.image}, not "${image}"`, "image", "auto");
  }
  if (problems.length > 0 || !workers || !maxHours || !sshFrom || !headSize || !workerSize) {
    throw new SettingsError(problems);
  }
  const cloud = raw.cloud as Cloud;
  return {
    cloud,
    region,
    workers,
    workerSize,
    headSize,
    architecture,
    image,
    spot: raw.spot === "true",
    sshFrom,
    maxHours,
  };
}

/** What can be meant and rarely is, in lines for the user. */
export function doubts({ sshFrom }: Settings): string[] {
  const wide = sshFrom.filter((range) => Number(range.split("/")[1]) < 8);
  if (wide.length === 0) return [];
  return [
    `sshFrom ${wide.join(", ")} lets strangers try SSH on the head (with keys only). Your own address is enough: pulumi config set sshFrom 203.0.113.7`,
  ];
}

type Complain = (problem: string, name: string, example: string) => undefined;

/** "203.0.113.7, 198.51.100.0/24" → ["203.0.113.7/32", "198.51.100.0/24"] */
function ranges(text: string, complain: Complain): string[] | undefined {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.join("") === "") {
    return complain(
      "sshFrom is not set, so nobody could reach the fleet. `npm run up` finds this machine's address and asks; or, with the address that the internet sees",
      "sshFrom",
      "203.0.113.7",
    );
  }
  const wrong = parts.filter((part) => !isRange(part));
  if (wrong.length === 0) return parts.map((part) => (part.includes("/") ? part : `${part}/32`));
  return complain(
    `sshFrom takes IPv4 addresses or ranges, separated by commas, not ${wrong.map((part) => `"${part}"`).join(", ")}`,
    "sshFrom",
    "203.0.113.7,198.51.100.0/24",
  );
}

/** No bit may be set below the mask: the clouds refuse that, or take another range than was meant. */
function isRange(text: string): boolean {
  const [address, mask, more] = text.split("/");
  if (more !== undefined || !isIPv4(address!)) return false;
  if (mask === undefined) return true;
  if (!/^\d{1,2}$/.test(mask) || Number(mask) > 32) return false;
  const bits = address!.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return bits % 2 ** (32 - Number(mask)) === 0;
}

function size(
  offer: Offer,
  raw: RawSettings,
  name: "headSize" | "workerSize",
  architecture: Architecture,
  complain: Complain,
): Size | undefined {
  const fitting = offer.sizes.filter((each) => each.architecture === architecture);
  if (fitting.length === 0) {
    if (name === "headSize") complain(`${raw.cloud} has no ${architecture} machines`, "architecture", "x64");
    return undefined;
  }
  const automatic = offer.auto[name === "headSize" ? "head" : "worker"][architecture]!;
  const wanted = raw[name] === "auto" ? automatic : raw[name];
  const found = fitting.find((each) => each.name === wanted);
  if (found) return found;
  const other = offer.sizes.find((each) => each.name === wanted);
  const problem = other
    ? `${name} ${wanted} is ${other.architecture}, and the fleet ${architecture}`
    : `${name} "${wanted}" is not known for ${raw.cloud} on ${architecture} (${fitting.map((each) => each.name).join(", ")})`;
  return complain(problem, name, automatic);
}
