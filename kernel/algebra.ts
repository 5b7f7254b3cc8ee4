/**
 * The inner loops of `src/algebra` over F_p, p < 2²⁶, in WebAssembly (AssemblyScript); `src/algebra/elimination-kernel.ts` owns the memory.
 *
 * Residues are 32-bit, sums of products 64-bit: a product is below 2⁵², so that 2¹¹ of them fit below 2⁶³ and inner loops neither
 * branch nor divide. Vectors are padded with zeros to a multiple of four entries.
 *
 * A record of a pivot row takes 16 bytes: 0 place of its columns · 4 place of its coefficients · 8 number of them, 0 if there is no
 * such row · 12 whether one is expected to be found.
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

/**
 * Moves the residues of a dense row at the given columns to `coefficients` and clears them; returns how many are not zero.
 */
function gatherAlong(dense: usize, columns: usize, coefficients: usize, length: u32): u32 {
  let nonzero: u32 = 0;
  for (let k: u32 = 0; k < length; k++) {
    const at = (<usize>k) << 2;
    const place = dense + ((<usize>load<u32>(columns + at)) << 3);
    const value = load<u64>(place);
    store<u32>(coefficients + at, <u32>value);
    store<u64>(place, 0);
    if (value !== 0) nonzero++;
  }
  return nonzero;
}

/**
 * Repeats the reduction of a matrix of which is known what it gives. Rows are records of 16 bytes as above: `lower` the given ones,
 * `found` those that come out, by descending first column, with their columns known and room for their coefficients. The
 * pivot rows are in `pivots`; `room` has 8 bytes for each column of each lower row. False where something else comes out, after
 * which the dense row is to be cleared.
 *
 * @param given whether the lower rows are pivot rows, which are only reduced behind their first columns, in their order.
 */
export function replayMatrix(
  dense: usize,
  width: u32,
  pivots: usize,
  lower: usize,
  found: usize,
  count: u32,
  room: usize,
  given: bool,
  p: u32,
): bool {
  const bytes = (<usize>count) << 4;
  for (let row: usize = 0; row < bytes; row += 16) {
    const columns = load<u32>(lower + row);
    const coefficients = load<u32>(lower + row, 4);
    const length = load<u32>(lower + row, 8);
    if (given) {
      setRecord(pivots, load<u32>(columns), columns, coefficients, length);
      continue;
    }
    const from = load<u32>(columns);
    scatter(dense, columns, coefficients, length);
    const left = eliminate(dense, from, width, pivots, p);
    if (left === 0) return false;
    gather(dense, from, width, room, room + ((<usize>left) << 2), p);
    if (load<u32>(pivots + ((<usize>load<u32>(room)) << 4), 12) === 0) return false;
    setRecord(pivots, load<u32>(room), <u32>room, <u32>room + (left << 2), left);
    room += (<usize>left) << 3;
  }
  for (let row: usize = 0; row < bytes; row += 16) {
    const columns = load<u32>(found + row);
    const coefficients = load<u32>(found + row, 4);
    const length = load<u32>(found + row, 8);
    const column = load<u32>(columns);
    const record = pivots + ((<usize>column) << 4);
    if (load<u32>(record, 8) === 0) return false;
    scatter(dense, load<u32>(record), load<u32>(record, 4), load<u32>(record, 8));
    const left = eliminate(dense, column + 1, width, pivots, p) + 1;
    if (gatherAlong(dense, columns, coefficients, length) !== left) return false;
    setRecord(pivots, column, columns, coefficients, length);
  }
  return true;
}

/** Clears the pivot rows that a matrix gave, which are those of the first columns of these rows. */
export function forgetRows(pivots: usize, rows: usize, count: u32): void {
  const bytes = (<usize>count) << 4;
  for (let row: usize = 0; row < bytes; row += 16)
    setRecord(pivots, load<u32>(<usize>load<u32>(rows + row)), 0, 0, 0);
}

