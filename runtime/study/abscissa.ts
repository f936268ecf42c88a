/**
 * What x is, from what the script says about its instruments' coordinates: only for the
 * label of an axis, so a script that says both, or neither, gets "x". Off the specular
 * rod x may be either of two angles.
 */
export function abscissa(script: string): string {
  const said = new Set(
    [...script.matchAll(/\bcoords\s*=\s*(?:\w+\.)*["']?(q|2θ|tth)(?!\w)/g)].map(([, word]) =>
      word === "q" ? "q (Å⁻¹)" : script.includes("OffSpecular") ? "angle (°)" : "2θ (°)",
    ),
  );
  return said.size === 1 ? [...said][0]! : "x";
}
