/** `import` and `from … import`, compiled: which names they bind, and to what. */
import { findAttribute } from "../operators.ts";
import type { Stmt } from "../syntax/parse.ts";
import type { Scope } from "../syntax/scope.ts";
import { PyError } from "../values/error.ts";
import type { Frame } from "../values/function.ts";
import { type Importer, submoduleOf } from "../values/importer.ts";
import { Module } from "../values/module.ts";
import type { Value } from "../values/value.ts";
import { store } from "./variables.ts";

export function compileImport(node: Stmt<"Import">, scope: Scope): (frame: Frame) => void {
  const { importer } = scope.unit;
  const parts = node.names.map(({ name, asname }) => {
    const assign = store(asname ?? name.split(".")[0]!, scope);
    return (frame: Frame) => assign(frame, asname ? importer.load(name) : importer.loadTop(name));
  });
  return (frame) => {
    for (const part of parts) part(frame);
  };
}

export function compileImportFrom(node: Stmt<"ImportFrom">, scope: Scope): (frame: Frame) => void {
  const { importer, namespace } = scope.unit;
  const name = node.module!;
  if (name === "__future__") return () => {};
  if (node.names[0]!.name === "*") {
    return () => {
      const module = importer.load(name);
      if (!(module instanceof Module)) return;
      for (const each of module.publicNames()) {
        const value = module.members.get(each);
        if (value !== undefined) namespace.set(each, value);
      }
    };
  }
  const parts = node.names.map(({ name: member, asname }) => ({ member, assign: store(asname ?? member, scope) }));
  return (frame) => {
    const module = importer.load(name);
    for (const { member, assign } of parts) assign(frame, importMember(importer, module, name, member));
  };
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
  if (importer.has(submodule) || importer.refused(submodule)) return importer.load(submodule);
  throw new PyError("ImportError", [`cannot import name '${member}' from '${name}'`]);
}