function setRecord(pivots: usize, column: u32, columns: u32, coefficients: u32, length: u32): void {
  const record = pivots + ((<usize>column) << 4);
  store<u32>(record, columns);
  store<u32>(record, coefficients, 4);
  store<u32>(record, length, 8);
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

function dotOf(places: usize, lengths: usize, at: usize, from: usize, p: u32): u32 {
  return dot(<usize>load<u32>(places + at), from, load<u32>(lengths + at), p);
}

/**
 * ℓ_{k+1}(b) = ℓ_k(image(b)) from ℓ_0 = current, for `steps` steps; ℓ_k at the watched places goes to out. The vectors change
 * their parts in every step: after an odd number of them the last values are in `next`. Of the vectors so many entries matter, in
 * multiples of four.
 */
export function krylov(
  images: usize,
  places: usize,
  lengths: usize,
  dimension: u32,
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
          : dotOf(places, lengths, (<usize>(-1 - image)) << 2, from, p);
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
 * Euclid's algorithm for a and b, which are padded with zeros to multiples of four entries, b ≠ 0: the last remainder that is not zero takes
 * the place of one of them; `result[0]` is its place and `result[1]` its length. `rest` has as many 64-bit zeros as the longer one and
 * four, `quotient` room for as many entries.
 */
export function euclid(
  a: usize,
  lengthA: u32,
  b: usize,
  lengthB: u32,
  rest: usize,
  quotient: usize,
  result: usize,
  p: u32,
): void {
  while (lengthB > 1) {
    if (lengthA >= lengthB) {
      for (let k: u32 = 0; k < lengthA; k++)
        store<u64>(rest + ((<usize>k) << 3), <u64>load<u32>(a + ((<usize>k) << 2)));
      divide(rest, lengthA + 1 - lengthB, b, lengthB - 1, (lengthB + 3) & ~3, quotient, p);
      const used = lengthB - 1;
      for (let k: u32 = 0; k < lengthA; k++)
        store<u32>(a + ((<usize>k) << 2), k < used ? <u32>load<u64>(rest + ((<usize>k) << 3)) : 0);
      memory.fill(rest, 0, (<usize>(lengthA + 4)) << 3);
      lengthA = used;
      while (lengthA > 0 && load<u32>(a + ((<usize>(lengthA - 1)) << 2)) === 0) lengthA--;
      if (lengthA === 0) break;
    }
    const place = a;
    a = b;
    b = place;
    const length = lengthA;
    lengthA = lengthB;
    lengthB = length;
  }
  store<u32>(result, <u32>b);
  store<u32>(result, lengthB, 4);
}

/**
 * out = f g modulo a polynomial of degree d ≥ 1, which is padded to `modulusSize`; f of `length` entries, g padded to `size`, and length
 * + size > d. `sum` has length + size + 4 64-bit zeros, as many as it has afterwards; `quotient` has room for length + size entries.
 */
export function multiplyModulo(
  f: usize,
  length: u32,
  g: usize,
  size: u32,
  modulus: usize,
  d: u32,
  modulusSize: u32,
  sum: usize,
  quotient: usize,
  out: usize,
  p: u32,
): void {
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
  reduceSums(sum, length + size, p);
  divide(sum, length + size - d, modulus, d, modulusSize, quotient, p);
  for (let k: u32 = 0; k < d; k++) store<u32>(out + ((<usize>k) << 2), load<u32>(sum + ((<usize>k) << 3)));
  memory.fill(sum, 0, (<usize>(length + size + 4)) << 3);
}

/**
 * The shortest linear recurrence of s_0 … s_{n−1} (Berlekamp and Massey): `reversed` holds s_{n−1} … s_0, and zeros behind; the
 * vectors `current`, `former` and `held` have n + 8 entries, zeros. Returns the length; the connection polynomial is in
 * `current`. The one before it, which was shorter, is at `at[0]` (a place), has length `at[1]`, and failed by `at[2]`.
 */
export function recurrence(
  reversed: usize,
  n: u32,
  current: usize,
  former: usize,
  held: usize,
  at: usize,
  p: u32,
): u32 {
  const inverse: f64 = 1.0 / <f64>p;
  store<u32>(current, 1);
  store<u32>(former, 1);
  let formerLength: u32 = 1;
  let length: u32 = 0;
  let lengthBefore: u32 = 0;
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
      lengthBefore = length;
      length = k + 1 - length;
      last = discrepancy;
      gap = 1;
    } else gap++;
  }
  store<u32>(at, <u32>former);
  store<u32>(at, lengthBefore, 4);
  store<u32>(at, <u32>last, 8);
  return length;
}

