/** The modules of Python's own library that a script can import, by name. */
import type { ModuleTable } from "../imports.ts";

export const LIBRARY: ModuleTable = new Map();
