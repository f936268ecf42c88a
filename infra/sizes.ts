/** The contract of both clouds' sizes.ts: what such a table holds; a price is what a machine of a size costs while it is there, disk and address included. */

export type { Cloud } from "../provisioning/facts.ts";
export type Architecture = "x64" | "arm64";

export interface Size {
  name: string;
  architecture: Architecture;
  cores: number;
  memoryMb: number;
  usdPerHour: number;
}

/** What a cloud offers, as its sizes.ts says it. */
export interface Offer {
  /** Where the numbers are from, and when they were read. */
  source: string;
  read: string;
  regions: readonly string[];
  sizes: readonly Size[];
  /** What "auto" means. */
  auto: {
    region: string;
    image: string;
    head: Partial<Record<Architecture, string>>;
    worker: Partial<Record<Architecture, string>>;
  };
  /** Of a size in a region, in USD an hour. */
  price(size: Size, region: string): number;
  /** What the price leaves out. */
  besides: string;
}
