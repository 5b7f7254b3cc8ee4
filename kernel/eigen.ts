/**
 * The inner loops of `src/numeric/linalg/nonsymmetric-eigenvectors.ts` over doubles, in WebAssembly (AssemblyScript); the host owns the
 * memory, and says there what each step is. Matrices are n×n, row by row.
 *
 * Sums of products over rows are kept in two halves, entries of even and of odd places, so that two are added up at once.
 */

function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 3);
}

/** target += factor · source. */
function addMultiple(target: usize, factor: f64, source: usize, count: i32): void {
  const factors = f64x2.splat(factor);
  const end = at(target, count & ~1);
  const step = source - target;
  let place = target;
  for (; place < end; place += 16)
    v128.store(place, f64x2.add(v128.load(place), f64x2.mul(factors, v128.load(place + step))));
  if ((count & 1) !== 0) store<f64>(place, load<f64>(place) + factor * load<f64>(place + step));
}

/** Σ_i a_i b_i. */
function dot(a: usize, b: usize, count: i32): f64 {
  let sums = f64x2.splat(0);
  const end = at(a, count & ~1);
  const step = b - a;
  let place = a;
  for (; place < end; place += 16)
    sums = f64x2.add(sums, f64x2.mul(v128.load(place), v128.load(place + step)));
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if ((count & 1) !== 0) sum += load<f64>(place) * load<f64>(place + step);
  return sum;
}

/** Makes the norms of row and column i equal up to a factor of two, by a power of two, which is returned; 1 where nothing is changed. */
export function balanceRow(a: usize, n: i32, i: i32, share: f64): f64 {
  let row: f64 = 0;
  let column: f64 = 0;
  for (let j = 0; j < n; j++) {
    if (j === i) continue;
    row += Math.abs(load<f64>(at(a, i * n + j)));
    column += Math.abs(load<f64>(at(a, j * n + i)));
  }
  if (row === 0 || column === 0) return 1;
  const sum = row + column;
  let factor: f64 = 1;
  for (; column * 2 <= row; column *= 4) factor *= 2;
  for (; column >= row * 2; column /= 4) factor /= 2;
  if ((column + row) / factor >= share * sum) return 1;
  for (let j = 0; j < n; j++) {
    const place = at(a, i * n + j);
    store<f64>(place, load<f64>(place) / factor);
  }
  for (let j = 0; j < n; j++) {
    const place = at(a, j * n + i);
    store<f64>(place, load<f64>(place) * factor);
  }
  return factor;
}

/** Step m of the reduction to Hessenberg form, with the vector u of its reflection, zero before; `products` has room for n doubles. */
export function hessenbergStep(a: usize, n: i32, m: i32, u: usize, products: usize): void {
  let size: f64 = 0;
  for (let i = m + 1; i < n; i++) size = Math.max(size, Math.abs(load<f64>(at(a, i * n + m))));
  if (size === 0) return;
  let squares: f64 = 0;
  for (let i = m + 1; i < n; i++) {
    const x = load<f64>(at(a, i * n + m)) / size;
    store<f64>(at(u, i), x);
    squares += x * x;
  }
  const first = load<f64>(at(u, m + 1));
  const length = first > 0 ? Math.sqrt(squares) : -Math.sqrt(squares);
  store<f64>(at(u, m + 1), first + length);
  // uᵀu = 2 for I − uuᵀ to be a reflection.
  const scale = Math.sqrt(2 / (2 * (squares + length * first)));
  for (let i = m + 1; i < n; i++) store<f64>(at(u, i), load<f64>(at(u, i)) * scale);
  const width = n - m;
  memory.fill(products, 0, (<usize>width) << 3);
  for (let i = m + 1; i < n; i++) addMultiple(products, load<f64>(at(u, i)), at(a, i * n + m), width);
  for (let i = m + 1; i < n; i++) addMultiple(at(a, i * n + m), -load<f64>(at(u, i)), products, width);
  for (let i = 0; i < n; i++) {
    const row = at(a, i * n + m + 1);
    addMultiple(row, -dot(at(u, m + 1), row, width - 1), at(u, m + 1), width - 1);
  }
  for (let i = m + 2; i < n; i++) store<f64>(at(a, i * n + m), 0);
}