/*
 * Number-theoretic transforms, for primes p < 2²⁸ with p ≡ 1 modulo their length, which is a power of two from 8 on.
 *
 * Products are those of Montgomery: a b 2⁻³² mod p. "Form" of a residue a is a 2³² mod p, whose product with b is a b.
 */

/** p⁻¹ mod 2³² by Newton's iteration: 3 p is right to 4 bits or more. */
function inverseOfPrime(p: u32): u32 {
  let x: u32 = (p * 3) ^ 2;
  for (let k = 0; k < 4; k++) x *= 2 - p * x;
  return x;
}

function product(a: u32, b: u32, p: u32, inverse: u32): u32 {
  const t = <u64>a * <u64>b;
  const m = <u32>t * inverse;
  const r = <i32>(<u32>(t >> 32) - <u32>((<u64>m * <u64>p) >> 32));
  return <u32>(r < 0 ? r + <i32>p : r);
}

/** The products of four pairs, each below 2³² p. */
function fourProducts(a: v128, b: v128, p: v128, inverse: v128): v128 {
  const m = i32x4.mul(i32x4.mul(a, b), inverse);
  const r = i32x4.sub(
    v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b), 1, 3, 5, 7),
    v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(m, p), i64x2.extmul_high_i32x4_u(m, p), 1, 3, 5, 7),
  );
  return i32x4.add(r, v128.and(i32x4.shr_s(r, 31), p));
}

/** Four numbers below 2p as residues. */
function fourReduced(a: v128, p: v128): v128 {
  return i32x4.min_u(a, i32x4.sub(a, p));
}

function sumModulo(a: u32, b: u32, p: u32): u32 {
  return min(a + b, a + b - p);
}

/** a b mod p. */
export function multiply(a: u32, b: u32, p: u32): u32 {
  return <u32>((<u64>a * <u64>b) % <u64>p);
}

/** a^e mod p. */
export function power(a: u32, e: u32, p: u32): u32 {
  let result: u32 = 1;
  for (; e > 0; e >>= 1) {
    if (e & 1) result = multiply(result, a, p);
    a = multiply(a, a, p);
  }
  return result;
}

/** out_k = first · base^k for k < count, base in form. */
export function powers(out: usize, count: u32, first: u32, base: u32, p: u32): void {
  const inverse = inverseOfPrime(p);
  let value = first;
  for (let k: u32 = 0; k < count; k++) {
    store<u32>(out + ((<usize>k) << 2), value);
    value = product(value, base, p, inverse);
  }
}

/**
 * The roots of unity that a transform takes, in form: from place h on, for h = 1, 2, 4, …, size/2, the powers of one of order
 * 2h, that of order `size` being given in form.
 */
export function unityRoots(roots: usize, size: u32, root: u32, one: u32, p: u32): void {
  powers(roots + ((<usize>size) << 1), size >> 1, one, root, p);
  for (let h = size >> 2; h > 0; h >>= 1)
    for (let k: u32 = 0; k < h; k++)
      store<u32>(roots + ((<usize>(h + k)) << 2), load<u32>(roots + ((<usize>(2 * h + 2 * k)) << 2)));
}

