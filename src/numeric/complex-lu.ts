/**
 * LU factorisation with partial pivoting of small complex matrices, PA = LU, on typed arrays without allocation.
 *
 * Rows are scaled to unit maximum first, so that equations of different size pivot fairly.
 */
export class ComplexLU {
  /** Row-major, real and imaginary parts in turn. */
  private readonly a: Float64Array;
  /** Inverses of the pivots. */
  private readonly inverse: Float64Array;
  private readonly pivots: Int32Array;
  private readonly scaling: Float64Array;

  constructor(readonly order: number) {
    this.a = new Float64Array(2 * order * order);
    this.inverse = new Float64Array(2 * order);
    this.pivots = new Int32Array(order);
    this.scaling = new Float64Array(order);
  }

  /** Factors A (row-major); false if a pivot vanishes or is not finite. */
  factor(aRe: Float64Array, aIm: Float64Array): boolean {
    const { order: n, a, inverse, pivots, scaling } = this;
    for (let i = 0; i < n; i++) {
      let max = 0;
      let sum = 0;
      for (let k = i * n; k < i * n + n; k++) {
        const size = Math.abs(aRe[k]!) + Math.abs(aIm[k]!);
        sum += size;
        if (size > max) max = size;
      }
      // The sum keeps a NaN that the maximum passes over.
      if (!(max > 0 && sum < Number.POSITIVE_INFINITY)) return false;
      const factor = 1 / max;
      scaling[i] = factor;
      for (let k = i * n; k < i * n + n; k++) {
        a[2 * k] = aRe[k]! * factor;
        a[2 * k + 1] = aIm[k]! * factor;
      }
    }
    const width = 2 * n;
    for (let c = 0; c < n; c++) {
      let pivot = c;
      let best = 0;
      for (let i = c, k = c * width + 2 * c; i < n; i++, k += width) {
        const size = a[k]! * a[k]! + a[k + 1]! * a[k + 1]!;
        if (size > best) {
          best = size;
          pivot = i;
        }
      }
      if (!(best > 0)) return false;
      pivots[c] = pivot;
      if (pivot !== c) {
        for (let p = c * width, q = pivot * width; p < c * width + width; p++, q++) {
          const x = a[p]!;
          a[p] = a[q]!;
          a[q] = x;
        }
      }
      const d = c * width + 2 * c;
      const scale = 1 / best;
      const pr = a[d]! * scale;
      const pi = -a[d + 1]! * scale;
      inverse[2 * c] = pr;
      inverse[2 * c + 1] = pi;
      const last = c * width + width;
      for (let k = d + width; k < n * width; k += width) {
        const ar = a[k]!;
        const ai = a[k + 1]!;
        if (ar === 0 && ai === 0) continue;
        const lr = ar * pr - ai * pi;
        const li = ar * pi + ai * pr;
        a[k] = lr;
        a[k + 1] = li;
        for (let p = d + 2, q = k + 2; p < last; p += 2, q += 2) {
          const ur = a[p]!;
          const ui = a[p + 1]!;
          a[q]! -= lr * ur - li * ui;
          a[q + 1]! -= lr * ui + li * ur;
        }
      }
    }
    return true;
  }

  /** Solves A x = b in place. */
  solve(bRe: Float64Array, bIm: Float64Array): void {
    const { order: n, a, inverse, pivots, scaling } = this;
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
      for (let j = 0, k = 2 * i * n; j < i; j++, k += 2) {
        const lr = a[k]!;
        const li = a[k + 1]!;
        const br = bRe[j]!;
        const bi = bIm[j]!;
        sr -= lr * br - li * bi;
        si -= lr * bi + li * br;
      }
      bRe[i] = sr;
      bIm[i] = si;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sr = bRe[i]!;
      let si = bIm[i]!;
      for (let j = i + 1, k = 2 * (i * n + j); j < n; j++, k += 2) {
        const ur = a[k]!;
        const ui = a[k + 1]!;
        const br = bRe[j]!;
        const bi = bIm[j]!;
        sr -= ur * br - ui * bi;
        si -= ur * bi + ui * br;
      }
      const dr = inverse[2 * i]!;
      const di = inverse[2 * i + 1]!;
      bRe[i] = sr * dr - si * di;
      bIm[i] = sr * di + si * dr;
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