/** x becomes Qx, Q = Π (I − u_m u_mᵀ), u_m row m of `vectors`. */
export function undoReflections(vectors: usize, x: usize, n: i32): void {
  for (let m = n - 3; m >= 0; m--) {
    const u = at(vectors, m * n + m + 1);
    const product = dot(u, at(x, m + 1), n - m - 1);
    if (product !== 0) addMultiple(at(x, m + 1), -product, u, n - m - 1);
  }
}

/** The first row of the block that ends in row `top`: the entry left of its diagonal is rounding, and becomes zero. */
export function firstOfBlock(h: usize, n: i32, top: i32, norm: f64, epsilon: f64): i32 {
  for (let l = top; l > 0; l--) {
    let size = Math.abs(load<f64>(at(h, (l - 1) * n + l - 1))) + Math.abs(load<f64>(at(h, l * n + l)));
    if (size === 0) size = norm;
    const left = at(h, l * n + l - 1);
    if (Math.abs(load<f64>(left)) <= epsilon * size) {
      store<f64>(left, 0);
      return l;
    }
  }
  return 0;
}

// The first row of a double step and the first column of (H − σI)(H − τI) from it on.
let first: i32 = 0;
let p: f64 = 0;
let q: f64 = 0;
let r: f64 = 0;

/** σ and τ are the eigenvalues of the block with diagonal x, y and product w of the others; m is the lowest that small entries allow. */
function startOfStep(h: usize, n: i32, low: i32, top: i32, x: f64, y: f64, w: f64, epsilon: f64): void {
  for (let m = top - 2; ; m--) {
    const z = load<f64>(at(h, m * n + m));
    const right = x - z;
    const left = y - z;
    p = (right * left - w) / load<f64>(at(h, (m + 1) * n + m)) + load<f64>(at(h, m * n + m + 1));
    q = load<f64>(at(h, (m + 1) * n + m + 1)) - z - right - left;
    r = load<f64>(at(h, (m + 2) * n + m + 1));
    const size = Math.abs(p) + Math.abs(q) + Math.abs(r);
    p /= size;
    q /= size;
    r /= size;
    first = m;
    if (m === low) return;
    const before = Math.abs(load<f64>(at(h, m * n + m - 1))) * (Math.abs(q) + Math.abs(r));
    const around =
      Math.abs(load<f64>(at(h, (m - 1) * n + m - 1))) +
      Math.abs(z) +
      Math.abs(load<f64>(at(h, (m + 1) * n + m + 1)));
    if (before <= epsilon * Math.abs(p) * around) return;
  }
}

/** One implicit double-shift step on rows and columns low … top. */
export function doubleStep(h: usize, n: i32, low: i32, top: i32, exceptional: i32, epsilon: f64): void {
  let x = load<f64>(at(h, top * n + top));
  let y = load<f64>(at(h, (top - 1) * n + top - 1));
  let w = load<f64>(at(h, top * n + top - 1)) * load<f64>(at(h, (top - 1) * n + top));
  if (exceptional !== 0) {
    const size =
      Math.abs(load<f64>(at(h, top * n + top - 1))) + Math.abs(load<f64>(at(h, (top - 1) * n + top - 2)));
    x = 0.75 * size;
    y = x;
    w = -0.4375 * size * size;
  }
  startOfStep(h, n, low, top, x, y, w, epsilon);
  const m = first;
  for (let i = m + 2; i <= top; i++) {
    store<f64>(at(h, i * n + i - 2), 0);
    if (i > m + 2) store<f64>(at(h, i * n + i - 3), 0);
  }
  for (let k = m; k < top; k++) {
    const last = k === top - 1;
    let size: f64 = 1;
    if (k > m) {
      p = load<f64>(at(h, k * n + k - 1));
      q = load<f64>(at(h, (k + 1) * n + k - 1));
      r = last ? 0 : load<f64>(at(h, (k + 2) * n + k - 1));
      size = Math.abs(p) + Math.abs(q) + Math.abs(r);
      if (size === 0) continue;
      p /= size;
      q /= size;
      r /= size;
    }
    const root = Math.sqrt(p * p + q * q + r * r);
    const s = p < 0 ? -root : root;
    if (s === 0) continue;
    const before = at(h, k * n + k - 1);
    if (k > m) store<f64>(before, -s * size);
    else if (low !== m) store<f64>(before, -load<f64>(before));
    p += s;
    reflect(h, n, k, low, top, last, p / s, q / s, r / s, q / p, r / p);
  }
}

