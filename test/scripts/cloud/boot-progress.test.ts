/** What the user sees while machines boot, on a terminal and in a log; and what is said of a fleet that cannot be used. */
import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import type { WriteStream } from "node:tty";
import { SshError } from "../../../infra/ssh.ts";
import { allText, stateText } from "../../../scripts/cloud/boot-progress.ts";
import { notReady, unreachableHead } from "../../../scripts/cloud/link-errors.ts";
import { showLine } from "../../../scripts/terminal/progress-display.ts";

test("a machine's state is one line, and a failed one has the end of its log below it", () => {
  assert.equal(stateText({ name: "worker-01", state: "ready", cores: 4 }, 31), "worker-01: ready, 4 cores (31 s)");
  assert.equal(stateText({ name: "worker-01", state: "booting" }, 3), "worker-01: boots");
  assert.equal(
    stateText({ name: "worker-02", state: "waiting", why: "no answer" }, 20),
    "worker-02: not there yet: no answer",
  );
  assert.equal(
    stateText({ name: "worker-03", state: "failed", why: "cloud-init failed", log: "one\ntwo\n" }, 40),
    "worker-03: failed (40 s): cloud-init failed\n    one\n    two",
  );
  assert.equal(
    allText(
      [
        { name: "head", state: "ready" },
        { name: "worker-01", state: "booting" },
        { name: "worker-02", state: "waiting" },
        { name: "worker-03", state: "failed" },
      ],
      42,
    ),
    "1 of 4 machines ready (42 s), booting: worker-01, not there: worker-02",
  );
});

test("on a terminal what goes on is one line below the others, never longer than the terminal", () => {
  const { stream, text } = terminal(60);
  const live = showLine(
    (line) => stream.write(`${line}\n`),
    () => "x".repeat(200),
    Number.POSITIVE_INFINITY,
    stream,
  );
  live.line("first");
  live.line("second");
  live.end();
  assert.equal(shown(text()), "first\nsecond\n");
  const widths = text()
    .split(UP_AND_CLEAR)
    .flatMap((part, i) => (i % 2 === 0 ? part.split("\n") : []))
    .map(({ length }) => length);
  assert.equal(Math.max(...widths), 59);
});

test("in a log there are only the lines of what happened", () => {
  const lines: string[] = [];
  const live = showLine(
    (line) => lines.push(line),
    () => "now",
    Number.POSITIVE_INFINITY,
    terminal(0).stream,
  );
  live.line("first");
  live.end();
  assert.deepEqual(lines, ["first"]);
});

test("in a log what goes on is told as often as was asked for, and not at its end", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const lines: string[] = [];
  const live = showLine(
    (line) => lines.push(line),
    () => `${now / 1000} s`,
    10_000,
    terminal(0).stream,
  );
  for (; now < 31_000; t.mock.timers.tick(500)) now += 500;
  live.end();
  assert.deepEqual(lines, ["10 s", "20 s", "30 s"]);
});

test("a head that does not answer, does not let in, or is another machine: what it means and what to do", () => {
  const away = unreachableHead("203.0.113.9", new SshError("away", "no answer"));
  assert.equal(away.message, "The fleet's head at 203.0.113.9 cannot be reached by SSH: no answer");
  assert.match(away.advice!, /`pulumi config set sshFrom ADDRESS` \(as the internet sees it\), then `npm run up`/);
  const known = unreachableHead("203.0.113.9", new SshError("away", "no answer"), "198.51.100.4");
  assert.match(known.advice!, /`pulumi config set sshFrom 198\.51\.100\.4`, then `npm run up`/);
  const closed = unreachableHead("203.0.113.9", new SshError("closed", "nothing listens there"));
  assert.match(closed.message, /is there, and its SSH is not: nothing listens there$/);
  assert.doesNotMatch(closed.advice!, /sshFrom/);
  const stranger = unreachableHead("203.0.113.9", new SshError("stranger", "it shows another host key"));
  assert.match(
    stranger.message,
    /^What answers at 203\.0\.113\.9 is not this fleet's head: it shows another host key$/,
  );
  assert.doesNotMatch(stranger.advice!, /sshFrom/);
  const denied = unreachableHead("203.0.113.9", new SshError("denied", "it does not accept this driver's key"));
  assert.match(denied.message, /does not let this driver in/);
  assert.doesNotMatch(denied.advice!, /sshFrom/);
  const none = notReady("None of the fleet's workers is ready:", [
    { name: "worker-01", state: "failed", why: "no SSH: no answer" },
  ]);
  assert.equal(none.code, "GX_CLOUD");
  assert.equal(none.message, "None of the fleet's workers is ready:\nworker-01: failed: no SSH: no answer");
  assert.match(none.advice!, /stands, and costs.*npm run down/);
});

/** @param columns  0: no terminal */
function terminal(columns: number): { stream: WriteStream; text: () => string } {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY: columns > 0, columns }) as unknown as WriteStream, text: () => text };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what moves the cursor
const UP_AND_CLEAR = /\u001b\[(\d+)A\u001b\[J/;

/** What is left to see: ESC [ n A goes up n lines, and ESC [ J clears all from there. */
function shown(text: string): string {
  return text.split(UP_AND_CLEAR).reduce((seen, part, i) => {
    if (i % 2 === 0) return seen + part;
    return seen
      .split("\n")
      .slice(0, -1 - Number(part))
      .map((line) => `${line}\n`)
      .join("");
  });
}
