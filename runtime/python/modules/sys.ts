/** The module sys: which Python this would be; a path that a script may add to, where nothing is found. */

import { SYS_EXIT } from "../builtins/outside.ts";
import type { Module } from "../values/module.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import { library } from "./define-module.ts";

export function sysModule(): Module {
  const version = new PyTuple([3n, 11n, 0n, "final", 0n]);
  return library(
    "sys",
    {},
    {
      maxsize: 2n ** 63n - 1n,
      version_info: version,
      version: "3.11.0",
      platform: "linux",
      byteorder: "little",
      path: new PyList([]),
      argv: new PyList([""]),
      exit: SYS_EXIT,
    },
  );
}
