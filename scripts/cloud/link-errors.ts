/** What the driver says of a fleet that it cannot use, and what to do then. */
import { GxError } from "../../runtime/errors.ts";
import type { MachineState } from "./ready.ts";
import type { SshError } from "./ssh.ts";
import { stateText } from "./watch.ts";

const STANDS = "The fleet stands, and costs. The same command tries again; `npm run down` destroys it.";

/** @param address  the head's, as it is reached from here */
export function unreachableHead(address: string, error: SshError): GxError {
  const said = (what: string, advice: string) => new GxError("GX_CLOUD", what, advice, { cause: error });
  switch (error.trouble) {
    case "stranger":
      return said(
        `What answers at ${address} is not this fleet's head: ${error.message}`,
        "It was told nothing. Either the address is another machine's by now (`npm run up` looks, and makes the head anew), or somebody is in between: try from another network.",
      );
    case "denied":
      return said(
        `The fleet's head at ${address} does not let this driver in: ${error.message}`,
        `Was the fleet made from another stack, or with other keys? ${STANDS}`,
      );
    case "away":
      return said(
        `The fleet's head at ${address} cannot be reached by SSH: ${error.message}`,
        "It lets in only the addresses in sshFrom. Is this machine's among them, as the internet sees it? " +
          `\`pulumi config set sshFrom ADDRESS\`, then \`npm run up\`. ${STANDS}`,
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
