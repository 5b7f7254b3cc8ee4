/**
 * The inner loops of `src/algebra` over F_p, p < 2²⁶, in WebAssembly (AssemblyScript); `src/algebra/elimination-kernel.ts` owns the memory.
 *
 * Residues are 32-bit, sums of products 64-bit: a product is below 2⁵², so that 2¹¹ of them fit below 2⁶³ and inner loops neither
 * branch nor divide. Vectors are padded with zeros to a multiple of four entries.
 *
 * A record of a pivot row takes 16 bytes: 0 place of its columns · 4 place of its coefficients · 8 number of them, 0 if there is no
 * such row.
 *
 * An image of a basis element under multiplication is the place of another in the basis, or −1 − k for the vector that entry k of
 * a list of places points to.
 */

/** Products that are added to a residue before it must be reduced. */
const TERMS: u32 = 2047;

/** x mod p for x < 2⁶³ and x / p < 2³⁸: the truncated quotient is off by at most one. */
function reduce(x: u64, p: u64, inverse: f64): u64 {
  const q = <i64>(<f64>(<i64>x) * inverse);
  const r = <i64>x - q * <i64>p;
  return <u64>(r < 0 ? r + <i64>p : r >= <i64>p ? r - <i64>p : r);
}

let operations: f64 = 0;

/** Multiplications since the last call. */
export function takeOperations(): f64 {
  const done = operations;
  operations = 0;
  return done;
}

/** Sets entries of a dense row of 64-bit numbers. */
export function scatter(dense: usize, columns: usize, coefficients: usize, length: u32): void {
  for (let k: u32 = 0; k < length; k++) {
    const at = (<usize>k) << 2;
    store<u64>(dense + ((<usize>load<u32>(columns + at)) << 3), <u64>load<u32>(coefficients + at));
  }
}

function addMultiple(dense: usize, factor: u64, columns: usize, coefficients: usize, length: u32): void {
  const end = columns + ((<usize>length) << 2);
  const step = coefficients - columns;
  let at = columns;
  for (; at + 16 <= end; at += 16) {
    const d0 = dense + ((<usize>load<u32>(at)) << 3);
    const d1 = dense + ((<usize>load<u32>(at, 4)) << 3);
    const d2 = dense + ((<usize>load<u32>(at, 8)) << 3);
    const d3 = dense + ((<usize>load<u32>(at, 12)) << 3);
    store<u64>(d0, load<u64>(d0) + factor * <u64>load<u32>(at + step));
    store<u64>(d1, load<u64>(d1) + factor * <u64>load<u32>(at + step, 4));
    store<u64>(d2, load<u64>(d2) + factor * <u64>load<u32>(at + step, 8));
    store<u64>(d3, load<u64>(d3) + factor * <u64>load<u32>(at + step, 12));
  }
  for (; at < end; at += 4) {
    const d = dense + ((<usize>load<u32>(at)) << 3);
    store<u64>(d, load<u64>(d) + factor * <u64>load<u32>(at + step));
  }
}

/**
 * Eliminates every entry from column `from` on that has a pivot row, which is monic; all entries are residues afterwards.
 * Returns the number of those that are not zero.
 */
export function eliminate(dense: usize, from: u32, width: u32, pivots: usize, p: u32): u32 {
  const inverse: f64 = 1.0 / <f64>p;
  let left = TERMS;
  let nonzero: u32 = 0;
  for (let column = from; column < width; column++) {
    const at = dense + ((<usize>column) << 3);
    let value = load<u64>(at);
    if (value === 0) continue;
    value = reduce(value, <u64>p, inverse);
    const record = pivots + ((<usize>column) << 4);
    const length = load<u32>(record, 8);
    if (value === 0 || length === 0) {
      store<u64>(at, value);
      if (value !== 0) nonzero++;
      continue;
    }
    if (left === 0) {
      for (let c = column; c < width; c++) {
        const entry = dense + ((<usize>c) << 3);
        store<u64>(entry, reduce(load<u64>(entry), <u64>p, inverse));
      }
      left = TERMS;
    }
    left--;
    addMultiple(dense, <u64>p - value, load<u32>(record), load<u32>(record, 4), length);
    store<u64>(at, 0);
    operations += <f64>length;
  }
  operations += <f64>(width - from);
  return nonzero;
}

function invert(a: u64, p: u64): u64 {
  let r0 = <i64>p;
  let r1 = <i64>a;
  let t0: i64 = 0;
  let t1: i64 = 1;
  while (r1 !== 0) {
    const q = r0 / r1;
    const r = r0 - q * r1;
    r0 = r1;
    r1 = r;
    const t = t0 - q * t1;
    t0 = t1;
    t1 = t;
  }
  return <u64>(t0 < 0 ? t0 + <i64>p : t0);
}