/** (I − a bᵀ) from the left on rows k, k + 1, k + 2, b = (1, q, r), and from the right on these columns; a = (x, y, z). */
function reflect(
  h: usize,
  n: i32,
  k: i32,
  low: i32,
  top: i32,
  last: bool,
  x: f64,
  y: f64,
  z: f64,
  q: f64,
  r: f64,
): void {
  const row = at(h, k * n + k);
  const width = (<usize>n) << 3;
  const count = top - k + 1;
  if (last) {
    for (let j = 0; j < count; j++) {
      const place = at(row, j);
      const p = load<f64>(place) + q * load<f64>(place + width);
      store<f64>(place, load<f64>(place) - p * x);
      store<f64>(place + width, load<f64>(place + width) - p * y);
    }
    for (let i = low; i <= top; i++) {
      const place = at(h, i * n + k);
      const p = x * load<f64>(place) + y * load<f64>(place, 8);
      store<f64>(place, load<f64>(place) - p);
      store<f64>(place, load<f64>(place, 8) - p * q, 8);
    }
    return;
  }
  const xs = f64x2.splat(x);
  const ys = f64x2.splat(y);
  const zs = f64x2.splat(z);
  const qs = f64x2.splat(q);
  const rs = f64x2.splat(r);
  let place = row;
  const end = at(row, count & ~1);
  for (; place < end; place += 16) {
    const a = v128.load(place);
    const b = v128.load(place + width);
    const c = v128.load(place + 2 * width);
    const p = f64x2.add(f64x2.add(a, f64x2.mul(qs, b)), f64x2.mul(rs, c));
    v128.store(place, f64x2.sub(a, f64x2.mul(p, xs)));
    v128.store(place + width, f64x2.sub(b, f64x2.mul(p, ys)));
    v128.store(place + 2 * width, f64x2.sub(c, f64x2.mul(p, zs)));
  }
  if ((count & 1) !== 0) {
    const a = load<f64>(place);
    const b = load<f64>(place + width);
    const c = load<f64>(place + 2 * width);
    const p = a + q * b + r * c;
    store<f64>(place, a - p * x);
    store<f64>(place + width, b - p * y);
    store<f64>(place + 2 * width, c - p * z);
  }
  const lowest = <i32>Math.min(top, k + 3);
  for (let i = low; i <= lowest; i++) {
    const place = at(h, i * n + k);
    const a = load<f64>(place);
    const b = load<f64>(place, 8);
    const c = load<f64>(place, 16);
    const p = x * a + y * b + z * c;
    store<f64>(place, a - p);
    store<f64>(place, b - p * q, 8);
    store<f64>(place, c - p * r, 16);
  }
}

function swapRows(row: usize, next: usize, count: i32): void {
  for (let j = 0; j < count; j++) {
    const a = load<f64>(at(row, j));
    store<f64>(at(row, j), load<f64>(at(next, j)));
    store<f64>(at(next, j), a);
  }
}

/**
 * H − λI = PLU, rows exchanged with the next for the larger pivot, U over the upper triangles of `uRe`, `uIm`, the second only where λ is not
 * real; of L the multipliers, and for each row 1 where it was exchanged with the next.
 */
