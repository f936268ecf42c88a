/** The tags of everything that a fleet consists of: by the first one, a command finds what is left of it. */
export const STACK_TAG = "meta-genx";

/** @param name  of what there are several: "worker-01" */
export function tags(stack: string, name?: string): Record<string, string> {
  return { [STACK_TAG]: stack, Name: name === undefined ? stack : `${stack}-${name}` };
}