/** Moves the nonzero residues of a dense row into a monic sparse one and clears them. */
export function gather(
  dense: usize,
  from: u32,
  width: u32,
  columns: usize,
  coefficients: usize,
  p: u32,
): void {
  const inverse: f64 = 1.0 / <f64>p;
  let scale: u64 = 0;
  let at: usize = 0;
  for (let column = from; column < width; column++) {
    const place = dense + ((<usize>column) << 3);
    const value = load<u64>(place);
    if (value === 0) continue;
    if (scale === 0) scale = invert(value, <u64>p);
    store<u32>(columns + at, column);
    store<u32>(coefficients + at, <u32>reduce(value * scale, <u64>p, inverse));
    store<u64>(place, 0);
    at += 4;
  }
}

/** sum += factor · vector, 64-bit sums. */
function addVector(sum: usize, factor: u64, vector: usize, size: u32): void {
  const f = i32x4.splat(<i32>factor);
  const end = vector + ((<usize>size) << 2);
  let to = sum;
  for (let at = vector; at < end; at += 16, to += 32) {
    const entries = v128.load(at);
    v128.store(to, i64x2.add(v128.load(to), i64x2.extmul_low_i32x4_u(entries, f)));
    v128.store(to, i64x2.add(v128.load(to, 16), i64x2.extmul_high_i32x4_u(entries, f)), 16);
  }
}

function reduceSums(sum: usize, size: u32, p: u32): void {
  const inverse: f64 = 1.0 / <f64>p;
  for (let k: u32 = 0; k < size; k++) {
    const at = sum + ((<usize>k) << 3);
    store<u64>(at, reduce(load<u64>(at), <u64>p, inverse));
  }
}

/** Writes the sums as residues and clears them. */
function takeSums(sum: usize, out: usize, size: u32, p: u32): void {
  reduceSums(sum, size, p);
  for (let k: u32 = 0; k < size; k++) {
    store<u32>(out + ((<usize>k) << 2), load<u32>(sum + ((<usize>k) << 3)));
    store<u64>(sum + ((<usize>k) << 3), 0);
  }
}

/**
 * out = Σ_c vector_c · image(c), the images given `step` bytes apart; `sum` is a vector of 64-bit zeros, and again afterwards.
 */
export function shift(
  vector: usize,
  length: u32,
  images: usize,
  step: u32,
  places: usize,
  sum: usize,
  out: usize,
  size: u32,
  p: u32,
): void {
  let left = TERMS;
  for (let c: u32 = 0; c < length; c++) {
    const factor = <u64>load<u32>(vector + ((<usize>c) << 2));
    if (factor === 0) continue;
    if (left === 0) {
      reduceSums(sum, size, p);
      left = TERMS;
    }
    left--;
    addImage(factor, load<i32>(images + <usize>c * <usize>step), places, sum, size);
  }
  takeSums(sum, out, size, p);
}

function addImage(factor: u64, image: i32, places: usize, sum: usize, size: u32): void {
  if (image >= 0) {
    const at = sum + ((<usize>image) << 3);
    store<u64>(at, load<u64>(at) + factor);
  } else addVector(sum, factor, <usize>load<u32>(places + ((<usize>(-1 - image)) << 2)), size);
}

function dot(a: usize, b: usize, size: u32, p: u32): u32 {
  const inverse: f64 = 1.0 / <f64>p;
  let total: u64 = 0;
  let at: usize = 0;
  const bytes = (<usize>size) << 2;
  while (at < bytes) {
    // 2¹¹ products, 2⁹ in each lane.
    const end = min(at + (1 << 13), bytes);
    let low = i64x2.splat(0);
    let high = i64x2.splat(0);
    for (; at < end; at += 16) {
      const x = v128.load(a + at);
      const y = v128.load(b + at);
      low = i64x2.add(low, i64x2.extmul_low_i32x4_u(x, y));
      high = i64x2.add(high, i64x2.extmul_high_i32x4_u(x, y));
    }
    const lanes = i64x2.add(low, high);
    const sum = <u64>i64x2.extract_lane(lanes, 0) + <u64>i64x2.extract_lane(lanes, 1);
    total = reduce(total + reduce(sum, <u64>p, inverse), <u64>p, inverse);
  }
  return <u32>total;
}

/**
 * ℓ_{k+1}(b) = ℓ_k(image(b)) from ℓ_0 = current, for `steps` steps; ℓ_k at the watched places goes to out. The vectors change
 * their parts in every step: after an odd number of them the last values are in `next`.
 */
