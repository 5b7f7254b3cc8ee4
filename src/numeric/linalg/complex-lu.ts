/**
 * LU factorisation with partial pivoting of small complex matrices, PA = LU, on typed arrays without allocation.
 *
 * Rows are scaled to unit maximum first, so that equations of different size pivot fairly.
 */
import { cos, hypot, sin, squared } from "../../elementary/elementary.js";
import { BASE, Workspace } from "../kernel/path-kernel.js";

const WORKSPACE = new Workspace();

/** PA = LU of complex matrices of one order, row by row scaled; factors are kept while others are factored. */
export class ComplexLU {
  /** Factors, inverse pivots, scaling and pivots, while the kernel's memory holds those of another matrix. */
  private readonly saved: Float64Array;
  private readonly bytes: number;
  private generation = -1;
  private aRe = new Float64Array(0);
  private aIm = new Float64Array(0);
  private bRe = new Float64Array(0);
  private bIm = new Float64Array(0);
  private state = new Float64Array(0);
  private readonly luAt: number;
  private readonly bAt: number;

  /** Keeps what the memory holds of this matrix. */
  private readonly keep = () => this.saved.set(this.state);

  constructor(readonly order: number) {
    const n = order;
    this.saved = new Float64Array(2 * n * n + 4 * n);
    // A in two parts, the state, b in two parts, room for x.
    this.luAt = BASE + 16 * n * n;
    this.bAt = this.luAt + 8 * this.saved.length;
    this.bytes = this.bAt + 32 * n;
  }

  private claim(): void {
    WORKSPACE.claim(this, this.bytes, this.keep);
    if (this.generation === WORKSPACE.generation) return;
    this.generation = WORKSPACE.generation;
    const { buffer } = WORKSPACE;
    const n = this.order;
    this.aRe = new Float64Array(buffer, BASE, n * n);
    this.aIm = new Float64Array(buffer, BASE + 8 * n * n, n * n);
    this.state = new Float64Array(buffer, this.luAt, this.saved.length);
    this.bRe = new Float64Array(buffer, this.bAt, n);
    this.bIm = new Float64Array(buffer, this.bAt + 8 * n, n);
  }

  /** Factors A (row-major); false if a pivot vanishes or is not finite. */
  factor(aRe: Float64Array, aIm: Float64Array): boolean {
    if (WORKSPACE.owner !== this) this.claim();
    this.aRe.set(aRe);
    this.aIm.set(aIm);
    return WORKSPACE.kernel.factor(this.order, BASE, BASE + 8 * this.order * this.order, this.luAt) === 1;
  }

  /** Solves A x = b in place. */
  solve(bRe: Float64Array, bIm: Float64Array): void {
    if (WORKSPACE.owner !== this) {
      this.claim();
      this.state.set(this.saved);
    }
    const n = this.order;
    this.bRe.set(bRe);
    this.bIm.set(bIm);
    WORKSPACE.kernel.solve(n, this.luAt, this.bAt, this.bAt + 8 * n, this.bAt + 16 * n);
    bRe.set(this.bRe);
    bIm.set(this.bIm);
  }

  /**
   * A lower estimate of ‖A⁻¹‖_∞ from two solves with oscillating right-hand sides. Rows are taken as they came: a row that
   * tends to zero makes the matrix singular, however well the others behave.
   */
  inverseNorm(scratchRe: Float64Array, scratchIm: Float64Array): number {
    let worst = 0;
    for (const phase of [1, 2]) {
      for (let i = 0; i < this.order; i++) {
        scratchRe[i] = cos(phase * squared(i + 1));
        scratchIm[i] = sin(phase * squared(i + 1));
      }
      this.solve(scratchRe, scratchIm);
      for (let i = 0; i < this.order; i++) worst = Math.max(worst, hypot(scratchRe[i]!, scratchIm[i]!));
    }
    return worst;
  }
}
