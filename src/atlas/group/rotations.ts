/**
 * Rotations among the affine symmetries of a landscape: whether they take one point to another, as far as digits tell.
 *
 * Let fields x ↦ A_k (x − c), c a point that all of them leave where it is, be m independent ones, W = Σ im A_k of dimension w, K = ∩ ker A_k a complement of W, x − c = b y + k z in bases of the two, and A_k b = b M_k. If a definite form B on W has
 * B M_k + M_kᵀ B = 0 for all k, they are skew for it; and if m = w(w − 1)/2, as many as there are, they span so(W, B), and SO(W, B) leaves the landscape as it is. For w ≥ 2 it is connected, and transitive on the
 * spheres of W:
 *
 *   q ∈ SO(W, B) p   ⇔   z(p) = z(q),   y(p)ᵀ B y(p) = y(q)ᵀ B y(q).
 *
 * W, K and B are rational. Numbers that so many digits do not tell apart, 128 + 4h bits of them as for values, are called equal: evidence, and no proof. Nothing is asked of the Hessian: sets may be degenerate across.
 *
 * Not covered: products of several rotation groups.
 */
import type { Coordinate } from "../../algebra/coordinates.js";
import { inertia } from "../../exact/inertia.js";
import { inverse, kernel, rank } from "../../exact/linear-algebra.js";
import { RationalMatrix } from "../../exact/matrix.js";
import { type Rational, rational, ZERO } from "../../exact/rational.js";
import type { LinearField } from "../../symbolic/generators.js";

/** SO(W, B) of a subspace W. */
export class Rotations {
  private constructor(
    /** c */
    private readonly centre: readonly Rational[],
    /** x − c ↦ (y, z). */
    private readonly coordinates: RationalMatrix,
    /** B, w×w. */
    private readonly form: RationalMatrix,
  ) {}

  /** w */
  get dimension(): number {
    return this.form.rows;
  }

  /**
   * The rotations that some affine fields on (x, 1) span; null where they span no SO(W, B), w ≥ 2.
   *
   * @param n entries of x.
   */
  static of(fields: readonly LinearField[], n: number): Rotations | null {
    const lifted = fields.map((field) => denseOf(field, n + 1));
    if (lifted.length === 0) return null;
    // A point (c, 1) that all fields leave where it is.
    const resting = kernel(RationalMatrix.from(lifted.flatMap((a) => a.toRows())));
    const last = Array.from({ length: resting.columns }, (_, k) => resting.get(n, k));
    const place = last.findIndex((x) => !x.equals(ZERO));
    if (place < 0) return null;
    const centre = Array.from({ length: n }, (_, i) => resting.get(i, place).div(last[place]!));
    const matrices = lifted.map((a) => RationalMatrix.generate(n, n, (i, j) => a.get(i, j)));
    const basis: Rational[][] = [];
    for (const a of matrices)
      for (const column of a.transpose().toRows())
        if (rank(RationalMatrix.from([...basis, column])) > basis.length) basis.push([...column]);
    const w = basis.length;
    const span = RationalMatrix.from(matrices.map((a) => a.toRows().flat()));
    if (w < 2 || rank(span) !== (w * (w - 1)) / 2) return null;
    const fixed = kernel(RationalMatrix.from(matrices.flatMap((a) => a.toRows())));
    if (w + fixed.columns !== n) return null;
    const whole = RationalMatrix.from([...basis, ...fixed.transpose().toRows()]).transpose();
    if (rank(whole) < n) return null;
    const coordinates = inverse(whole);
    const own = matrices.map((a) => coordinates.multiply(a).multiply(whole));
    const form = definiteForm(
      own.map((m) => RationalMatrix.generate(w, w, (i, j) => m.get(i, j))),
      w,
    );
    return form && new Rotations(centre, coordinates, form);
  }

  /** Whether the coordinates of two real points do not tell them from points of one orbit. */
  joins(p: readonly Coordinate[], q: readonly Coordinate[]): boolean {
    const n = this.coordinates.rows;
    const [a, b] = [p, q].map((point) => {
      const moved = point.slice(0, n).map((x, i) => ({ ...x, re: x.re.sub(this.centre[i]!) }));
      return image(this.coordinates, moved);
    });
    for (let i = this.dimension; i < n; i++) if (!mayVanish(difference(a![i]!, b![i]!))) return false;
    return mayVanish(difference(this.lengthOf(a!), this.lengthOf(b!)));
  }

  /** yᵀ B y */
  private lengthOf(y: readonly Enclosed[]): Enclosed {
    const w = this.dimension;
    let [centre, error] = [ZERO, ZERO];
    for (let i = 0; i < w; i++)
      for (let j = 0; j < w; j++) {
        const [a, b, weight] = [y[i]!, y[j]!, this.form.get(i, j)];
        centre = centre.add(weight.mul(a.centre).mul(b.centre));
        const slack = a.error.mul(b.centre.abs()).add(b.error.mul(a.centre.abs())).add(a.error.mul(b.error));
        error = error.add(weight.abs().mul(slack));
      }
    return { centre, error };
  }
}

/** The form for which all matrices are skew, where there is one alone, and it is definite; null else. */
function definiteForm(matrices: readonly RationalMatrix[], w: number): RationalMatrix | null {
  // Unknown b_ij, i ≤ j; entry (r, s) of B M + Mᵀ B.
  const at = (i: number, j: number) => {
    const [low, high] = i < j ? [i, j] : [j, i];
    return low * w - (low * (low - 1)) / 2 + (high - low);
  };
  const rows = matrices.flatMap((m) =>
    Array.from({ length: w * w }, (_, k) => {
      const [r, s] = [Math.floor(k / w), k % w];
      const row = new Array<Rational>((w * (w + 1)) / 2).fill(ZERO);
      for (let l = 0; l < w; l++) {
        row[at(r, l)] = row[at(r, l)]!.add(m.get(l, s));
        row[at(l, s)] = row[at(l, s)]!.add(m.get(l, r));
      }
      return row;
    }),
  );
  const forms = kernel(RationalMatrix.from(rows));
  if (forms.columns !== 1) return null;
  const form = RationalMatrix.generate(w, w, (i, j) => forms.get(at(i, j), 0));
  const { negative, positive } = inertia(form);
  return Math.max(negative, positive) === w ? form : null;
}

/** A number within `error` of `centre`. */
interface Enclosed {
  readonly centre: Rational;
  readonly error: Rational;
}

const mayVanish = ({ centre, error }: Enclosed): boolean => centre.abs().compare(error) <= 0;
const difference = (a: Enclosed, b: Enclosed): Enclosed => ({
  centre: a.centre.sub(b.centre),
  error: a.error.add(b.error),
});

const image = (a: RationalMatrix, x: readonly Coordinate[]): Enclosed[] =>
  x.map((_, i) => ({
    centre: x.reduce((sum, { re }, j) => sum.add(re.mul(a.get(i, j))), ZERO),
    error: x.reduce((sum, { radius }, j) => sum.add(radius.mul(a.get(i, j).abs())), ZERO),
  }));

/** A field on (x, 1). */
function denseOf({ rows, columns, values }: LinearField, n: number): RationalMatrix {
  const a = Array.from({ length: n }, () => new Array<Rational>(n).fill(ZERO));
  for (const [k, value] of values.entries()) a[rows[k]!]![columns[k]!] = rational(value);
  return RationalMatrix.from(a);
}
