/**
 * Arrays of doubles inside a checkpoint: base64 of their bytes. Bit for bit,
 * a third of the length of decimal digits, and NaN and infinity survive, which
 * JSON's own numbers cannot carry.
 */
import { GxError } from "../errors.ts";

export function arrayToText(values: Float64Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}

/** @param length how many doubles there must be */
export function textToArray(text: unknown, length: number): Float64Array {
  const bytes = typeof text === "string" ? Buffer.from(text, "base64") : undefined;
  if (bytes?.byteLength !== 8 * length) {
    throw new GxError(
      "GX_OUTPUT",
      "A checkpoint does not belong to this trial: an array in it is missing or has another length.",
      "Start the trial again without the checkpoint.",
    );
  }
  const values = new Float64Array(length);
  new Uint8Array(values.buffer).set(bytes);
  return values;
}