/** The coefficients of f(c x), zeros behind: `twist` holds c^k in form. */
export function spread(f: usize, length: u32, twist: usize, data: usize, size: u32, p: u32): void {
  const four = i32x4.splat(<i32>p);
  const inverse = i32x4.splat(<i32>inverseOfPrime(p));
  const end = (<usize>((length + 3) & ~3)) << 2;
  for (let at: usize = 0; at < end; at += 16)
    v128.store(data + at, fourProducts(v128.load(f + at), v128.load(twist + at), four, inverse));
  const used = (<usize>length) << 2;
  memory.fill(data + used, 0, ((<usize>size) << 2) - used);
}

/** The values of a polynomial at the roots of unity of order `size`, in an order of their own, in place of its coefficients. */
export function transform(data: usize, size: u32, roots: usize, p: u32): void {
  const four = i32x4.splat(<i32>p);
  const one = inverseOfPrime(p);
  const inverse = i32x4.splat(<i32>one);
  const end = data + ((<usize>size) << 2);
  for (let half = size >> 1; half >= 4; half >>= 1) {
    const step = (<usize>half) << 2;
    const own = roots + step;
    for (let block = data; block < end; block += step << 1)
      for (let j: usize = 0; j < step; j += 16) {
        const a = v128.load(block + j);
        const b = v128.load(block + step + j);
        v128.store(block + j, fourReduced(i32x4.add(a, b), four));
        const difference = i32x4.add(i32x4.sub(a, b), four);
        v128.store(block + step + j, fourProducts(difference, v128.load(own + j), four, inverse));
      }
  }
  const i = load<u32>(roots, 12);
  for (let block = data; block < end; block += 16) {
    const a = load<u32>(block);
    const b = load<u32>(block, 4);
    const c = load<u32>(block, 8);
    const d = load<u32>(block, 12);
    const even = sumModulo(a, c, p);
    const odd = sumModulo(b, d, p);
    const evenRest = sumModulo(a, p - c, p);
    const oddRest = product(b + p - d, i, p, one);
    store<u32>(block, sumModulo(even, odd, p));
    store<u32>(block, sumModulo(even, p - odd, p), 4);
    store<u32>(block, sumModulo(evenRest, oddRest, p), 8);
    store<u32>(block, sumModulo(evenRest, p - oddRest, p), 12);
  }
}

/** The coefficients times `size` in place of the values; `roots` are the inverses of those of the transform. */
export function interpolate(data: usize, size: u32, roots: usize, p: u32): void {
  const four = i32x4.splat(<i32>p);
  const one = inverseOfPrime(p);
  const inverse = i32x4.splat(<i32>one);
  const end = data + ((<usize>size) << 2);
  const i = load<u32>(roots, 12);
  for (let block = data; block < end; block += 16) {
    const a = load<u32>(block);
    const b = load<u32>(block, 4);
    const c = load<u32>(block, 8);
    const d = load<u32>(block, 12);
    const even = sumModulo(a, b, p);
    const evenRest = sumModulo(a, p - b, p);
    const odd = sumModulo(c, d, p);
    const oddRest = product(c + p - d, i, p, one);
    store<u32>(block, sumModulo(even, odd, p));
    store<u32>(block, sumModulo(evenRest, oddRest, p), 4);
    store<u32>(block, sumModulo(even, p - odd, p), 8);
    store<u32>(block, sumModulo(evenRest, p - oddRest, p), 12);
  }
  for (let half: u32 = 4; half < size; half <<= 1) {
    const step = (<usize>half) << 2;
    const own = roots + step;
    for (let block = data; block < end; block += step << 1)
      for (let j: usize = 0; j < step; j += 16) {
        const a = v128.load(block + j);
        const b = fourProducts(v128.load(block + step + j), v128.load(own + j), four, inverse);
        v128.store(block + j, fourReduced(i32x4.add(a, b), four));
        v128.store(block + step + j, fourReduced(i32x4.add(i32x4.sub(a, b), four), four));
      }
  }
}

