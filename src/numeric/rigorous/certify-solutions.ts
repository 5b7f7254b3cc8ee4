/**
 * Certificates of isolated solutions of a square polynomial system: Krawczyk's test in the complex plane.
 *
 * A polydisc with the test passed holds exactly one complex solution. If the coefficients are real and its centre is real, the
 * conjugate of the solution lies in it as well, so the solution is real. If some imaginary part of the discs excludes 0, it is
 * not. Solutions in disjoint boxes are distinct; when as many are certified as an upper bound on the number of isolated
 * solutions (Bézout's, multihomogeneous), the list is proved complete.
 *
 * Residuals are evaluated in double-double, so that that of a badly conditioned solution is seen at all (`disc-system.ts`).
 * A failure proves nothing: the solution may be multiple, or its condition beyond 10¹³ or so.
 */
import { type DiscCertificate, DiscSystem, type EnclosedSystem } from "./disc-system.js";
import { up } from "./interval.js";
import { CERTIFICATE } from "./options.js";

/** A box with exactly one solution. */
export interface CertifiedSolution {
  readonly box: DiscCertificate;
  readonly reality: "real" | "non-real" | "undecided";
}

/** Certificates of solutions of one system. */
export class SolutionCertifier {
  private readonly map: DiscSystem;

  /** @param system square, its coefficients enclosed. */
  constructor(system: EnclosedSystem) {
    this.map = new DiscSystem(system);
  }

  /** The certificate of a solution near re + i·im; null where the test fails. */
  certify(re: Float64Array, im: Float64Array): CertifiedSolution | null {
    let size = 1;
    let imaginary = 0;
    for (let v = 0; v < re.length; v++) {
      size = Math.max(size, Math.abs(re[v]!), Math.abs(im[v]!));
      imaginary = Math.max(imaginary, Math.abs(im[v]!));
    }
    if (this.map.hasRealCoefficients && imaginary <= CERTIFICATE.nearlyReal * size) {
      const box = this.map.certify(re, null, 2 * imaginary);
      if (box !== null && reaches(box, re, im)) return { box, reality: "real" };
    }
    const box = this.map.certify(re, im);
    if (box === null) return null;
    for (let v = 0; v < re.length; v++)
      if (Math.abs(box.im[v]!) > box.radius[v]!) return { box, reality: "non-real" };
    return { box, reality: "undecided" };
  }
}

/** Whether the polydisc of uniqueness holds the point that was asked for, so that it is this solution that was certified. */
function reaches({ re, im, uniqueness }: DiscCertificate, x: Float64Array, y: Float64Array): boolean {
  for (let v = 0; v < x.length; v++)
    if (!(Math.abs(x[v]! - re[v]!) + Math.abs(y[v]! - im[v]!) < uniqueness[v]!)) return false;
  return true;
}

/** Whether two certificates speak of different zeros: the boxes that hold them do not meet. */
export function apart(a: DiscCertificate, b: DiscCertificate): boolean {
  for (let v = 0; v < a.re.length; v++) {
    const reach = up(up(a.radius[v]! + b.radius[v]!)) * (1 + 2 ** -50);
    if (Math.abs(a.re[v]! - b.re[v]!) > reach || Math.abs(a.im[v]! - b.im[v]!) > reach) return true;
  }
  return false;
}

/**
 * The certified solutions whose boxes meet none before them: pairwise distinct. Swept along the first coordinate.
 *
 * @returns the positions of those that are not proved distinct from an earlier one.
 */
export function indistinct(boxes: readonly (DiscCertificate | null)[]): Set<number> {
  const order = boxes
    .flatMap((box, k) => (box === null ? [] : [{ box, k }]))
    .sort((a, b) => a.box.re[0]! - b.box.re[0]!);
  let widest = 0;
  for (const { box } of order) widest = Math.max(widest, box.radius[0]!);
  const found = new Set<number>();
  for (let i = 0; i < order.length; i++)
    for (let j = i + 1; j < order.length; j++) {
      const [a, b] = [order[i]!, order[j]!];
      if (b.box.re[0]! - a.box.re[0]! > 4 * widest) break;
      if (!apart(a.box, b.box)) found.add(Math.max(a.k, b.k));
    }
  return found;
}
