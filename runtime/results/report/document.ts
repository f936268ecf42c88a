/**
 * A page that is one file: style, scripts and data inside, nothing loaded from
 * anywhere. A content security policy lets nothing run but the scripts whose
 * hashes it names.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Html, html, jsonScript } from "./html.ts";

export interface Document {
  title: string;
  style: string;
  body: Html;
  /** JSON that the scripts find in the element `data`. */
  data: unknown;
  /** Ours, never anything from a file of the user's. */
  scripts: string[];
}

export function selfContained({ title, style, body, data, scripts }: Document): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${scripts.map(hash).join(" ")}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
${body}
<script type="application/json" id="data">${jsonScript(data)}</script>
${scripts.map(
  (script) => html`<script>${new Html(script)}</script>
`,
)}</body>
</html>
`.text;
}

/** The text of one of our files, or of a package's. */
export function asset(url: string): string {
  return readFileSync(fileURLToPath(url), "utf8");
}

function hash(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}
