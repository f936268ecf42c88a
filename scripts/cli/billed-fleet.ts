/**
 * A fleet that stands and costs money, for as long as a command has to do with it:
 * at the end it is destroyed, or it is said that it stands, what it has cost, and
 * what destroys it. That is also the last word of a command that is cut short.
 */
import { costText, limitEnd, usd } from "../cloud/cost.ts";
import type { SelectedStack } from "../cloud/pulumi-stack.ts";
import type { FleetOutputs } from "../cloud/stack-outputs.ts";
import { tearDown } from "../cloud/tear-down.ts";
import type { Limit } from "./stop.ts";

export class BilledFleet {
  readonly #stack: SelectedStack;
  readonly #say: (line: string) => void;
  #down: boolean;
  #outputs: FleetOutputs | undefined;
  #limit: { usd: number; at: Date } | undefined;
  readonly #lastWord = () => this.#say(billedText(this.#stack.name, this.#outputs));

  /** @param down  destroy it at the end */
  constructor(stack: SelectedStack, down: boolean, say: (line: string) => void) {
    this.#stack = stack;
    this.#down = down;
    this.#say = say;
    // A second Ctrl-C, or a defect, ends the process with no other word.
    process.on("exit", this.#lastWord);
    for (const signal of SIGNALS) process.on(signal, endIfAlone);
  }

  /** It is up. @param maxUsd  what it may cost @throws GxError GX_USAGE when it has cost that, or will within its first hour */
  isUp(outputs: FleetOutputs, maxUsd: number | undefined): void {
    this.#outputs = outputs;
    if (maxUsd !== undefined) this.#limit = { usd: maxUsd, at: limitEnd(outputs, maxUsd, new Date()) };
  }

  /** When the money is used up. */
  limits(): Limit[] {
    if (!this.#limit) return [];
    const { usd: most, at } = this.#limit;
    const line = `The fleet's bill comes near ${usd(most)}: stopping at the next step, to destroy it.`;
    return [{ cause: "money", seconds: (at.getTime() - Date.now()) / 1000, line }];
  }

  /** There is none after all, or somebody else says what there is. */
  forget(): void {
    process.off("exit", this.#lastWord);
    for (const signal of SIGNALS) process.off(signal, endIfAlone);
  }

  /** Destroys the fleet if that was asked for or the money is used up; otherwise says that it stands. */
  async end(): Promise<void> {
    if (this.#limit && this.#limit.at <= new Date()) this.#down = true;
    const cost = this.#outputs && costText(this.#outputs, new Date());
    if (this.#down) await tearDown(this.#stack, this.#say);
    this.forget();
    if (this.#down && cost !== undefined) this.#say(`The fleet has cost ${cost}; traffic is not counted.`);
    if (!this.#down) this.#say(billedText(this.#stack.name, this.#outputs));
  }
}

/** @param outputs  undefined while it is being made */
export function billedText(stack: string, outputs: FleetOutputs | undefined): string {
  const cost = outputs ? `It has cost ${costText(outputs, new Date())}. ` : "";
  return `The fleet ${stack} ${outputs ? "stands" : "may stand"}. ${cost}\`npm run down\` destroys it.`;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Where nobody else has something to end first. A process that dies of a signal has no last word. */
function endIfAlone(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) process.exit(1);
}
