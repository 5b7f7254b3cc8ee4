/**
 * Existence and uniqueness of a zero in a box, by the Krawczyk operator (interval Newton without dividing).
 *
 *   K(X) = x − Y F(x) + (I − Y J(X))(X − x),   X = {z : |z_i − x_i| ≤ ρ_i},   Y ≈ J(x)⁻¹
 *
 *   K(X) ⊂ int X  ⇒  F has exactly one zero in X, it lies in K(X), and every matrix of J(X) is regular.
 *
 * X is a box of Rⁿ, or a polydisc of Cⁿ for holomorphic F: both are convex, and so are the sets of matrices J(X), given as a
 * centre A and a slack S, |J(z) − A| ≤ S entry by entry for all z in X. With d = −Y F(x) as computed, |Y F(x) + d| ≤ ε and
 * D ≥ |I − Y A|, all entry by entry,
 *
 *   K(X) ⊆ x + d ± s,   s = ε + Dρ + |Y| S ρ,   and the test reads |d| + s < ρ.
 *
 * A depends on x alone: of the cubic work, Y and D, nothing is done again for another ρ. Boxes are tried from 2(|d| + ε) on.
 *
 * Rounding. The product YA is computed with an error of at most γ|Y||A|, γ = 2(n + 2)·2⁻⁵² (complex numbers by |z| ≤
 * |re| + |im|, which bounds real inner products of length 2n); whoever sets S adds γ|A| to it. Every other bound is a sum of
 * products of bounds: a factor 1 + 2⁻³⁰ is more than the rounding of 2²⁰ operations, and 2⁻⁹⁶⁰ more than what underflows in
 * them (2⁻¹⁰⁷⁴ each) while ρ < 2¹⁰⁰. A NaN fails the test. The loops are compiled (`kernel/certificates.ts`).
 *
 * Where A falls into diagonal blocks, so do Y and D: cubic work is done block by block, and entries of J off the blocks are slack.
 *
 * Inertia, for symmetric J(X). Let S be a symmetric matrix with |A − S| ≤ S′ for which the test holds with S′ in place of the
 * slack. Then |I − YM|ρ < ρ for M = S and for all M in J(X), hence for all matrices between the two: these are regular, and
 * In(M) = In(S). S = Pᵀ(LDLᵀ)P is the exact product of computed factors, L unit lower triangular, D with blocks 1×1 and 2×2 by
 * the pivoting of Bunch and Kaufman; In(S) = In(D) by Sylvester's law: signs of the 1×1 blocks, and one of each sign in the
 * 2×2 blocks, whose determinants are negative. S is computed in floating point to bound |A − S|, with an error of at most
 *
 *   γ Σ_k (|L||D|)_ik |l_jk| ≤ γ ‖(|L||D|)_i‖ ‖l_j‖,   γ = (n + 8)·2⁻⁵²   (Cauchy–Schwarz).
 *
 * A failure proves nothing: the zero may be multiple, too ill-conditioned for double precision, or not there.
 * Sources: Krawczyk, Computing 4 (1969); Rump, "Verification methods", Acta Numerica 19 (2010), §10, §13; Higham, "Accuracy and
 * stability of numerical algorithms" (2002), §3.1, §11.1.
 */

import type { Inertia } from "../../exact/inertia.js";
import { CERTIFICATES } from "../kernel/certificate-kernel-binary.js";
import { CERTIFICATE_HEADER, CERTIFICATE_HEADER_BYTES } from "../kernel/layout.js";
import { BASE, Workspace } from "../kernel/path-kernel.js";
import { type BallMatrix, ballZero } from "./ball-matrix.js";
import { CERTIFICATE } from "./options.js";

interface CertificateKernel {
  centre(header: number): void;
  radii(header: number): void;
  residual(header: number): void;
  prepare(header: number): number;
  step(header: number): void;
  contract(header: number): number;
  addRounding(header: number): void;
  symmetricFactors(header: number): number;
}

let workspace: Workspace<CertificateKernel> | null = null;

/**
 * One test after another in n unknowns, in memory of its own between `claim` and the next claim of another. Nothing is
 * allocated from test to test.
 */
export abstract class KrawczykTest {
  private readonly workspace: Workspace<CertificateKernel>;
  private readonly header = new Uint32Array(CERTIFICATE_HEADER_BYTES / 4);
  private generation = -1;
  private bytes = BASE + CERTIFICATE_HEADER_BYTES;
  /** All of the kernel's memory; places are indices into it. */
  protected memory = new Float64Array(0);
  protected words = new Uint32Array(0);
  protected readonly rho: number;
  protected readonly image: number;
  protected readonly spread: number;
  protected readonly stepRe: number;
  protected readonly stepIm: number;
  private readonly stepError: number;
  protected readonly centreRe: number;
  protected readonly centreIm: number;
  protected readonly defect: number;
  protected readonly slack: number;

