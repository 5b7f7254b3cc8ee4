/**
 * A first solution of a perturbed system on each connected component of the constraint set, for monodromy to start from.
 *
 * A random complex point x of the constraint set with random multipliers λ solves F + C = 0 for the C that it determines: C = −F(x, λ) in
 * the perturbed equations; in the others, which are solved for x by Newton's method, nothing is added.
 */
import { atan2, cos, hypot, pow, sin } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import { ComplexLU } from "../../numeric/linalg/complex-lu.js";
import type { TiltStart } from "../../numeric/monodromy/linear-perturbation.js";
import type { NumericSystem } from "../../numeric/polynomial/polynomial-family.js";
import type { Scaling } from "../../numeric/polynomial/scaling.js";
import type { stationaritySystem } from "../../symbolic/to-system.js";
import type { TiltSetting } from "./perturbation-setting.js";

/** A solution of some tilt on each connected component of the constraint set; for any system of the polynomial's family. */
export function tiltStarts(
  { rows, spheres, signs, system, scaling }: TiltSetting,
  polynomial: NumericSystem,
  random: Random,
): readonly TiltStart[] | { readonly unavailable: string } {
  // The constraint set has one connected component for each choice of signs on the spheres of dimension 0.
  const starts: TiltStart[] = [];
  for (let choice = 0; choice < pow(2, signs.length); choice++) {
    const fixed = new Map(signs.map((v, k) => [v, (choice >> k) & 1 ? -1 : 1]));
    const start = firstSolution(polynomial, rows, spheres, system.size, fixed, scaling, random);
    if (start === null) return { unavailable: "no start point was found for the tilted field" };
    starts.push(start);
  }
  return starts;
}

/** A random complex point of the constraint set (some entries fixed) with random multipliers, and the tilt that makes it a solution. */
function firstSolution(
  { equations, variables }: ReturnType<typeof stationaritySystem>,
  rows: readonly number[],
  spheres: readonly Int32Array[],
  size: number,
  fixed: ReadonlyMap<number, number>,
  scaling: Scaling,
  random: Random,
): TiltStart | null {
  const re = Float64Array.from({ length: variables }, (_, v) => scaling.variables[v]! * random.normal());
  const im = Float64Array.from({ length: variables }, (_, v) => scaling.variables[v]! * random.normal());
  for (const sphere of spheres) {
    // Divide by a square root of Σ x², so that the complex sphere equation holds.
    let a = 0;
    let b = 0;
    for (const v of sphere) {
      a += re[v]! * re[v]! - im[v]! * im[v]!;
      b += 2 * re[v]! * im[v]!;
    }
    const modulus = pow(hypot(a, b), -0.5);
    const angle = -atan2(b, a) / 2;
    const [c, s] = [modulus * cos(angle), modulus * sin(angle)];
    for (const v of sphere) [re[v], im[v]] = [re[v]! * c - im[v]! * s, re[v]! * s + im[v]! * c];
  }
  for (const [v, sign] of fixed) [re[v], im[v]] = [sign, 0];
  const free = Array.from({ length: size }, (_, v) => v).filter((v) => !rows.includes(v));
  if (free.length > 0 && !solveLinearly(equations, free, re, im, scaling.variables)) return null;
  const tilt = { re: new Float64Array(rows.length), im: new Float64Array(rows.length) };
  rows.forEach((row, k) => {
    const value = evaluateTerms(equations[row]!, re, im);
    tilt.re[k] = -value.re;
    tilt.im[k] = -value.im;
  });
  return { point: { re, im }, tilt };
}

function evaluateTerms(
  terms: ReturnType<typeof stationaritySystem>["equations"][number],
  re: Float64Array,
  im: Float64Array,
): { re: number; im: number } {
  let sumRe = 0;
  let sumIm = 0;
  for (const term of terms) {
    let [a, b] = [term.re, term.im];
    for (const v of term.factors) [a, b] = [a * re[v]! - b * im[v]!, a * im[v]! + b * re[v]!];
    sumRe += a;
    sumIm += b;
  }
  return { re: sumRe, im: sumIm };
}

/** Newton in the untilted variables alone (their equations are linear in them for the predictor: one step). */
function solveLinearly(
  equations: ReturnType<typeof stationaritySystem>["equations"],
  free: readonly number[],
  re: Float64Array,
  im: Float64Array,
  unit: Float64Array,
): boolean {
  const n = free.length;
  for (let step = 0; step < 30; step++) {
    const lu = new ComplexLU(n);
    const aRe = new Float64Array(n * n);
    const aIm = new Float64Array(n * n);
    const bRe = new Float64Array(n);
    const bIm = new Float64Array(n);
    free.forEach((row, i) => {
      const value = evaluateTerms(equations[row]!, re, im);
      bRe[i] = -value.re;
      bIm[i] = -value.im;
      free.forEach((column, j) => {
        const derivative = equations[row]!.flatMap((term) =>
          term.factors.flatMap((v, k) =>
            v === column
              ? [{ ...term, factors: [...term.factors.slice(0, k), ...term.factors.slice(k + 1)] }]
              : [],
          ),
        );
        const d = evaluateTerms(derivative, re, im);
        aRe[i * n + j] = d.re;
        aIm[i * n + j] = d.im;
      });
    });
    if (!lu.factor(aRe, aIm)) return false;
    lu.solve(bRe, bIm);
    let size = 0;
    free.forEach((v, i) => {
      re[v]! += bRe[i]!;
      im[v]! += bIm[i]!;
      size = Math.max(size, hypot(bRe[i]!, bIm[i]!) / (unit[v]! + hypot(re[v]!, im[v]!)));
    });
    if (size < 1e-13) return true;
  }
  return false;
}
