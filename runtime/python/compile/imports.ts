/**
 * `import` and `from … import`, compiled: which names they bind, and to what. What is not
 * here is bound all the same, to something that fails once it is used (values/absent.ts);
 * within a `try` that catches a failing import it fails at once, so that the script's other
 * way is taken.
 */
import { didYouMean } from "../../text.ts";
import { findAttribute } from "../operators.ts";
import { meter } from "../session-state.ts";
import type { Stmt } from "../syntax/parse.ts";
import type { Scope } from "../syntax/scope.ts";
import { Absent } from "../values/absent.ts";
import { isKnownAbsent } from "../values/absent-modules.ts";
import { Unavailable } from "../values/error.ts";
import type { Frame } from "../values/function.ts";
import { type Importer, submoduleOf } from "../values/importer.ts";
import { Module } from "../values/module.ts";
import type { Value } from "../values/value.ts";
import { store } from "./variables.ts";

export function compileImport(node: Stmt<"Import">, scope: Scope): (frame: Frame) => void {
  const { importer, guarded } = scope.unit;
  const find = guarded.has(node) ? <T>(load: () => T) => load() : orAbsent;
  const parts = node.names.map(({ name, asname }) => {
    const assign = store(asname ?? name.split(".")[0]!, scope);
    if (asname)
      return (frame: Frame) =>
        assign(
          frame,
          find(() => importer.load(name), name),
        );
    return (frame: Frame) => assign(frame, guarded.has(node) ? importer.loadTop(name) : top(importer, name));
  });
  return (frame) => {
    for (const part of parts) part(frame);
  };
}

export function compileImportFrom(node: Stmt<"ImportFrom">, scope: Scope): (frame: Frame) => void {
  const { importer, namespace, guarded } = scope.unit;
  const name = node.module!;
  if (name === "__future__") return () => {};
  const find = guarded.has(node) ? <T>(load: () => T) => load() : orAbsent;
  if (node.names[0]!.name === "*") {
    return () => {
      const module = find(() => importer.load(name), name);
      if (module instanceof Absent) importer.absentStars.push({ name, line: meter.line });
      if (!(module instanceof Module)) return;
      for (const each of module.publicNames()) {
        const value = module.members.get(each);
        if (value !== undefined) namespace.set(each, value);
      }
    };
  }
  const parts = node.names.map(({ name: member, asname }) => ({ member, assign: store(asname ?? member, scope) }));
  return (frame) => {
    for (const { member, assign } of parts) {
      assign(
        frame,
        find(() => importMember(importer, importer.load(name), name, member), `${name}.${member}`),
      );
    }
  };
}

/** What is not here, as something that fails when it is used. */
function orAbsent(load: () => Value, name: string): Value {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return new Absent(name, error, meter.line);
  }
}

/** `import a.b` binds a, be it here or not, and a has something called b. */
function top(importer: Importer, name: string): Value {
  const found = orAbsent(() => importer.loadTop(name), name);
  const [first] = name.split(".");
  if (!(found instanceof Absent) || !importer.has(first!)) return found;
  let holder = importer.loadTop(first!);
  const steps = name.split(".").slice(1);
  for (const [i, step] of steps.entries()) {
    const path = [first, ...steps.slice(0, i + 1)].join(".");
    if (!importer.has(path)) {
      if (holder instanceof Module) holder.members.set(step, found);
      break;
    }
    holder = importer.load(path);
  }
  return importer.loadTop(first!);
}

function importMember(importer: Importer, module: Value, name: string, member: string): Value {
  if (module instanceof Module) {
    const found = module.members.get(member);
    if (found !== undefined) return found;
  } else {
    const found = findAttribute(module, member);
    if (found !== undefined) return found;
  }
  const submodule = submoduleOf(name, member);
  if (importer.has(submodule) || importer.refused(submodule) || isKnownAbsent(submodule))
    return importer.load(submodule);
  if (importer.isBarePackage(name)) return importer.load(submodule);
  const known = module instanceof Module ? [...module.members.keys()] : [];
  throw new Unavailable(
    "ImportError",
    `there is no '${member}' in ${name} here`,
    didYouMean(member, known) ??
      "Write what it does into the script. The whole subset is one page: docs/python-subset.md",
    `cannot import name '${member}' from '${name}'`,
  );
}