  /** @param complex whether numbers may be complex. */
  constructor(
    readonly size: number,
    complex: boolean,
  ) {
    workspace ??= new Workspace<CertificateKernel>(CERTIFICATES);
    this.workspace = workspace;
    const n = size;
    const plane = complex ? n * n : 0;
    const line = complex ? n : 0;
    this.setNumber("size", n);
    this.setReal(!complex);
    this.centreRe = this.reserve("centreRe", n * n);
    this.centreIm = this.reserve("centreIm", plane);
    this.slack = this.reserve("slack", n * n);
    this.reserve("inverseRe", n * n);
    this.reserve("inverseIm", plane);
    this.reserve("inverseSize", n * n);
    this.defect = this.reserve("defect", n * n);
    this.reserve("valueRe", n);
    this.reserve("valueIm", line);
    this.reserve("valueError", n);
    this.stepRe = this.reserve("stepRe", n);
    this.stepIm = this.reserve("stepIm", line);
    this.stepError = this.reserve("stepError", n);
    this.rho = this.reserve("rho", n);
    this.spread = this.reserve("spread", n);
    this.image = this.reserve("image", n);
    this.reserve("room", 2 * n);
  }

  /** Fills the slack for the present ρ. */
  protected abstract radii(): void;

  /** Room for some doubles, and the header's word for it: its index. */
  protected reserve(field: keyof typeof CERTIFICATE_HEADER, doubles: number): number {
    const at = this.bytes;
    this.header[CERTIFICATE_HEADER[field]] = at;
    this.bytes += 8 * doubles;
    return at / 8;
  }

  protected setNumber(field: keyof typeof CERTIFICATE_HEADER, value: number): void {
    this.header[CERTIFICATE_HEADER[field]] = value;
  }

  protected placeOf(field: keyof typeof CERTIFICATE_HEADER): number {
    return this.header[CERTIFICATE_HEADER[field]]! / 8;
  }

  /** Whether all numbers of the next tests are real. */
  protected setReal(real: boolean): void {
    this.header[CERTIFICATE_HEADER.real] = real ? 1 : 0;
    if (this.words.length > 0) this.words[BASE / 4 + CERTIFICATE_HEADER.real] = real ? 1 : 0;
  }

  protected get isReal(): boolean {
    return this.header[CERTIFICATE_HEADER.real] === 1;
  }

  /** Takes the memory; true if what was in it has to be written again. */
  protected claim(): boolean {
    const { workspace } = this;
    const lost = workspace.owner !== this;
    if (lost) workspace.claim(this, this.bytes);
    if (this.generation !== workspace.generation) {
      this.generation = workspace.generation;
      this.memory = new Float64Array(workspace.buffer);
      this.words = new Uint32Array(workspace.buffer);
    }
    if (lost) {
      this.memory.fill(0, BASE / 8, this.bytes / 8);
      this.words.set(this.header, BASE / 4);
    }
    return lost;
  }

  protected get kernel(): CertificateKernel {
    return this.workspace.kernel;
  }

  /** Y and D from the centre A; false where A is singular in floating point. */
  protected invert(): boolean {
    return this.kernel.prepare(BASE) === 1;
  }

  /**
   * d from the values, and ρ with K(X) ⊂ int X; false if none is found. Leaves ρ, |d| + s in `image` and s in `spread`.
   *
   * @param scale the size of x: where the residual vanishes the box still needs an interior.
   */
  protected inflate(scale: number): boolean {
    const { memory, size: n, kernel, rho, image, stepRe, stepIm, stepError } = this;
    kernel.step(BASE);
    const floor = Math.max(scale * 2 ** -56, 2 ** -300);
    for (let i = 0; i < n; i++) {
      const d = Math.abs(memory[stepRe + i]!) + (this.isReal ? 0 : Math.abs(memory[stepIm + i]!));
      memory[rho + i] = 2 * (d + memory[stepError + i]!) + floor;
    }
    for (let k = 0; k < CERTIFICATE.inflations; k++) {
      if (this.contracts()) return true;
      for (let i = 0; i < n; i++) {
        const next = 2 * memory[image + i]! + floor;
        if (!(next < Number.POSITIVE_INFINITY)) return false;
        memory[rho + i] = Math.max(memory[rho + i]!, next);
      }
    }
    return false;
  }

  /** Whether the test holds for the present ρ. */
  protected contracts(): boolean {
    this.radii();
    return this.kernel.contract(BASE) === 1;
  }
}

