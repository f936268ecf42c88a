/**
 * What a script asks of its modules, all of it, read from the text: nothing runs. The
 * first refusal ends a compilation; who wants to know what to change in a script wants
 * to see them all, and also what a module lacks that only some evaluation would meet.
 */
import type { GxError } from "../../errors.ts";
import { didYouMean } from "../../text.ts";
import { LIBRARY } from "../modules/index.ts";
import { python2 } from "../python2/python2.ts";
import { type AnyNode, isNode, parseScript, visit } from "../syntax/parse.ts";
import { Source } from "../syntax/source.ts";
import { guardedImports, importRefusal, modulesNamed } from "../syntax/subset.ts";
import { canonical, Importer, submoduleOf } from "../values/importer.ts";
import { Module } from "../values/module.ts";
import type { ScriptOptions } from "./program.ts";

export interface ScriptUses {
  imports: ModuleUse[];
  /** Of modules that are not here and what a module lacks, where the script mentions them after the import: matters once such a line runs. */
  missing: GxError[];
}

const nothing = () => null;
/** Nothing of the script runs. */
const NOBODY = {
  print: nothing,
  evaluate: nothing,
  execute: nothing,
  evaluateIn: nothing,
  executeIn: nothing,
  executeHere: nothing,
};

export interface ModuleUse {
  /** Without `genx.` in front. */
  module: string;
  /** Of its first import. */
  line: number;
  isHere: boolean;
  /** Whether anything but its import mentions it. */
  isUsed: boolean;
  /** What the script asks it for and it has not, each once. */
  missing: string[];
}

/** Throws GX_SCRIPT_SYNTAX, as the compiler does. */
export function scriptUses(
  text: string,
  options: Pick<ScriptOptions, "fileName" | "modules" | "refused" | "python">,
): ScriptUses {
  const source = new Source(text, options.fileName);
  const older = options.python === 2 ? python2(NOBODY, new Map()) : undefined;
  const importer = new Importer(new Map([...LIBRARY, ...(older?.modules ?? []), ...options.modules]), options.refused);
  const nodes: AnyNode[] = [];
  visit(parseScript(source, older?.script).body, (node) => nodes.push(node));
  const guarded = guardedImports(nodes);
  const found = new Map<string, ModuleUse>();
  const used = new Set(
    nodes.filter((node) => node.nodeType === "Name" && !isStored(node)).map((node) => node["id"] as string),
  );
  const missing: GxError[] = [];
  /** What the script calls a module, and what that is; undefined once a name has two meanings. */
  const aliases = new Map<string, string | undefined>();
  const call = (alias: string, module: string) =>
    aliases.set(alias, aliases.has(alias) && aliases.get(alias) !== module ? undefined : module);

  const lacks = (module: string, name: string, node: AnyNode) => {
    const members = membersOf(importer, module);
    if (!members || members.includes(name) || importer.has(submoduleOf(module, name))) return;
    const use = found.get(canonical(module));
    if (!use || use.missing.includes(name)) return;
    use.missing.push(name);
    const known = members.filter((each) => !each.startsWith("_"));
    const reason = `there is no '${name}' in ${canonical(module)} here`;
    missing.push(source.error("GX_SCRIPT_UNSUPPORTED", node as never, reason, didYouMean(name, known)));
  };

  for (const node of nodes) {
    const isImport = node.nodeType === "Import";
    if (!isImport && !(node.nodeType === "ImportFrom" && node["level"] === 0)) continue;
    for (const module of modulesNamed(node, importer)) {
      const name = canonical(module);
      const isHere = importer.has(module);
      if (!importer.isBarePackage(module) && !found.has(name) && name !== "__future__") {
        found.set(name, { module: name, line: node["lineno"] as number, isHere, isUsed: false, missing: [] });
      }
      const isUsed = boundBy(node, module).some((each) => used.has(each) || each === "*");
      const use = found.get(name);
      if (use) use.isUsed ||= isUsed;
      if (!isHere && isUsed && !guarded.has(node)) missing.push(importRefusal(module, node, source, importer));
    }
    for (const { name, asname } of node["names"] as { name: string; asname?: string | null }[]) {
      if (isImport) {
        if (asname) call(asname, name);
      } else if (name !== "*") {
        const module = node["module"] as string;
        if (importer.has(submoduleOf(module, name))) call(asname ?? name, submoduleOf(module, name));
        else if (!guarded.has(node) && used.has(asname ?? name)) lacks(module, name, node);
      }
    }
  }
  for (const node of nodes)
    if (node.nodeType === "Name" && isStored(node)) aliases.set(node["id"] as string, undefined);
  for (const node of nodes) {
    const value = node["value"];
    if (node.nodeType !== "Attribute" || !isNode(value) || value.nodeType !== "Name" || isStored(node)) continue;
    const module = aliases.get(value["id"] as string);
    if (module !== undefined) lacks(module, node["attr"] as string, node);
  }
  return { imports: [...found.values()], missing };
}

/** The names by which the script knows what it imports from the module: `*` for any. */
function boundBy(node: AnyNode, module: string): string[] {
  const names = node["names"] as { name: string; asname?: string | null }[];
  if (node.nodeType === "Import") {
    return names.filter(({ name }) => name === module).map(({ name, asname }) => asname ?? name.split(".")[0]!);
  }
  const own = names.filter(({ name }) => submoduleOf(node["module"] as string, name) === module);
  return (own.length > 0 ? own : names).map(({ name, asname }) => asname ?? name);
}

function isStored(node: AnyNode): boolean {
  const ctx = node["ctx"];
  return isNode(ctx) && ctx.nodeType !== "Load";
}

/** Names of a module's members; undefined for a package and for what is no module. */
function membersOf(importer: Importer, name: string): string[] | undefined {
  if (!importer.has(name) || importer.isBarePackage(name)) return undefined;
  const module = importer.load(name);
  return module instanceof Module ? [...module.members.keys()] : undefined;
}
