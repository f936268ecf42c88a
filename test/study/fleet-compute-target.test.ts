/** Which workers of a fleet can compute what this checkout can name: decided without a fleet. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { WorkerFacts } from "../../runtime/fleet/store/protocol.ts";
import { versionsOf } from "../../runtime/study/fleet-compute-target.ts";
import type { Machine } from "../../runtime/sweep/numerics.ts";

const HERE = { node: "v24.21.0", arch: "arm64" };
/** As numericsVersion, of these sources. */
const ours = ({ node, arch }: Machine = HERE) => `ours ${node} ${arch}`;
const theirs = ({ node, arch }: Machine = HERE) => `theirs ${node} ${arch}`;

const worker = (machine: Machine, version = ours): WorkerFacts => ({
  worker: "w.1",
  host: "w",
  pid: 1,
  bundle: "",
  load: 0,
  memory: 0,
  trials: 0,
  evaluations: 0,
  trial: "",
  rate: 0,
  started: 0,
  seen: 0,
  ...machine,
  numerics: version(machine),
});
const X64 = { node: "v24.21.0", arch: "x64" };

test("without workers a sweep is named for a machine like this one", () => {
  assert.deepEqual(versionsOf([], ours), [ours()]);
});

test("with workers like this machine too; their other kinds can be gone on with", () => {
  assert.deepEqual(versionsOf([worker(X64), worker(HERE), worker(HERE)], ours), [ours(), ours(X64)]);
});

test("a Mac drives a fleet of the same sources on x64 and names trials as the fleet does", () => {
  assert.deepEqual(versionsOf([worker(X64), worker(X64)], ours), [ours(X64)]);
});

test("workers of other sources are refused, with their versions, unless some have ours", () => {
  assert.throws(() => versionsOf([worker(X64, theirs)], ours), {
    code: "GX_FLEET",
    message: /another version than this driver: theirs v \(Node v24\.21\.0, x64\) there, ours v24 \(Node/,
  });
  assert.deepEqual(versionsOf([worker(X64, theirs), worker(X64)], ours), [ours(X64)]);
});
