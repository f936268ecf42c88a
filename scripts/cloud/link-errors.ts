/** What the driver says of a fleet that it cannot use, and what to do then. */

import type { SshError } from "../../infra/ssh.ts";
import { GxError } from "../../runtime/errors.ts";
import { stateText } from "./boot-progress.ts";
import type { MachineState } from "./ready.ts";

export const STANDS = "The fleet stands, and costs. The same command tries again; `npm run down` destroys it.";

/**
 * @param address  the head's, as it is reached from here
 * @param own  this machine's, as the internet sees it, if that is known
 */
export function unreachableHead(address: string, error: SshError, own?: string): GxError {
  const said = (what: string, advice: string) =>
    new GxError("GX_CLOUD", `${what}: ${error.message}`, advice, { cause: error });
  switch (error.trouble) {
    case "stranger":
      return said(
        `What answers at ${address} is not this fleet's head`,
        "It was told nothing. Either the address is another machine's by now (`npm run up` looks, and makes the head anew), or somebody is in between: try from another network.",
      );
    case "denied":
      return said(
        `The fleet's head at ${address} does not let this driver in`,
        `Does the fleet belong to another stack? ${STANDS}`,
      );
    case "closed":
      return said(`The fleet's head at ${address} is there, and its SSH is not`, `Does it still boot? ${STANDS}`);
    case "away":
      return said(
        `The fleet's head at ${address} cannot be reached by SSH`,
        `It lets in only the addresses in sshFrom. Is this machine's among them? \`pulumi config set sshFrom ${own ?? "ADDRESS"}\`` +
          `${own === undefined ? " (as the internet sees it)" : ""}, then \`npm run up\`. ${STANDS}`,
      );
  }
}

export function unreachable(name: string, error: SshError): GxError {
  return new GxError("GX_CLOUD", `${name} cannot be reached by SSH: ${error.message}`, STANDS, { cause: error });
}

/** @param machines  those that failed */
export function notReady(what: string, machines: readonly MachineState[]): GxError {
  return new GxError("GX_CLOUD", [what, ...machines.map((state) => stateText(state))].join("\n"), STANDS);
}