export function factor(
  h: usize,
  n: i32,
  re: f64,
  im: f64,
  tiny: f64,
  uRe: usize,
  uIm: usize,
  lRe: usize,
  lIm: usize,
  exchanged: usize,
): void {
  const isReal = im === 0;
  memory.copy(uRe, h, (<usize>(n * n)) << 3);
  if (!isReal) memory.fill(uIm, 0, (<usize>(n * n)) << 3);
  for (let i = 0; i < n; i++) {
    const place = at(uRe, i * n + i);
    store<f64>(place, load<f64>(place) - re);
    if (!isReal) store<f64>(at(uIm, i * n + i), -im);
  }
  for (let k = 0; k + 1 < n; k++) {
    const row = at(uRe, k * n + k);
    const next = at(uRe, (k + 1) * n + k);
    const rowIm = at(uIm, k * n + k);
    const nextIm = at(uIm, (k + 1) * n + k);
    const size = Math.abs(load<f64>(row)) + (isReal ? 0 : Math.abs(load<f64>(rowIm)));
    const swap = Math.abs(load<f64>(next)) > size;
    store<u8>(exchanged + k, swap ? 1 : 0);
    if (swap) {
      swapRows(row, next, n - k);
      if (!isReal) swapRows(rowIm, nextIm, n - k);
    }
    const b = isReal ? 0 : load<f64>(rowIm);
    if (load<f64>(row) === 0 && b === 0) store<f64>(row, tiny);
    const a = load<f64>(row);
    const c = load<f64>(next);
    const d = isReal ? 0 : load<f64>(nextIm);
    const squares = a * a + b * b;
    const fr = isReal ? c / a : (c * a + d * b) / squares;
    const fi = isReal ? 0 : (d * a - c * b) / squares;
    store<f64>(at(lRe, k), fr);
    store<f64>(at(lIm, k), fi);
    if (fr === 0 && fi === 0) continue;
    const count = n - k - 1;
    addMultiple(next + 8, -fr, row + 8, count);
    if (isReal) continue;
    addMultiple(next + 8, fi, rowIm + 8, count);
    addMultiple(nextIm + 8, -fr, rowIm + 8, count);
    addMultiple(nextIm + 8, -fi, row + 8, count);
  }
  const end = at(uRe, n * n - 1);
  const size = Math.abs(load<f64>(end)) + (isReal ? 0 : Math.abs(load<f64>(at(uIm, n * n - 1))));
  if (size < tiny) store<f64>(end, tiny);
}

/** (x, y) ← L⁻¹P⁻¹(x, y). */
export function forward(x: usize, y: usize, n: i32, lRe: usize, lIm: usize, exchanged: usize): void {
  for (let k = 0; k + 1 < n; k++) {
    const a = at(x, k);
    const b = at(y, k);
    if (load<u8>(exchanged + k) !== 0) {
      swapRows(a, a + 8, 1);
      swapRows(b, b + 8, 1);
    }
    const fr = load<f64>(at(lRe, k));
    const fi = load<f64>(at(lIm, k));
    store<f64>(a, load<f64>(a, 8) - (fr * load<f64>(a) - fi * load<f64>(b)), 8);
    store<f64>(b, load<f64>(b, 8) - (fr * load<f64>(b) + fi * load<f64>(a)), 8);
  }
}

/** (x, y) ← U⁻¹(x, y); all of it is scaled by its largest entry where an entry grows beyond `large`. */
export function backSubstitute(
  x: usize,
  y: usize,
  n: i32,
  uRe: usize,
  uIm: usize,
  isReal: i32,
  tiny: f64,
  large: f64,
): void {
  for (let i = n - 1; i >= 0; i--) {
    const row = at(uRe, i * n + i + 1);
    const rowIm = at(uIm, i * n + i + 1);
    const count = n - i - 1;
    const xs = at(x, i + 1);
    const ys = at(y, i + 1);
    let re = load<f64>(at(x, i)) - dot(row, xs, count);
    let im = load<f64>(at(y, i));
    let a = load<f64>(at(uRe, i * n + i));
    let b: f64 = 0;
    if (isReal === 0) {
      re += dot(rowIm, ys, count);
      im -= dot(row, ys, count) + dot(rowIm, xs, count);
      b = load<f64>(at(uIm, i * n + i));
    }
    if (Math.abs(a) + Math.abs(b) < tiny) {
      a = tiny;
      b = 0;
    }
    const squares = a * a + b * b;
    const newRe = isReal !== 0 ? re / a : (re * a + im * b) / squares;
    const newIm = isReal !== 0 ? 0 : (im * a - re * b) / squares;
    store<f64>(at(x, i), newRe);
    store<f64>(at(y, i), newIm);
    if (Math.abs(newRe) + Math.abs(newIm) > large) normalise(x, y, n);
  }
}

/** Divides by the largest |re| + |im|. */
export function normalise(x: usize, y: usize, n: i32): void {
  let size: f64 = 0;
  for (let i = 0; i < n; i++)
    size = Math.max(size, Math.abs(load<f64>(at(x, i))) + Math.abs(load<f64>(at(y, i))));
  if (size === 0) return;
  for (let i = 0; i < n; i++) {
    store<f64>(at(x, i), load<f64>(at(x, i)) / size);
    store<f64>(at(y, i), load<f64>(at(y, i)) / size);
  }
}
