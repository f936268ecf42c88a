/**
 * What it costs to reflect a beam from a stack of layers: steps by layers times points, and a look at the memory,
 * because a kernel keeps waves and phases of each layer, and knows of no budget.
 */
import { spendItems, spendMany } from "../../python/budget.ts";

/** The most that any kernel keeps of a layer. */
const LAYER_BYTES = 800;

/** @param layersPerStep  of one point, as fast as the kernel is */
export function chargeReflection(layers: number, points: number, layersPerStep: number): void {
  spendItems(layers, LAYER_BYTES);
  spendMany((layers * points) / layersPerStep);
}
