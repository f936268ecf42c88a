/** What a disk may refuse, in the user's words, each with what to do about it. */
import { GxError } from "../errors.ts";

const FULL = "Make room. A sweep that had begun goes on by --resume: every finished trial is in its journal.";

const REFUSALS: Record<string, [what: string, advice: string]> = {
  ENOSPC: ["the disk is full", FULL],
  EDQUOT: ["your quota on this disk is used up", FULL],
  EACCES: ["may not be written by this user", "Choose a folder of your own by --out."],
  EPERM: ["may not be written by this user", "Choose a folder of your own by --out."],
  EROFS: ["lies on a read-only disk", "Choose another folder by --out."],
  ENOENT: ["can be no file or folder there", "Choose another folder by --out."],
  ENOTDIR: ["is not a folder, or lies below a file", "Choose another folder by --out."],
  EEXIST: ["is a file, not a folder", "Choose another folder by --out."],
  EISDIR: ["is a folder, where a file has to be written", "Move that folder away or choose another by --out."],
};

/** Turns what the disk refuses into a GxError GX_OUTPUT. @param place  what is written or read */
export function guarded<T>(place: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof GxError || !(cause instanceof Error && "code" in cause)) throw cause;
    const [what, advice] = REFUSALS[String(cause.code)] ?? [cause.message, "Choose another folder by --out."];
    throw new GxError("GX_OUTPUT", `${place}: ${what}`, advice, { cause });
  }
}
