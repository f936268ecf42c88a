/**
 * A real Chromium, headless, driven over its DevTools protocol: a page is opened
 * from a file, looked at, and worked on with mouse, wheel and keys. Needs a
 * Chromium: META_GENX_CHROMIUM names one, or /usr/bin/chromium is there.
 *
 *   https://chromedevtools.github.io/devtools-protocol/
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

export const CHROMIUM = process.env["META_GENX_CHROMIUM"] ?? "/usr/bin/chromium";
/** For `test`: why there is no browser, if there is none. */
export const noBrowser: string | false =
  !fs.existsSync(CHROMIUM) && `no browser: META_GENX_CHROMIUM is unset and ${CHROMIUM} is not there`;

export const CHROMIUM_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Page {
  /** The value of an expression in the page; a promise's when it is one. */
  value<T = unknown>(expression: string): Promise<T>;
  /** What the page wrote to its console as errors, and what it threw. */
  readonly errors: string[];
  send(method: string, parameters?: object): Promise<Record<string, unknown>>;
  mouse(type: "mouseMoved" | "mousePressed" | "mouseReleased", x: number, y: number): Promise<void>;
  wheel(x: number, y: number, deltaY: number, deltaX?: number): Promise<void>;
  key(key: string, shift?: boolean): Promise<void>;
  screenshot(file: string): Promise<void>;
}

export interface PageOptions {
  width?: number;
  height?: number;
  dark?: boolean;
  ratio?: number;
  mobile?: boolean;
}

/** Opens the text as a page, lets `act` work on it, and ends the browser. */
export async function withPage(text: string, options: PageOptions, act: (page: Page) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "browser-"));
  const file = path.join(folder, "page.html");
  fs.writeFileSync(file, text);
  const browser = spawn(
    CHROMIUM,
    [...CHROMIUM_FLAGS, `--user-data-dir=${path.join(folder, "profile")}`, "--remote-debugging-port=0", "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = once(browser, "exit");
  try {
    const socket = new WebSocket(await debuggingUrl(browser.stderr));
    await once(socket, "open");
    await act(await openPage(socket, pathToFileURL(file).href, options));
    socket.close();
  } finally {
    browser.kill("SIGKILL");
    await ended;
    // Its helpers write for a moment after it has gone.
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function debuggingUrl(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const url = /^DevTools listening on (ws:.*)$/.exec(line)?.[1];
    if (url !== undefined) {
      stderr.resume();
      return url;
    }
  }
  throw new Error("Chromium ended before it could be talked to");
}

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

async function openPage(
  socket: WebSocket,
  url: string,
  { width = 1200, height = 900, dark = false, ratio = 1, mobile = false }: PageOptions,
): Promise<Page> {
  const waiting = new Map<number, (message: Message) => void>();
  const events = new Map<string, () => void>();
  const errors: string[] = [];
  let [last, sessionId]: [number, unknown] = [0, undefined];
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    if (message.method === "Runtime.exceptionThrown" || message.method === "Log.entryAdded") {
      errors.push(JSON.stringify(message.params));
    }
    events.get(message.method ?? "")?.();
  });
  const send = (method: string, params: object = {}): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      socket.send(JSON.stringify({ id, method, params, sessionId }));
    });

  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  ({ sessionId } = await send("Target.attachToTarget", { targetId, flatten: true }));
  for (const domain of ["Page", "Runtime", "Log"]) await send(`${domain}.enable`);
  await send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: ratio, mobile });
  if (mobile) await send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 2 });
  await send("Emulation.setEmulatedMedia", {
    features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }],
  });
  const loaded = new Promise<void>((resolve) => events.set("Page.loadEventFired", resolve));
  await send("Page.navigate", { url });
  await loaded;

  return {
    errors,
    send,
    async value<T>(expression: string): Promise<T> {
      const { result, exceptionDetails } = (await send("Runtime.evaluate", {
        expression,
        awaitPromise: true,
        returnByValue: true,
      })) as { result: { value: T }; exceptionDetails?: { exception?: { description?: string } } };
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? "the page threw");
      return result.value;
    },
    async mouse(type, x, y) {
      const pressed = type !== "mouseMoved";
      await send("Input.dispatchMouseEvent", {
        type,
        x,
        y,
        button: pressed ? "left" : "none",
        buttons: type === "mousePressed" ? 1 : 0,
        clickCount: pressed ? 1 : 0,
      });
    },
    async wheel(x, y, deltaY, deltaX = 0) {
      await send("Input.dispatchMouseEvent", { type: "mouseWheel", x, y, deltaX, deltaY });
    },
    async key(key, shift = false) {
      const common = { key, modifiers: shift ? 8 : 0, ...(key.length === 1 ? { text: key } : {}) };
      await send("Input.dispatchKeyEvent", { type: "keyDown", ...common });
      await send("Input.dispatchKeyEvent", { type: "keyUp", ...common });
    },
    async screenshot(target) {
      const { data } = await send("Page.captureScreenshot", { format: "png", captureBeyondViewport: true });
      fs.writeFileSync(target, Buffer.from(String(data), "base64"));
    },
  };
}
