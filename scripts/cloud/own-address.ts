/** This machine's address as the internet sees it: who may reach SSH on the head is mostly whoever asks. */
import { isIPv4 } from "node:net";

const SERVICE = "https://checkip.amazonaws.com";
const PATIENCE = 5000;

/** @returns undefined when nobody answers in time, or not with an IPv4 address */
export async function ownAddress(service: string = SERVICE): Promise<string | undefined> {
  try {
    const response = await fetch(service, { signal: AbortSignal.timeout(PATIENCE) });
    const text = (await response.text()).trim();
    return response.ok && isIPv4(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
