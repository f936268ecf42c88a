/** Lambert's W, w·eʷ = z, by Halley's steps (R. M. Corless et al., Adv. Comput. Math. 5 (1996) 329). */
import { exp, log, sqrt } from "../../numpy/loops-complex.ts";

const SPARE = new Float64Array(4);

/** Branch k of W(re + i·im) → out[at], out[at + 1] */
export function lambertW(re: number, im: number, k: number, out: Float64Array, at: number): void {
  if (re === 0 && im === 0) {
    out[at] = k === 0 ? 0 : -Infinity;
    out[at + 1] = 0;
    return;
  }
  let [wr, wi] = start(re, im, k);
  for (let turn = 0; turn < 100; turn++) {
    exp(wr, wi, SPARE, 0);
    const [er, ei] = [SPARE[0]!, SPARE[1]!];
    // f = w·eʷ − z, and Halley's divisor eʷ(w + 1) − (w + 2) f / (2w + 2)
    const [fr, fi] = [wr * er - wi * ei - re, wr * ei + wi * er - im];
    if (fr === 0 && fi === 0) break;
    const [pr, pi] = [wr + 1, wi];
    const size = 2 * (pr * pr + pi * pi);
    const [qr, qi] = [((wr + 2) * pr + wi * pi) / size, (wi * pr - (wr + 2) * pi) / size];
    const [dr, di] = [er * pr - ei * pi - (qr * fr - qi * fi), er * pi + ei * pr - (qr * fi + qi * fr)];
    const norm = dr * dr + di * di;
    const [sr, si] = [(fr * dr + fi * di) / norm, (fi * dr - fr * di) / norm];
    if (!Number.isFinite(sr) || !Number.isFinite(si)) break;
    wr -= sr;
    wi -= si;
    if (Math.hypot(sr, si) <= 1e-16 * Math.hypot(wr, wi)) break;
  }
  out[at] = wr;
  out[at + 1] = wi;
}

function start(re: number, im: number, k: number): [number, number] {
  const nearBranch = Math.hypot(re + Math.exp(-1), im) < 0.3;
  if (nearBranch && (k === 0 || (k === -1 && im >= 0 && re < 0) || (k === 1 && im < 0))) {
    // w ≈ −1 ± p − p²/3, p = √(2(ez + 1))
    sqrt(2 * (Math.E * re + 1), 2 * Math.E * im, SPARE, 2);
    const sign = k === 0 ? 1 : -1;
    const [pr, pi] = [sign * SPARE[2]!, sign * SPARE[3]!];
    return [-1 + pr - (pr * pr - pi * pi) / 3, pi - (2 * pr * pi) / 3];
  }
  if (k === 0 && Math.hypot(re, im) < 0.7) return [re, im];
  if (k === -1 && im === 0 && re < 0 && re > -Math.exp(-1)) {
    const l = Math.log(-re);
    return [l - Math.log(-l), 0];
  }
  log(re, im, SPARE, 2);
  const [lr, li] = [SPARE[2]!, SPARE[3]! + 2 * Math.PI * k];
  if (Math.hypot(lr, li) < 1) return [lr, li];
  log(lr, li, SPARE, 2);
  return [lr - SPARE[2]!, li - SPARE[3]!];
}
