/**
 * Certificates of isolated solutions of a square polynomial system: Krawczyk's test in the complex plane.
 *
 * A box of rectangles X + iY with the test passed holds exactly one complex solution. If the coefficients are real and the
 * box is symmetric (its midpoint is real), the conjugate of the solution lies in it as well, so the solution is real. If
 * some imaginary part of the box excludes 0, it is not. Solutions in disjoint boxes are distinct; when as many are certified
 * as an upper bound on the number of isolated solutions (Bézout's, multihomogeneous), the list is proved complete.
 *
 * The midpoint is improved once in double-double, so that the residual of a badly conditioned solution is seen at all.
 * A failure proves nothing: the solution may be multiple, or its condition beyond 10¹³ or so.
 */
import { ballMultiply, exactBall } from "./ball-matrix.js";
import { dd, twoSum } from "./double-double.js";
import { type EnclosedSystem, IntervalSystem } from "./interval-system.js";
import { apart, type BoxCertificate, inverseAt, krawczyk } from "./krawczyk.js";

export interface CertifiedSolution {
  /** Real and imaginary parts of the midpoint in one vector, as boxes have them: x, then y. */
  readonly box: BoxCertificate;
  readonly reality: "real" | "non-real" | "undecided";
}

/** Imaginary parts below this share of the point make a real solution worth trying. */
const NEARLY_REAL = 1e-4;

export class SolutionCertifier {
  private readonly map: IntervalSystem;
  private readonly isReal: boolean;

  /** @param system square, its coefficients enclosed. */
  constructor(private readonly system: EnclosedSystem) {
    this.map = new IntervalSystem(system, true);
    this.isReal = system.equations.every((terms) => terms.every(({ im, imLow }) => im === 0 && imLow === 0));
  }

  /** The certificate of a solution near re + i·im; null where the test fails. */
  certify(re: Float64Array, im: Float64Array): CertifiedSolution | null {
    const n = this.system.variables;
    let size = 1;
    let imaginary = 0;
    for (let v = 0; v < n; v++) {
      size = Math.max(size, Math.abs(re[v]!), Math.abs(im[v]!));
      imaginary = Math.max(imaginary, Math.abs(im[v]!));
    }
    if (this.isReal && imaginary <= NEARLY_REAL * size) {
      const start = new Float64Array(2 * n);
      start.set(re);
      const box = this.box(start, 2 * imaginary);
      // The conjugate lies in the box as well only if the midpoint is real to the last bit.
      if (box?.midpoint.subarray(n).every((y) => y === 0) && this.reaches(box, re, im))
        return { box, reality: "real" };
    }
    const start = new Float64Array(2 * n);
    start.set(re);
    start.set(im, n);
    const box = this.box(start);
    if (box === null) return null;
    for (let v = n; v < 2 * n; v++)
      if (Math.abs(box.midpoint[v]!) > box.radius[v]!) return { box, reality: "non-real" };
    return { box, reality: "undecided" };
  }

  /** Whether the box of uniqueness holds the point that was asked for, so that it is this solution that was certified. */
  private reaches({ midpoint, uniqueness }: BoxCertificate, re: Float64Array, im: Float64Array): boolean {
    const n = re.length;
    for (let v = 0; v < n; v++)
      if (
        !(Math.abs(re[v]! - midpoint[v]!) < uniqueness[v]!) ||
        !(Math.abs(im[v]! - midpoint[n + v]!) < uniqueness[n + v]!)
      )
        return false;
    return true;
  }

  /** The box of a solution near `start`, improved by two Newton steps in double-double. Real points stay real. */
  private box(start: Float64Array, reach = 0): BoxCertificate | null {
    const { map } = this;
    const { size } = map;
    const inverse = inverseAt(map, start);
    if (inverse === null) return null;
    const y = exactBall({ rows: size, columns: size, data: inverse });
    const x = Float64Array.from(start);
    const low = new Float64Array(size);
    for (let step = 0; step < 2; step++) {
      const delta = ballMultiply(y, map.residual(x, low)).mid;
      for (let i = 0; i < size; i++) {
        twoSum(x[i]!, low[i]! - delta[i]!);
        x[i] = dd.hi;
        low[i] = dd.lo;
      }
    }
    if (!x.every(Number.isFinite) || !low.every(Number.isFinite)) return null;
    let distance = 0;
    for (let i = 0; i < size; i++) distance = Math.max(distance, Math.abs(x[i]! - start[i]!));
    return krawczyk(map, x, { low, inverse, cover: Math.max(4 * distance, reach) });
  }
}

/**
 * The certified solutions whose boxes meet none before them: pairwise distinct. Swept along the first coordinate.
 *
 * @returns the positions of those that are not proved distinct from an earlier one.
 */
export function indistinct(boxes: readonly (BoxCertificate | null)[]): Set<number> {
  const order = boxes
    .flatMap((box, k) => (box === null ? [] : [{ box, k }]))
    .sort((a, b) => a.box.midpoint[0]! - b.box.midpoint[0]!);
  let widest = 0;
  for (const { box } of order) widest = Math.max(widest, box.radius[0]!);
  const found = new Set<number>();
  for (let i = 0; i < order.length; i++)
    for (let j = i + 1; j < order.length; j++) {
      const [a, b] = [order[i]!, order[j]!];
      if (b.box.midpoint[0]! - a.box.midpoint[0]! > 4 * widest) break;
      if (!apart(a.box, b.box)) found.add(Math.max(a.k, b.k));
    }
  return found;
}