/** out = a b 2⁻³², entry by entry; the length is a multiple of four. */
export function products(a: usize, b: usize, out: usize, length: u32, p: u32): void {
  const four = i32x4.splat(<i32>p);
  const inverse = i32x4.splat(<i32>inverseOfPrime(p));
  const bytes = (<usize>length) << 2;
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(out + at, fourProducts(v128.load(a + at), v128.load(b + at), four, inverse));
}

/** sum += a factor 2⁻³², likewise. */
export function addProducts(sum: usize, a: usize, factor: u32, length: u32, p: u32): void {
  const four = i32x4.splat(<i32>p);
  const inverse = i32x4.splat(<i32>inverseOfPrime(p));
  const by = i32x4.splat(<i32>factor);
  const bytes = (<usize>length) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const scaled = fourProducts(v128.load(a + at), by, four, inverse);
    v128.store(sum + at, fourReduced(i32x4.add(v128.load(sum + at), scaled), four));
  }
}

/** a += value, entry by entry. */
export function addConstant(a: usize, value: u32, length: u32, p: u32): void {
  for (let k: u32 = 0; k < length; k++) {
    const at = a + ((<usize>k) << 2);
    store<u32>(at, sumModulo(load<u32>(at), value, p));
  }
}

/** out_k = a_k⁻¹ for all k, or false where one of them is 0. */
export function invertAll(a: usize, out: usize, length: u32, p: u32): bool {
  const inverse = inverseOfPrime(p);
  // Running products first: that of a_0 … a_k carries 2^(−32 k).
  let all = load<u32>(a);
  for (let k: u32 = 1; k < length; k++) {
    const at = (<usize>k) << 2;
    store<u32>(out + at, all);
    all = product(all, load<u32>(a + at), p, inverse);
  }
  if (all === 0) return false;
  let rest = <u32>invert(<u64>all, <u64>p);
  for (let k = length - 1; k > 0; k--) {
    const at = (<usize>k) << 2;
    const value = load<u32>(a + at);
    store<u32>(out + at, product(rest, load<u32>(out + at), p, inverse));
    rest = product(rest, value, p, inverse);
  }
  store<u32>(out, rest);
  return true;
}

/** Whether two vectors are the same; the length is a multiple of four. */
export function areSame(a: usize, b: usize, length: u32): bool {
  const bytes = (<usize>length) << 2;
  let differences = i32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16)
    differences = v128.or(differences, v128.xor(v128.load(a + at), v128.load(b + at)));
  return !v128.any_true(differences);
}

/** Whether entries are zeros. */
export function areZero(a: usize, length: u32): bool {
  for (let k: u32 = 0; k < length; k++) if (load<u32>(a + ((<usize>k) << 2)) !== 0) return false;
  return true;
}

/*
 * Panels: matrices with entries below 2²⁸ whose columns are grouped by 16, a group row by row, so that combinations of all rows are
 * read in order.
 */

/** Products of two numbers below 2²⁸ that are added to a residue before it must be reduced. */
const PANEL_TERMS: u32 = 127;

/**
 * Enters a row from column `first` on, entries f_k factors_k 2⁻³², and adds them, divided by p, to the sums of the columns.
 */
export function enterRow(
  f: usize,
  factors: usize,
  length: u32,
  panels: usize,
  rows: u32,
  row: u32,
  first: u32,
  sums: usize,
  p: u32,
): void {
  const inverse = inverseOfPrime(p);
  const share: f64 = 1.0 / <f64>p;
  for (let k: u32 = 0; k < length; k++) {
    const value = product(
      load<u32>(f + ((<usize>k) << 2)),
      load<u32>(factors + ((<usize>k) << 2)),
      p,
      inverse,
    );
    const column = first + k;
    store<u32>(
      panels + ((<usize>(column >> 4) * <usize>rows + <usize>row) << 6) + ((<usize>(column & 15)) << 2),
      value,
    );
    const sum = sums + ((<usize>column) << 3);
    store<f64>(sum, load<f64>(sum) + <f64>value * share);
  }
}

