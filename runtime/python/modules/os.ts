/**
 * The modules os, with an empty environment and what it refuses, and os.path, on names alone:
 * `/` separates on every machine, and no file is there to be found.
 */
import type { Body } from "../builtins/define-builtins.ts";
import { refusedOfOs } from "../builtins/outside.ts";
import { str } from "../operators.ts";
import { PyDict } from "../values/dict.ts";
import type { Module } from "../values/module.ts";
import { PyTuple } from "../values/sequence.ts";
import type { Value } from "../values/value.ts";
import { library } from "./define-module.ts";

export function osModule(): Module {
  return library(
    "os",
    { getcwd: () => "/", getpid: () => 1n, getenv: ([, otherwise]) => otherwise ?? null },
    {
      ...Object.fromEntries(refusedOfOs()),
      path: pathModule(),
      environ: new PyDict(),
      sep: "/",
      linesep: "\n",
      name: "posix",
    },
  );
}

export function pathModule(): Module {
  const normal = (path: string) => {
    const parts: string[] = [];
    for (const part of path.split("/")) {
      if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
      else if (part !== "" && part !== ".") parts.push(part);
    }
    return (path.startsWith("/") ? "/" : "") + parts.join("/") || ".";
  };
  const cut = (path: string) => path.lastIndexOf("/") + 1;
  const extension = (path: string) => /(?<=[^/.][^/]*)\.[^./]*$/.exec(path)?.[0] ?? "";
  const dirname = (path: string) => path.slice(0, cut(path)).replace(/(?<=.)\/+$/, "");
  const onText =
    (body: (path: string) => Value): Body =>
    ([path]) =>
      body(str(path!));
  return library(
    "os.path",
    {
      join: (args) =>
        args.map(str).reduce((path, next) => {
          if (next.startsWith("/")) return next;
          return path === "" || path.endsWith("/") ? path + next : `${path}/${next}`;
        }),
      basename: onText((path) => path.slice(cut(path))),
      dirname: onText(dirname),
      split: onText((path) => new PyTuple([dirname(path), path.slice(cut(path))])),
      splitext: onText((path) => new PyTuple([path.slice(0, path.length - extension(path).length), extension(path)])),
      normpath: onText(normal),
      abspath: onText(normal),
      realpath: onText(normal),
      expanduser: ([path]) => path!,
      isabs: onText((path) => path.startsWith("/")),
      exists: () => false,
      isfile: () => false,
      isdir: () => false,
    },
    { sep: "/" },
  );
}