/** Numbers of negative and positive eigenvalues of a form that is not singular. */
export type Signature = Pick<Inertia, "negative" | "positive">;

/** There is exactly one zero within `uniqueness` of the midpoint, and it lies within `radius` of it (both componentwise). */
export interface BoxCertificate {
  readonly midpoint: Float64Array;
  readonly radius: Float64Array;
  readonly uniqueness: Float64Array;
}

/** F: Rⁿ → Rⁿ as the test sees it. */
export interface EnclosedMap {
  readonly size: number;
  /** An enclosure (n×1) of F(x). */
  residual(x: Float64Array): BallMatrix;
  /** An enclosure (n×n) of the Jacobian over x ± radius; its midpoint is the same for every radius. */
  jacobian(x: Float64Array, radius: Float64Array): BallMatrix;
}

/** Krawczyk's test for a real map whose values come as balls, and for the inertia of its Jacobian. */
class BallTest extends KrawczykTest {
  private readonly radius: Float64Array;
  private map: EnclosedMap | null = null;
  private x: Float64Array = new Float64Array(0);

  constructor(size: number) {
    super(size, false);
    this.radius = new Float64Array(size);
    this.reserve("factors", size * size);
    this.reserve("products", size * size);
    this.reserve("order", size);
    this.reserve("beside", size);
    this.reserve("lengths", 2 * size);
    this.reserve("block", size * size);
    this.reserve("members", size);
    this.reserve("starts", size + 1);
  }

  prove(map: EnclosedMap, x: Float64Array): BoxCertificate | null {
    const { size: n } = this;
    this.map = map;
    this.x = x;
    this.claim();
    const { memory, image, rho, radius } = this;
    let scale = 0;
    for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(x[i]!));
    const jacobian = map.jacobian(x, radius.fill(CERTIFICATE.firstRadius * Math.max(scale, 2 ** -200)));
    memory.set(jacobian.mid, this.centreRe);
    if (!this.invert()) return null;
    const value = map.residual(x);
    memory.set(value.mid, this.placeOf("valueRe"));
    memory.set(value.rad, this.placeOf("valueError"));
    this.setSlack(jacobian);
    if (!this.holdsFor(radius) && !this.inflate(scale)) return null;
    return {
      midpoint: Float64Array.from(x),
      radius: memory.slice(image, image + n),
      uniqueness: memory.slice(rho, rho + n),
    };
  }

  /**
   * Numbers of negative and positive eigenvalues of J over the box that was proved last, J being symmetric there; null if not
   * decided.
   */
  inertia(): Signature | null {
    const negative = this.kernel.symmetricFactors(BASE);
    if (negative < 0) return null;
    this.kernel.addRounding(BASE);
    return this.kernel.contract(BASE) === 1 ? { negative, positive: this.size - negative } : null;
  }

  protected radii(): void {
    const { memory, radius, rho, size: n } = this;
    for (let i = 0; i < n; i++) radius[i] = memory[rho + i]!;
    this.setSlack(this.map!.jacobian(this.x, radius));
  }

  private setSlack({ rad }: BallMatrix): void {
    this.memory.set(rad, this.slack);
    this.kernel.addRounding(BASE);
  }

  /** Whether the test holds for given radii, for which the slack is there already. */
  private holdsFor(radius: Float64Array): boolean {
    this.kernel.step(BASE);
    this.memory.set(radius, this.rho);
    return this.kernel.contract(BASE) === 1;
  }
}

/** One for all tests of a size that follow each other. */
let last: BallTest | null = null;

function testOf(size: number): BallTest {
  if (last?.size !== size) last = new BallTest(size);
  return last;
}

/** The certificate of a zero near x, in a box around x; null where the test fails. */
export const krawczyk = (map: EnclosedMap, x: Float64Array): BoxCertificate | null =>
  testOf(map.size).prove(map, x);

/**
 * The same where the Jacobian is symmetric, with its numbers of negative and positive eigenvalues all over the box; `inertia` is
 * null where they are not decided.
 */
export function symmetricKrawczyk(
  map: EnclosedMap,
  x: Float64Array,
): (BoxCertificate & { readonly inertia: Signature | null }) | null {
  const test = testOf(map.size);
  const box = test.prove(map, x);
  return box === null ? null : { ...box, inertia: test.inertia() };
}

/** The signature of every symmetric matrix of a ball, none being singular; null if it is not decided. */
export function certifiedSignature(a: BallMatrix): Signature | null {
  // Of the linear map, whose Jacobian is the ball everywhere.
  const map = { size: a.rows, residual: () => ballZero(a.rows, 1), jacobian: () => a };
  return symmetricKrawczyk(map, new Float64Array(a.rows))?.inertia ?? null;
}