/** out = Σ_r weights_r row_r mod p, of so many panels. */
export function combineRows(panels: usize, count: u32, rows: u32, weights: usize, out: usize, p: u32): void {
  const inverse: f64 = 1.0 / <f64>p;
  let at = panels;
  for (let panel: u32 = 0; panel < count; panel++) {
    let s0 = i64x2.splat(0);
    let s1 = i64x2.splat(0);
    let s2 = i64x2.splat(0);
    let s3 = i64x2.splat(0);
    let s4 = i64x2.splat(0);
    let s5 = i64x2.splat(0);
    let s6 = i64x2.splat(0);
    let s7 = i64x2.splat(0);
    let left = PANEL_TERMS;
    for (let row: u32 = 0; row < rows; row++, at += 64) {
      if (left === 0) {
        s0 = twoReduced(s0, p, inverse);
        s1 = twoReduced(s1, p, inverse);
        s2 = twoReduced(s2, p, inverse);
        s3 = twoReduced(s3, p, inverse);
        s4 = twoReduced(s4, p, inverse);
        s5 = twoReduced(s5, p, inverse);
        s6 = twoReduced(s6, p, inverse);
        s7 = twoReduced(s7, p, inverse);
        left = PANEL_TERMS;
      }
      left--;
      const weight = v128.load32_splat(weights + ((<usize>row) << 2));
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const c = v128.load(at, 32);
      const d = v128.load(at, 48);
      s0 = i64x2.add(s0, i64x2.extmul_low_i32x4_u(a, weight));
      s1 = i64x2.add(s1, i64x2.extmul_high_i32x4_u(a, weight));
      s2 = i64x2.add(s2, i64x2.extmul_low_i32x4_u(b, weight));
      s3 = i64x2.add(s3, i64x2.extmul_high_i32x4_u(b, weight));
      s4 = i64x2.add(s4, i64x2.extmul_low_i32x4_u(c, weight));
      s5 = i64x2.add(s5, i64x2.extmul_high_i32x4_u(c, weight));
      s6 = i64x2.add(s6, i64x2.extmul_low_i32x4_u(d, weight));
      s7 = i64x2.add(s7, i64x2.extmul_high_i32x4_u(d, weight));
    }
    storeReduced(out, s0, s1, p, inverse);
    storeReduced(out + 16, s2, s3, p, inverse);
    storeReduced(out + 32, s4, s5, p, inverse);
    storeReduced(out + 48, s6, s7, p, inverse);
    out += 64;
  }
}

