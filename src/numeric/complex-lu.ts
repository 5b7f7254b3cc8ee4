/**
 * LU factorisation with partial pivoting of small complex matrices, PA = LU, on typed arrays without allocation.
 *
 * Rows are scaled to unit maximum first, so that equations of different size pivot fairly.
 */
export class ComplexLU {
  private readonly re: Float64Array;
  private readonly im: Float64Array;
  private readonly pivots: Int32Array;
  private readonly scaling: Float64Array;

  constructor(readonly order: number) {
    this.re = new Float64Array(order * order);
    this.im = new Float64Array(order * order);
    this.pivots = new Int32Array(order);
    this.scaling = new Float64Array(order);
  }

  /** Factors A (row-major); false if a pivot vanishes or is not finite. */
  factor(aRe: Float64Array, aIm: Float64Array): boolean {
    const { order: n, re, im, pivots, scaling } = this;
    for (let i = 0; i < n; i++) {
      let max = 0;
      for (let j = 0, k = i * n; j < n; j++, k++) {
        const size = Math.abs(aRe[k]!) + Math.abs(aIm[k]!);
        max = Math.max(max, size);
      }
      if (!(max > 0 && max < Number.POSITIVE_INFINITY)) return false;
      const factor = 1 / max;
      scaling[i] = factor;
      for (let j = 0, k = i * n; j < n; j++, k++) {
        re[k] = aRe[k]! * factor;
        im[k] = aIm[k]! * factor;
      }
    }
    for (let c = 0; c < n; c++) {
      let pivot = c;
      let best = 0;
      for (let i = c; i < n; i++) {
        const k = i * n + c;
        const size = re[k]! * re[k]! + im[k]! * im[k]!;
        if (size > best) {
          best = size;
          pivot = i;
        }
      }
      if (!(best > 0)) return false;
      pivots[c] = pivot;
      if (pivot !== c) {
        for (let j = 0, p = c * n, q = pivot * n; j < n; j++, p++, q++) {
          const r = re[p]!;
          re[p] = re[q]!;
          re[q] = r;
          const s = im[p]!;
          im[p] = im[q]!;
          im[q] = s;
        }
      }
      const d = c * n + c;
      const inverse = 1 / best;
      const pr = re[d]! * inverse;
      const pi = -im[d]! * inverse;
      for (let i = c + 1; i < n; i++) {
        const k = i * n + c;
        const ar = re[k]!;
        const ai = im[k]!;
        if (ar === 0 && ai === 0) continue;
        const lr = ar * pr - ai * pi;
        const li = ar * pi + ai * pr;
        re[k] = lr;
        im[k] = li;
        for (let j = c + 1, p = c * n + j, q = i * n + j; j < n; j++, p++, q++) {
          const ur = re[p]!;
          const ui = im[p]!;
          re[q]! -= lr * ur - li * ui;
          im[q]! -= lr * ui + li * ur;
        }
      }
    }
    return true;
  }

  /** Solves A x = b in place. */
  solve(bRe: Float64Array, bIm: Float64Array): void {
    const { order: n, re, im, pivots, scaling } = this;
    for (let i = 0; i < n; i++) {
      bRe[i]! *= scaling[i]!;
      bIm[i]! *= scaling[i]!;
    }
    for (let c = 0; c < n; c++) {
      const pivot = pivots[c]!;
      if (pivot !== c) {
        const r = bRe[c]!;
        bRe[c] = bRe[pivot]!;
        bRe[pivot] = r;
        const s = bIm[c]!;
        bIm[c] = bIm[pivot]!;
        bIm[pivot] = s;
      }
    }
    for (let i = 1; i < n; i++) {
      let sr = bRe[i]!;
      let si = bIm[i]!;
      for (let j = 0, k = i * n; j < i; j++, k++) {
        sr -= re[k]! * bRe[j]! - im[k]! * bIm[j]!;
        si -= re[k]! * bIm[j]! + im[k]! * bRe[j]!;
      }
      bRe[i] = sr;
      bIm[i] = si;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sr = bRe[i]!;
      let si = bIm[i]!;
      for (let j = i + 1, k = i * n + j; j < n; j++, k++) {
        sr -= re[k]! * bRe[j]! - im[k]! * bIm[j]!;
        si -= re[k]! * bIm[j]! + im[k]! * bRe[j]!;
      }
      const d = i * n + i;
      const dr = re[d]!;
      const di = im[d]!;
      const inverse = 1 / (dr * dr + di * di);
      bRe[i] = (sr * dr + si * di) * inverse;
      bIm[i] = (si * dr - sr * di) * inverse;
    }
  }

  /**
   * A lower estimate of ‖A⁻¹‖_∞ from two solves with oscillating right-hand sides. Rows are taken as they came: a row that
   * tends to zero makes the matrix singular, however well the others behave.
   */
  inverseNorm(scratchRe: Float64Array, scratchIm: Float64Array): number {
    let worst = 0;
    for (const phase of [1, 2]) {
      for (let i = 0; i < this.order; i++) {
        scratchRe[i] = Math.cos(phase * (i + 1) ** 2);
        scratchIm[i] = Math.sin(phase * (i + 1) ** 2);
      }
      this.solve(scratchRe, scratchIm);
      for (let i = 0; i < this.order; i++) worst = Math.max(worst, Math.hypot(scratchRe[i]!, scratchIm[i]!));
    }
    return worst;
  }
}