export function krylov(
  images: usize,
  places: usize,
  dimension: u32,
  size: u32,
  current: usize,
  next: usize,
  steps: u32,
  watched: usize,
  count: u32,
  out: usize,
  p: u32,
): void {
  let from = current;
  let to = next;
  for (let k: u32 = 0; k < steps; k++) {
    for (let j: u32 = 0; j < count; j++) {
      store<u32>(out, load<u32>(from + ((<usize>load<u32>(watched + ((<usize>j) << 2))) << 2)));
      out += 4;
    }
    for (let b: u32 = 0; b < dimension; b++) {
      const image = load<i32>(images + ((<usize>b) << 2));
      const value =
        image >= 0
          ? load<u32>(from + ((<usize>image) << 2))
          : dot(<usize>load<u32>(places + ((<usize>(-1 - image)) << 2)), from, size, p);
      store<u32>(to + ((<usize>b) << 2), value);
    }
    const held = from;
    from = to;
    to = held;
  }
}

/** out = f g: f of `length` entries, g padded to `size`, `sum` of length + size 64-bit zeros, which it is again afterwards. */
export function convolve(f: usize, length: u32, g: usize, size: u32, sum: usize, out: usize, p: u32): void {
  let left = TERMS;
  for (let i: u32 = 0; i < length; i++) {
    const factor = <u64>load<u32>(f + ((<usize>i) << 2));
    if (factor === 0) continue;
    if (left === 0) {
      reduceSums(sum, length + size, p);
      left = TERMS;
    }
    left--;
    addVector(sum + ((<usize>i) << 3), factor, g, size);
  }
  takeSums(sum, out, length + size, p);
}

/**
 * Division by g of degree d ≥ 1, padded to `size`: `rest` holds f as 64-bit numbers, of degree d + steps − 1, and as many zeros
 * behind as the padding; its first d entries become the remainder.
 */
export function divide(rest: usize, steps: u32, g: usize, d: u32, size: u32, quotient: usize, p: u32): void {
  const inverse: f64 = 1.0 / <f64>p;
  const lead = invert(<u64>load<u32>(g + ((<usize>d) << 2)), <u64>p);
  let left = TERMS;
  for (let k: i32 = <i32>steps - 1; k >= 0; k--) {
    const at = rest + ((<usize>(<u32>k)) << 3);
    const top = reduce(load<u64>(at + ((<usize>d) << 3)), <u64>p, inverse);
    const factor = reduce(top * lead, <u64>p, inverse);
    store<u32>(quotient + ((<usize>(<u32>k)) << 2), <u32>factor);
    if (factor === 0) continue;
    if (left === 0) {
      reduceSums(rest, <u32>k + size, p);
      left = TERMS;
    }
    left--;
    addVector(at, <u64>p - factor, g, size);
  }
  reduceSums(rest, d, p);
}

/**
 * The shortest linear recurrence of s_0 … s_{n−1} (Berlekamp and Massey): `reversed` holds s_{n−1} … s_0, and zeros behind; the
 * vectors `current`, `former` and `held` have n + 8 entries, zeros. Returns the length; the connection polynomial is in
 * `current`.
 */
export function recurrence(reversed: usize, n: u32, current: usize, former: usize, held: usize, p: u32): u32 {
  const inverse: f64 = 1.0 / <f64>p;
  store<u32>(current, 1);
  store<u32>(former, 1);
  let formerLength: u32 = 1;
  let length: u32 = 0;
  let gap: u32 = 1;
  let last: u64 = 1;
  for (let k: u32 = 0; k < n; k++) {
    // Entries beyond the length of the recurrence are zero.
    const size = (length + 4) & ~3;
    const discrepancy = <u64>dot(current, reversed + ((<usize>(n - 1 - k)) << 2), size, p);
    if (discrepancy === 0) {
      gap++;
      continue;
    }
    const factor = reduce(discrepancy * invert(last, <u64>p), <u64>p, inverse);
    const longer = length + length <= k;
    if (longer) memory.copy(held, current, (<usize>(length + 1)) << 2);
    for (let j: u32 = 0; j < formerLength; j++) {
      const at = current + ((<usize>(j + gap)) << 2);
      const value = <u64>load<u32>(at) + (<u64>p - factor) * <u64>load<u32>(former + ((<usize>j) << 2));
      store<u32>(at, <u32>reduce(value, <u64>p, inverse));
    }
    if (longer) {
      const swap = former;
      former = held;
      held = swap;
      formerLength = length + 1;
      length = k + 1 - length;
      last = discrepancy;
      gap = 1;
    } else gap++;
  }
  return length;
}
