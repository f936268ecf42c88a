/**
 * HTML by tagged template. Every value put into `html` is escaped unless it is
 * itself Html, so a name from a file can never become markup: there is no other
 * way into the page.
 */

import { printableJson, printableLines } from "../../text.ts";

export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | readonly Html[];

export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.map((s, i) => s + (i < parts.length ? render(parts[i]!) : "")).join(""));
}

export const NOTHING = new Html("");

/** A sentence in which names stand in `backquotes`. */
export function prose(text: string): Html {
  const parts = text.split(/`([^`]*)`/);
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}

/** JSON inside a script element: no character in it can end the element or the line. */
export function jsonScript(value: unknown): Html {
  const shown = (_: string, part: unknown) => (typeof part === "string" ? printableLines(part) : part);
  const unicode = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return new Html(printableJson(JSON.stringify(value, shown)).replace(/[<>&]/g, unicode));
}

function render(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map((p) => p.text).join("");
  return printableLines(String(part)).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