/** out = Σ_r weights_r row_r as 64-bit numbers, of so many panels, where that stays below 2⁶³. */
export function sumRows(panels: usize, count: u32, rows: u32, weights: usize, out: usize): void {
  let at = panels;
  for (let panel: u32 = 0; panel < count; panel++) {
    let s0 = i64x2.splat(0);
    let s1 = i64x2.splat(0);
    let s2 = i64x2.splat(0);
    let s3 = i64x2.splat(0);
    let s4 = i64x2.splat(0);
    let s5 = i64x2.splat(0);
    let s6 = i64x2.splat(0);
    let s7 = i64x2.splat(0);
    for (let row: u32 = 0; row < rows; row++, at += 64) {
      const weight = v128.load32_splat(weights + ((<usize>row) << 2));
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const c = v128.load(at, 32);
      const d = v128.load(at, 48);
      s0 = i64x2.add(s0, i64x2.extmul_low_i32x4_u(a, weight));
      s1 = i64x2.add(s1, i64x2.extmul_high_i32x4_u(a, weight));
      s2 = i64x2.add(s2, i64x2.extmul_low_i32x4_u(b, weight));
      s3 = i64x2.add(s3, i64x2.extmul_high_i32x4_u(b, weight));
      s4 = i64x2.add(s4, i64x2.extmul_low_i32x4_u(c, weight));
      s5 = i64x2.add(s5, i64x2.extmul_high_i32x4_u(c, weight));
      s6 = i64x2.add(s6, i64x2.extmul_low_i32x4_u(d, weight));
      s7 = i64x2.add(s7, i64x2.extmul_high_i32x4_u(d, weight));
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
    v128.store(out, s4, 64);
    v128.store(out, s5, 80);
    v128.store(out, s6, 96);
    v128.store(out, s7, 112);
    out += 128;
  }
}

/**
 * |Σ_l (sums_l − times digits_l) 2^{24 l}|, which is below 2^{24 length}, as bytes from the most significant one; returns whether the number is
 * negative.
 */
export function integerOf(sums: usize, digits: usize, times: u32, length: u32, bytes: usize): bool {
  let carry: i64 = 0;
  for (let l: u32 = 0; l < length; l++) {
    const at = sums + ((<usize>l) << 3);
    const value = load<i64>(at) - <i64>times * <i64>load<u32>(digits + ((<usize>l) << 2)) + carry;
    carry = value >> 24;
    store<i64>(at, value & 0xffffff);
  }
  const negative = carry < 0;
  carry = 0;
  for (let l: u32 = 0; l < length; l++) {
    let value = load<i64>(sums + ((<usize>l) << 3));
    if (negative) {
      value = carry - value;
      carry = value >> 24;
    }
    const at = bytes + 3 * <usize>(length - 1 - l);
    store<u8>(at, <u8>(value >> 16));
    store<u8>(at, <u8>(value >> 8), 1);
    store<u8>(at, <u8>value, 2);
  }
  return negative;
}

function twoReduced(sums: v128, p: u32, inverse: f64): v128 {
  const low = reduce(<u64>i64x2.extract_lane(sums, 0), <u64>p, inverse);
  const high = reduce(<u64>i64x2.extract_lane(sums, 1), <u64>p, inverse);
  return i64x2.replace_lane(i64x2.splat(<i64>low), 1, <i64>high);
}

function storeReduced(out: usize, low: v128, high: v128, p: u32, inverse: f64): void {
  store<u32>(out, <u32>reduce(<u64>i64x2.extract_lane(low, 0), <u64>p, inverse));
  store<u32>(out, <u32>reduce(<u64>i64x2.extract_lane(low, 1), <u64>p, inverse), 4);
  store<u32>(out, <u32>reduce(<u64>i64x2.extract_lane(high, 0), <u64>p, inverse), 8);
  store<u32>(out, <u32>reduce(<u64>i64x2.extract_lane(high, 1), <u64>p, inverse), 12);
}

/** out_j = factor · Π_{i ≠ j} primes_i mod p for all j < count; returns factor · Π primes_i mod p. */
export function cofactors(primes: usize, count: u32, out: usize, factor: u32, p: u32): u32 {
  let before = factor;
  for (let j: u32 = 0; j < count; j++) {
    const at = (<usize>j) << 2;
    store<u32>(out + at, before);
    before = multiply(before, load<u32>(primes + at) % p, p);
  }
  let behind: u32 = 1;
  for (let j = <i32>count - 1; j >= 0; j--) {
    const at = (<usize>(<u32>j)) << 2;
    store<u32>(out + at, multiply(load<u32>(out + at), behind, p));
    behind = multiply(behind, load<u32>(primes + at) % p, p);
  }
  return before;
}

/** Π_{i ≠ skip} primes_i mod p. */
export function productModulo(primes: usize, count: u32, skip: u32, p: u32): u32 {
  let result: u32 = 1;
  for (let j: u32 = 0; j < count; j++)
    if (j !== skip) result = multiply(result, load<u32>(primes + ((<usize>j) << 2)) % p, p);
  return result;
}
