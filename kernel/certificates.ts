/**
 * The inner loops of certificates in WebAssembly (AssemblyScript): discs of `src/numeric/rigorous/disc-system.ts` and Krawczyk's test of
 * `src/numeric/rigorous/krawczyk.ts`, which say what is computed and derive the bounds.
 *
 * `npm run build:kernel` compiles it into `src/numeric/kernel/certificate-kernel-binary.ts`. WebAssembly rounds every operation on doubles to
 * nearest, fuses none and reorders none: bounds hold as written. The memory is laid out by `layout.mjs`; vectors are arrays of doubles; real and imaginary parts lie
 * in arrays of their own. Where all numbers are real, imaginary parts are neither read nor written.
 */

import {
  BESIDE,
  BLOCK,
  BLOCKS,
  CENTRE_IM,
  CENTRE_RE,
  DEFECT,
  ENTRY,
  ENTRY_BYTES,
  ENTRY_IM,
  ENTRY_NODE,
  ENTRY_ON_RADIUS,
  ENTRY_ON_SIZE,
  FACTOR,
  FACTORS,
  IMAGE,
  INVERSE_IM,
  INVERSE_RE,
  INVERSE_SIZE,
  LENGTHS,
  MEMBERS,
  NODE,
  NODE_BYTES,
  NODE_HIGH,
  NODE_IM,
  NODE_IM_HIGH,
  NODE_IM_LOW,
  NODE_LOOSE,
  NODE_LOW,
  NODE_RADIUS,
  NODE_REACH,
  NODE_SIZE,
  NODES,
  ORDER,
  PARENT,
  PLACE_AT,
  PLACE_START,
  PLACES,
  POINT_IM,
  POINT_RE,
  PRODUCTS,
  REAL,
  RHO,
  ROOM,
  ROUNDING,
  ROW_ERROR,
  SIZE,
  SLACK,
  SPREAD,
  STARTS,
  STEP_ERROR,
  STEP_IM,
  STEP_RE,
  TERM,
  TERM_BYTES,
  TERM_ERROR,
  TERM_IM,
  TERM_IM_LOW,
  TERM_NODE,
  TERM_PLAIN,
  TERM_RE_LOW,
  TERM_SIZE,
  TERM_START,
  VALUE_ERROR,
  VALUE_IM,
  VALUE_RE,
} from "./certificate-layout";

/** Covers what underflows: derived in `disc-system.ts`. */
const TINY: f64 = 1.0261342003245941e-289; // 2⁻⁹⁶⁰
/** Widens sums of products of bounds by more than their own rounding can have lost. */
const WIDE: f64 = 1 + 9.313225746154785e-10; // 1 + 2⁻³⁰
const PRODUCT: f64 = 4.440892098500626e-16; // 2⁻⁵¹
const LARGEST_RADIUS: f64 = 1.2676506002282294e30; // 2¹⁰⁰

function get(h: usize, at: usize): usize {
  return load<u32>(h + at);
}

/** γ of sums of 2n + 4 terms: (2n + 4) 2⁻⁵². */
function gammaOf(n: usize): f64 {
  return f64(2 * n + 4) * 2.220446049250313e-16;
}

let hi: f64 = 0;
let lo: f64 = 0;

/** (a + a′)(b + b′) */
function product(a: f64, aLow: f64, b: f64, bLow: f64): void {
  const p = a * b;
  const ca = 134217729.0 * a;
  const ah = ca - (ca - a);
  const al = a - ah;
  const cb = 134217729.0 * b;
  const bh = cb - (cb - b);
  const bl = b - bh;
  const cl = ah * bh - p + ah * bl + al * bh + al * bl + (a * bLow + aLow * b);
  hi = p + cl;
  lo = cl - (hi - p);
}

/** (a + a′) + (b + b′) */
function sum(a: f64, aLow: f64, b: f64, bLow: f64): void {
  const sh = a + b;
  const s = sh - a;
  const sl = a - (sh - s) + (b - s);
  const th = aLow + bLow;
  const t = th - aLow;
  const tl = aLow - (th - t) + (bLow - t);
  const c = sl + th;
  const vh = sh + c;
  const vl = c - (vh - sh);
  const w = tl + vl;
  hi = vh + w;
  lo = w - (hi - vh);
}

/** Centres and sizes of the monomials at the point, and the Jacobian there with its rounding. */
export function centre(h: usize): void {
  const node = get(h, NODE);
  const real = get(h, REAL) !== 0;
  const pointRe = get(h, POINT_RE);
  const pointIm = get(h, POINT_IM);
  setNode(node, 1, 0, 1);
  store<f64>(node + NODE_RADIUS, 0);
  for (let v: usize = 0; v < get(h, SIZE); v++) {
    const re = load<f64>(pointRe + (v << 3));
    const im = real ? 0 : load<f64>(pointIm + (v << 3));
    setNode(node + (v + 1) * NODE_BYTES, re, im, abs(re) + abs(im));
  }
  centreProducts(h, real);
  centreEntries(h, real);
}

/** A number as a node. */
function setNode(at: usize, re: f64, im: f64, size: f64): void {
  store<f64>(at, re);
  store<f64>(at + NODE_IM, im);
  store<f64>(at + NODE_SIZE, size);
  store<f64>(at + NODE_HIGH, re);
  store<f64>(at + NODE_LOW, 0);
  store<f64>(at + NODE_IM_HIGH, im);
  store<f64>(at + NODE_IM_LOW, 0);
}

/** Monomials, each the product of an earlier one and a variable. */
function centreProducts(h: usize, real: bool): void {
  const node = get(h, NODE);
  const parent = get(h, PARENT);
  const factor = get(h, FACTOR);
  const nodes = get(h, NODES);
  for (let k = get(h, SIZE) + 1; k < nodes; k++) {
    const at = node + k * NODE_BYTES;
    const a = node + load<u32>(parent + (k << 2));
    const b = node + load<u32>(factor + (k << 2));
    const ar = load<f64>(a);
    const br = load<f64>(b);
    if (real) store<f64>(at, ar * br);
    else {
      const ai = load<f64>(a + NODE_IM);
      const bi = load<f64>(b + NODE_IM);
      store<f64>(at, ar * br - ai * bi);
      store<f64>(at + NODE_IM, ar * bi + ai * br);
    }
    store<f64>(at + NODE_SIZE, load<f64>(a + NODE_SIZE) * load<f64>(b + NODE_SIZE) + TINY);
  }
}

/** Entries of the Jacobian: sums of coefficients times monomials. */
function centreEntries(h: usize, real: bool): void {
  const node = get(h, NODE);
  const places = get(h, PLACES);
  const placeAt = get(h, PLACE_AT);
  const placeStart = get(h, PLACE_START);
  const entryNode = get(h, ENTRY_NODE);
  const entry = get(h, ENTRY);
  const centreRe = get(h, CENTRE_RE);
  const centreIm = get(h, CENTRE_IM);
  const rounding = get(h, ROUNDING);
  const gamma = gammaOf(get(h, SIZE));
  let e: usize = 0;
  for (let p: usize = 0; p < places; p++) {
    let re: f64 = 0;
    let im: f64 = 0;
    let bound: f64 = 0;
    for (const end: usize = load<u32>(placeStart + (p << 2) + 4); e < end; e++) {
      const m = node + load<u32>(entryNode + (e << 2));
      const c = entry + e * ENTRY_BYTES;
      const cr = load<f64>(c);
      const mr = load<f64>(m);
      if (real) re += cr * mr;
      else {
        const ci = load<f64>(c + ENTRY_IM);
        const mi = load<f64>(m + NODE_IM);
        re += cr * mr - ci * mi;
        im += cr * mi + ci * mr;
      }
      bound += load<f64>(c + ENTRY_ON_SIZE) * load<f64>(m + NODE_SIZE);
    }
    const at = load<u32>(placeAt + (p << 2)) << 3;
    store<f64>(centreRe + at, re);
    if (!real) store<f64>(centreIm + at, im);
    store<f64>(rounding + (p << 3), bound + gamma * (abs(re) + abs(im)));
  }
}

/** Slack of the Jacobian over the polydisc of radii ρ around the point. */
export function radii(h: usize): void {
  const n = get(h, SIZE);
  const nodes = get(h, NODES);
  const node = get(h, NODE);
  const rho = get(h, RHO);
  for (let v: usize = 0; v < n; v++) {
    const at = node + (v + 1) * NODE_BYTES;
    const size = load<f64>(at + NODE_SIZE);
    const r = load<f64>(rho + (v << 3));
    store<f64>(at + NODE_RADIUS, r);
    store<f64>(at + NODE_REACH, size + r);
    store<f64>(at + NODE_LOOSE, r + PRODUCT * size);
  }
  const parent = get(h, PARENT);
  const factor = get(h, FACTOR);
  for (let k = n + 1; k < nodes; k++) {
    const a = node + load<u32>(parent + (k << 2));
    const b = node + load<u32>(factor + (k << 2));
    store<f64>(
      node + k * NODE_BYTES + NODE_RADIUS,
      load<f64>(a + NODE_SIZE) * load<f64>(b + NODE_LOOSE) +
        load<f64>(a + NODE_RADIUS) * load<f64>(b + NODE_REACH) +
        TINY,
    );
  }
  const places = get(h, PLACES);
  const placeAt = get(h, PLACE_AT);
  const placeStart = get(h, PLACE_START);
  const entryNode = get(h, ENTRY_NODE);
  const entry = get(h, ENTRY);
  const slack = get(h, SLACK);
  const rounding = get(h, ROUNDING);
  let e: usize = 0;
  for (let p: usize = 0; p < places; p++) {
    let bound = load<f64>(rounding + (p << 3));
    for (const end: usize = load<u32>(placeStart + (p << 2) + 4); e < end; e++)
      bound +=
        load<f64>(entry + e * ENTRY_BYTES + ENTRY_ON_RADIUS) *
        load<f64>(node + load<u32>(entryNode + (e << 2)) + NODE_RADIUS);
    store<f64>(slack + (load<u32>(placeAt + (p << 2)) << 3), bound * WIDE + TINY);
  }
}

/** F at the point in double-double: rounded values, and bounds of what they lack. */
export function residual(h: usize): void {
  const n = get(h, SIZE);
  const real = get(h, REAL) !== 0;
  fineProducts(h, real);
  for (let i: usize = 0; i < n; i++)
    if (real) realValue(h, i);
    else complexValue(h, i);
}

/** Monomials in double-double. */
function fineProducts(h: usize, real: bool): void {
  const nodes = get(h, NODES);
  const node = get(h, NODE);
  const parent = get(h, PARENT);
  const factor = get(h, FACTOR);
  for (let k = get(h, SIZE) + 1; k < nodes; k++) {
    const at = node + k * NODE_BYTES;
    const a = node + load<u32>(parent + (k << 2));
    const b = node + load<u32>(factor + (k << 2));
    const p = load<f64>(a + NODE_HIGH);
    const pl = load<f64>(a + NODE_LOW);
    const x = load<f64>(b);
    product(p, pl, x, 0);
    if (real) {
      store<f64>(at + NODE_HIGH, hi);
      store<f64>(at + NODE_LOW, lo);
      continue;
    }
    const q = load<f64>(a + NODE_IM_HIGH);
    const ql = load<f64>(a + NODE_IM_LOW);
    const y = load<f64>(b + NODE_IM);
    const r = hi;
    const rl = lo;
    product(q, ql, y, 0);
    sum(r, rl, -hi, -lo);
    store<f64>(at + NODE_HIGH, hi);
    store<f64>(at + NODE_LOW, lo);
    product(p, pl, y, 0);
    const s = hi;
    const sl = lo;
    product(q, ql, x, 0);
    sum(s, sl, hi, lo);
    store<f64>(at + NODE_IM_HIGH, hi);
    store<f64>(at + NODE_IM_LOW, lo);
  }
}

/** Stores what is known of the error of F_i: `low` is the part that rounding to a double drops. */
function storeError(h: usize, i: usize, low: f64, size: f64, unknown: f64): void {
  store<f64>(
    get(h, VALUE_ERROR) + (i << 3),
    (low + size * load<f64>(get(h, ROW_ERROR) + (i << 3)) + unknown) * WIDE + TINY,
  );
}

/** hi + lo = (c + c′)(m + m′) for the real part of a term; products with ±2^k are exact. */
function scaled(c: usize, m: f64, mLow: f64): void {
  const cr = load<f64>(c);
  if (load<f64>(c + TERM_PLAIN) !== 0) {
    hi = cr * m;
    lo = cr * mLow;
  } else product(m, mLow, cr, load<f64>(c + TERM_RE_LOW));
}

function realValue(h: usize, i: usize): void {
  const node = get(h, NODE);
  const term = get(h, TERM);
  const termNode = get(h, TERM_NODE);
  const start = get(h, TERM_START) + (i << 2);
  let re: f64 = 0;
  let low: f64 = 0;
  let size: f64 = 0;
  let unknown: f64 = 0;
  for (let k: usize = load<u32>(start), end: usize = load<u32>(start + 4); k < end; k++) {
    const m = node + load<u32>(termNode + (k << 2));
    const c = term + k * TERM_BYTES;
    size += load<f64>(c + TERM_SIZE) * load<f64>(m + NODE_SIZE);
    unknown += load<f64>(c + TERM_ERROR) * load<f64>(m + NODE_SIZE);
    scaled(c, load<f64>(m + NODE_HIGH), load<f64>(m + NODE_LOW));
    sum(re, low, hi, lo);
    re = hi;
    low = lo;
  }
  store<f64>(get(h, VALUE_RE) + (i << 3), re);
  storeError(h, i, abs(low), size, unknown);
}

function complexValue(h: usize, i: usize): void {
  const node = get(h, NODE);
  const term = get(h, TERM);
  const termNode = get(h, TERM_NODE);
  const start = get(h, TERM_START) + (i << 2);
  let re: f64 = 0;
  let reLow: f64 = 0;
  let im: f64 = 0;
  let imLow: f64 = 0;
  let size: f64 = 0;
  let unknown: f64 = 0;
  for (let k: usize = load<u32>(start), end: usize = load<u32>(start + 4); k < end; k++) {
    const m = node + load<u32>(termNode + (k << 2));
    const c = term + k * TERM_BYTES;
    size += load<f64>(c + TERM_SIZE) * load<f64>(m + NODE_SIZE);
    unknown += load<f64>(c + TERM_ERROR) * load<f64>(m + NODE_SIZE);
    const mr = load<f64>(m + NODE_HIGH);
    const mrl = load<f64>(m + NODE_LOW);
    const mi = load<f64>(m + NODE_IM_HIGH);
    const mil = load<f64>(m + NODE_IM_LOW);
    scaled(c, mr, mrl);
    const p = hi;
    const pl = lo;
    scaled(c, mi, mil);
    const q = hi;
    const ql = lo;
    const ci = load<f64>(c + TERM_IM);
    const cil = load<f64>(c + TERM_IM_LOW);
    if (ci === 0 && cil === 0) {
      sum(re, reLow, p, pl);
      re = hi;
      reLow = lo;
      sum(im, imLow, q, ql);
    } else {
      product(mi, mil, ci, cil);
      sum(p, pl, -hi, -lo);
      sum(re, reLow, hi, lo);
      re = hi;
      reLow = lo;
      product(mr, mrl, ci, cil);
      sum(hi, lo, q, ql);
      sum(im, imLow, hi, lo);
    }
    im = hi;
    imLow = lo;
  }
  store<f64>(get(h, VALUE_RE) + (i << 3), re);
  store<f64>(get(h, VALUE_IM) + (i << 3), im);
  storeError(h, i, abs(reLow) + abs(imLow), size, unknown);
}

/**
 * A⁻¹ in place for the n×n matrix at re + i·im (real for im = 0), by Gauss–Jordan with partial pivoting; `pivots` is room for n
 * integers. False (0) if a pivot vanishes or is not finite.
 */
function invert(n: usize, re: usize, im: usize, pivots: usize): u32 {
  const width = n << 3;
  for (let c: usize = 0; c < n; c++) {
    const pivot = largestBelow(n, c, re, im);
    if (pivot === n) return 0;
    store<u32>(pivots + (c << 2), <u32>pivot);
    const row = c * width;
    if (pivot !== c) {
      exchange(re + row, re + pivot * width, width);
      if (im !== 0) exchange(im + row, im + pivot * width, width);
    }
    if (im === 0) clearColumn(n, c, re);
    else clearComplexColumn(n, c, re, im);
  }
  for (let c = n; c-- > 0; ) {
    const pivot: usize = load<u32>(pivots + (c << 2));
    if (pivot === c) continue;
    for (let i: usize = 0; i < n; i++) {
      const row = i * width;
      swap(re + row + (c << 3), re + row + (pivot << 3));
      if (im !== 0) swap(im + row + (c << 3), im + row + (pivot << 3));
    }
  }
  return 1;
}

/** The row from c on with the largest entry of column c; n where that is zero, or one is not finite. */
function largestBelow(n: usize, c: usize, re: usize, im: usize): usize {
  let pivot = n;
  let best: f64 = 0;
  for (let i = c; i < n; i++) {
    const at = (i * n + c) << 3;
    let size = abs(load<f64>(re + at));
    if (im !== 0) size += abs(load<f64>(im + at));
    if (!(size < Infinity)) return n;
    if (size > best) {
      best = size;
      pivot = i;
    }
  }
  return pivot;
}

/** One step of Gauss and Jordan: row c by its pivot, the others minus their multiples of it. */
function clearColumn(n: usize, c: usize, a: usize): void {
  const width = n << 3;
  const row = a + c * width;
  const scale = 1 / load<f64>(row + (c << 3));
  store<f64>(row + (c << 3), 1);
  for (let k = row; k < row + width; k += 8) store<f64>(k, load<f64>(k) * scale);
  for (let i: usize = 0; i < n; i++) {
    if (i === c) continue;
    const to = a + i * width;
    const f = load<f64>(to + (c << 3));
    if (f === 0) continue;
    store<f64>(to + (c << 3), 0);
    subtract(to, f, row, width);
  }
}

/** The same of a complex matrix. */
function clearComplexColumn(n: usize, c: usize, re: usize, im: usize): void {
  const width = n << 3;
  const rowRe = re + c * width;
  const rowIm = im + c * width;
  const dr = load<f64>(rowRe + (c << 3));
  const di = load<f64>(rowIm + (c << 3));
  const squares = dr * dr + di * di;
  const sr = dr / squares;
  const si = -di / squares;
  store<f64>(rowRe + (c << 3), 1);
  store<f64>(rowIm + (c << 3), 0);
  for (let k: usize = 0; k < width; k += 8) {
    const x = load<f64>(rowRe + k);
    const y = load<f64>(rowIm + k);
    store<f64>(rowRe + k, x * sr - y * si);
    store<f64>(rowIm + k, x * si + y * sr);
  }
  for (let i: usize = 0; i < n; i++) {
    if (i === c) continue;
    const toRe = re + i * width;
    const toIm = im + i * width;
    const fr = load<f64>(toRe + (c << 3));
    const fi = load<f64>(toIm + (c << 3));
    if (fr === 0 && fi === 0) continue;
    store<f64>(toRe + (c << 3), 0);
    store<f64>(toIm + (c << 3), 0);
    subtractComplex(toRe, toIm, fr, fi, rowRe, rowIm, width);
  }
}

function swap(a: usize, b: usize): void {
  const x = load<f64>(a);
  store<f64>(a, load<f64>(b));
  store<f64>(b, x);
}

function exchange(a: usize, b: usize, bytes: usize): void {
  for (let k: usize = 0; k < bytes; k += 8) swap(a + k, b + k);
}

/** x ← x − f y */
function subtract(x: usize, f: f64, y: usize, bytes: usize): void {
  const pairs = bytes & ~15;
  const factor = f64x2.splat(f);
  for (let k: usize = 0; k < pairs; k += 16)
    v128.store(x + k, f64x2.sub(v128.load(x + k), f64x2.mul(factor, v128.load(y + k))));
  if (pairs < bytes) store<f64>(x + pairs, load<f64>(x + pairs) - f * load<f64>(y + pairs));
}

/** The same of complex numbers. */
function subtractComplex(
  xRe: usize,
  xIm: usize,
  fr: f64,
  fi: f64,
  yRe: usize,
  yIm: usize,
  bytes: usize,
): void {
  for (let k: usize = 0; k < bytes; k += 8) {
    const x = load<f64>(yRe + k);
    const y = load<f64>(yIm + k);
    store<f64>(xRe + k, load<f64>(xRe + k) - (fr * x - fi * y));
    store<f64>(xIm + k, load<f64>(xIm + k) - (fr * y + fi * x));
  }
}

/** |I − Y A| as computed, entry by entry, |z| ≤ |re| + |im|; `room` holds a row of each part. */
function defect(n: usize, yRe: usize, yIm: usize, aRe: usize, aIm: usize, room: usize, out: usize): void {
  const width = n << 3;
  for (let i: usize = 0; i < n; i++) {
    memory.fill(room, 0, width << 1);
    for (let k: usize = 0; k < n; k++) {
      const at = i * width + (k << 3);
      const row = k * width;
      const fr = -load<f64>(yRe + at);
      if (yIm === 0) {
        if (fr !== 0) subtract(room, fr, aRe + row, width);
        continue;
      }
      const fi = -load<f64>(yIm + at);
      subtractComplex(room, room + width, fr, fi, aRe + row, aIm + row, width);
    }
    for (let j: usize = 0; j < n; j++) {
      const re = (i === j ? 1.0 : 0.0) - load<f64>(room + (j << 3));
      store<f64>(out + i * width + (j << 3), abs(re) + abs(load<f64>(room + width + (j << 3))));
    }
  }
}

/** Y and |I − Y A| from A; false (0) where A is singular in floating point. */
export function prepare(h: usize): u32 {
  const n = get(h, SIZE);
  const real = get(h, REAL) !== 0;
  const plane = (n * n) << 3;
  const aRe = get(h, CENTRE_RE);
  const aIm: usize = real ? 0 : get(h, CENTRE_IM);
  const yRe = get(h, INVERSE_RE);
  const yIm: usize = real ? 0 : get(h, INVERSE_IM);
  const size = get(h, INVERSE_SIZE);
  if (get(h, BLOCK) !== 0) {
    findBlocks(h);
    if (get(h, BLOCKS) > 1) return prepareBlocks(h);
  }
  memory.copy(yRe, aRe, plane);
  if (!real) memory.copy(yIm, aIm, plane);
  if (invert(n, yRe, yIm, get(h, ROOM)) === 0) return 0;
  for (let k: usize = 0; k < plane; k += 8)
    store<f64>(size + k, abs(load<f64>(yRe + k)) + (real ? 0 : abs(load<f64>(yIm + k))));
  defect(n, yRe, yIm, aRe, aIm, get(h, ROOM), get(h, DEFECT));
  return 1;
}

/** The diagonal blocks of a real A, the connected components of its pattern: members block after block, and their starts. */
function findBlocks(h: usize): void {
  const n = get(h, SIZE);
  const width = n << 3;
  const a = get(h, CENTRE_RE);
  const members = get(h, MEMBERS);
  const starts = get(h, STARTS);
  const seen = get(h, ROOM);
  memory.fill(seen, 0, n);
  let blocks: u32 = 0;
  let count: usize = 0;
  for (let first: usize = 0; first < n; first++) {
    if (load<u8>(seen + first) !== 0) continue;
    store<u32>(starts + (blocks << 2), <u32>count);
    blocks++;
    let next = count;
    store<u32>(members + (count << 2), <u32>first);
    count++;
    store<u8>(seen + first, 1);
    while (next < count) {
      const i: usize = load<u32>(members + (next << 2));
      next++;
      for (let j: usize = 0; j < n; j++) {
        if (load<u8>(seen + j) !== 0) continue;
        if (load<f64>(a + i * width + (j << 3)) === 0 && load<f64>(a + j * width + (i << 3)) === 0) continue;
        store<u8>(seen + j, 1);
        store<u32>(members + (count << 2), <u32>j);
        count++;
      }
    }
  }
  store<u32>(starts + (blocks << 2), <u32>n);
  store<u32>(h + BLOCKS, blocks);
}

/** The block of A with given members. */
function gather(h: usize, members: usize, b: usize, to: usize): void {
  const width = get(h, SIZE) << 3;
  const a = get(h, CENTRE_RE);
  for (let i: usize = 0; i < b; i++) {
    const row = a + load<u32>(members + (i << 2)) * width;
    for (let j: usize = 0; j < b; j++, to += 8)
      store<f64>(to, load<f64>(row + (load<u32>(members + (j << 2)) << 3)));
  }
}

function prepareBlocks(h: usize): u32 {
  const n = get(h, SIZE);
  const width = n << 3;
  const y = get(h, INVERSE_RE);
  const size = get(h, INVERSE_SIZE);
  const lacks = get(h, DEFECT);
  const block = get(h, BLOCK);
  const inverse = get(h, FACTORS);
  const left = get(h, PRODUCTS);
  memory.fill(y, 0, n * width);
  memory.fill(size, 0, n * width);
  memory.fill(lacks, 0, n * width);
  for (let k: usize = 0; k < get(h, BLOCKS); k++) {
    const start: usize = load<u32>(get(h, STARTS) + (k << 2));
    const b: usize = load<u32>(get(h, STARTS) + (k << 2) + 4) - start;
    const members = get(h, MEMBERS) + (start << 2);
    gather(h, members, b, block);
    memory.copy(inverse, block, (b * b) << 3);
    if (invert(b, inverse, 0, get(h, ROOM)) === 0) return 0;
    defect(b, inverse, 0, block, 0, get(h, ROOM), left);
    for (let i: usize = 0, from: usize = 0; i < b; i++) {
      const row: usize = load<u32>(members + (i << 2)) * width;
      for (let j: usize = 0; j < b; j++, from += 8) {
        const at = row + (load<u32>(members + (j << 2)) << 3);
        const value = load<f64>(inverse + from);
        store<f64>(y + at, value);
        store<f64>(size + at, abs(value));
        store<f64>(lacks + at, load<f64>(left + from));
      }
    }
  }
  return 1;
}

/** Adds γ|A| to the slack, rounded up. */
export function addRounding(h: usize): void {
  const n = get(h, SIZE);
  const gamma = gammaOf(n);
  const slack = get(h, SLACK);
  const centre = get(h, CENTRE_RE);
  for (let k: usize = 0; k < (n * n) << 3; k += 8)
    store<f64>(slack + k, (load<f64>(slack + k) + gamma * abs(load<f64>(centre + k))) * WIDE);
}

/**
 * S = Pᵀ(LDLᵀ)P ≈ A by the pivoting of Bunch and Kaufman; leaves bounds of |A − S| in the slack. The number of negative
 * eigenvalues of S; −1 where a pivot vanishes, is not finite, or a 2×2 block is not plainly indefinite.
 */
export function symmetricFactors(h: usize): i32 {
  const n = get(h, SIZE);
  memory.fill(get(h, SLACK), 0, (n * n) << 3);
  let negative = 0;
  for (let k: usize = 0; k < get(h, BLOCKS); k++) {
    const start: usize = load<u32>(get(h, STARTS) + (k << 2));
    const b: usize = load<u32>(get(h, STARTS) + (k << 2) + 4) - start;
    const found = factorBlock(h, get(h, MEMBERS) + (start << 2), b);
    if (found < 0) return -1;
    negative += found;
  }
  return negative;
}

function factorBlock(h: usize, members: usize, n: usize): i32 {
  const width = n << 3;
  const w = get(h, FACTORS);
  const order = get(h, ORDER);
  const beside = get(h, BESIDE);
  gather(h, members, n, get(h, BLOCK));
  memory.copy(w, get(h, BLOCK), n * width);
  memory.fill(beside, 0, width);
  for (let i: usize = 0; i < n; i++) store<u32>(order + (i << 2), <u32>i);
  let negative = 0;
  for (let k: usize = 0; k < n; ) {
    const choice = choosePivot(n, w, k);
    const pivot: usize = choice >> 1;
    const two = (choice & 1) !== 0;
    const at = two ? k + 1 : k;
    if (pivot !== at) exchangeSymmetric(n, w, order, at, pivot);
    const d = w + k * width + (k << 3);
    if (!two) {
      const p = load<f64>(d);
      if (!(abs(p) > 0 && abs(p) < Infinity)) return -1;
      if (p < 0) negative++;
      eliminateOne(n, w, k);
      k++;
      continue;
    }
    const p = load<f64>(d);
    const q = load<f64>(d + width);
    const r = load<f64>(d + width + 8);
    // pr < q², with more to spare than rounding takes.
    if (!(abs(p * r) < 0.9 * q * q && q * q < Infinity && q * q > 1e-280)) return -1;
    negative++;
    store<f64>(beside + ((k + 1) << 3), q);
    eliminateTwo(n, w, k, p, q, r);
    k += 2;
  }
  distances(h, members, n);
  return negative;
}

/** The row of the pivot, times two, plus one for a 2×2 block of it and row k. */
function choosePivot(n: usize, w: usize, k: usize): usize {
  const width = n << 3;
  const own = abs(load<f64>(w + k * width + (k << 3)));
  let best: f64 = 0;
  let row = k;
  for (let i = k + 1; i < n; i++) {
    const size = abs(load<f64>(w + i * width + (k << 3)));
    if (size > best) {
      best = size;
      row = i;
    }
  }
  // (1 + √17)/8 balances the growth of both kinds of pivots.
  if (best === 0 || own >= 0.6403882032022076 * best) return k << 1;
  let other: f64 = 0;
  for (let j = k; j < row; j++) other = max(other, abs(load<f64>(w + row * width + (j << 3))));
  for (let i = row + 1; i < n; i++) other = max(other, abs(load<f64>(w + i * width + (row << 3))));
  if (own * other >= 0.6403882032022076 * best * best) return k << 1;
  if (abs(load<f64>(w + row * width + (row << 3))) >= 0.6403882032022076 * other) return row << 1;
  return (row << 1) | 1;
}

/** Rows and columns i < j exchanged, in the lower triangle and in the rows of L. */
function exchangeSymmetric(n: usize, w: usize, order: usize, i: usize, j: usize): void {
  const width = n << 3;
  exchange(w + i * width, w + j * width, i << 3);
  for (let c = i + 1; c < j; c++) swap(w + c * width + (i << 3), w + j * width + (c << 3));
  for (let r = j + 1; r < n; r++) swap(w + r * width + (i << 3), w + r * width + (j << 3));
  swap(w + i * width + (i << 3), w + j * width + (j << 3));
  const held = load<u32>(order + (i << 2));
  store<u32>(order + (i << 2), load<u32>(order + (j << 2)));
  store<u32>(order + (j << 2), held);
}

function eliminateOne(n: usize, w: usize, k: usize): void {
  const width = n << 3;
  const column = w + (k << 3);
  const d = load<f64>(column + k * width);
  for (let i = k + 1; i < n; i++) {
    const value = load<f64>(column + i * width);
    if (value === 0) continue;
    const l = value / d;
    for (let j = k + 1; j <= i; j++) {
      const at = w + i * width + (j << 3);
      store<f64>(at, load<f64>(at) - l * load<f64>(column + j * width));
    }
  }
  for (let i = k + 1; i < n; i++) store<f64>(column + i * width, load<f64>(column + i * width) / d);
}

function eliminateTwo(n: usize, w: usize, k: usize, p: f64, q: f64, r: f64): void {
  const width = n << 3;
  const determinant = p * r - q * q;
  const column = w + (k << 3);
  const row = w + k * width;
  // The columns of what is left are needed until all rows are done: the new entries of L wait above the diagonal.
  for (let i = k + 2; i < n; i++) {
    const x = load<f64>(column + i * width);
    const y = load<f64>(column + i * width + 8);
    store<f64>(row + (i << 3), (x * r - y * q) / determinant);
    store<f64>(row + width + (i << 3), (y * p - x * q) / determinant);
  }
  for (let i = k + 2; i < n; i++) {
    const x = load<f64>(row + (i << 3));
    const y = load<f64>(row + width + (i << 3));
    if (x === 0 && y === 0) continue;
    for (let j = k + 2; j <= i; j++) {
      const at = w + i * width + (j << 3);
      const from = column + j * width;
      store<f64>(at, load<f64>(at) - (x * load<f64>(from) + y * load<f64>(from + 8)));
    }
  }
  for (let i = k + 2; i < n; i++) {
    store<f64>(column + i * width, load<f64>(row + (i << 3)));
    store<f64>(column + i * width + 8, load<f64>(row + width + (i << 3)));
  }
  store<f64>(column + (k + 1) * width, 0);
}

/** Bounds of |A − S| from the factors of a block: L below the diagonal, D on it and beside. */
function distances(h: usize, members: usize, n: usize): void {
  const width = n << 3;
  const whole = get(h, SIZE) << 3;
  const a = get(h, BLOCK);
  const w = get(h, FACTORS);
  const ld = get(h, PRODUCTS);
  const order = get(h, ORDER);
  const beside = get(h, BESIDE);
  const lengthL = get(h, LENGTHS);
  const lengthD = lengthL + width;
  const slack = get(h, SLACK);
  memory.fill(ld, 0, n * width);
  for (let i: usize = 0; i < n; i++) {
    let squares: f64 = 1;
    let bounds: f64 = 0;
    for (let k: usize = 0; k < n && k <= i + 1; k++) {
      const l: f64 = k < i ? load<f64>(w + i * width + (k << 3)) : k === i ? 1 : 0;
      if (k < i) squares += l * l;
      const own = l * load<f64>(w + k * width + (k << 3));
      let before: f64 = 0;
      let after: f64 = 0;
      if (load<f64>(beside + (k << 3)) !== 0)
        before = (k - 1 < i ? load<f64>(w + i * width + ((k - 1) << 3)) : 1) * load<f64>(beside + (k << 3));
      if (k + 1 <= i && load<f64>(beside + ((k + 1) << 3)) !== 0)
        after =
          (k + 1 < i ? load<f64>(w + i * width + ((k + 1) << 3)) : 1) * load<f64>(beside + ((k + 1) << 3));
      store<f64>(ld + i * width + (k << 3), own + before + after);
      const bound = abs(own) + abs(before) + abs(after);
      bounds += bound * bound;
    }
    store<f64>(lengthL + (i << 3), sqrt(squares));
    // Squares may underflow; of L they sum to 1 at least.
    store<f64>(lengthD + (i << 3), sqrt(bounds) + 3.054936363499605e-151);
  }
  const gamma: f64 = f64(n + 8) * 2.220446049250313e-16;
  for (let i: usize = 0; i < n; i++)
    for (let j: usize = 0; j <= i; j++) {
      let sum = load<f64>(ld + i * width + (j << 3));
      for (let k: usize = 0; k < j << 3; k += 8)
        sum += load<f64>(ld + i * width + k) * load<f64>(w + j * width + k);
      const p: usize = load<u32>(order + (i << 2));
      const q: usize = load<u32>(order + (j << 2));
      const bound = gamma * load<f64>(lengthD + (i << 3)) * load<f64>(lengthL + (j << 3)) + TINY;
      const row: usize = load<u32>(members + (p << 2));
      const column: usize = load<u32>(members + (q << 2));
      store<f64>(
        slack + row * whole + (column << 3),
        (abs(load<f64>(a + p * width + (q << 3)) - sum) + bound) * WIDE,
      );
      store<f64>(
        slack + column * whole + (row << 3),
        (abs(load<f64>(a + q * width + (p << 3)) - sum) + bound) * WIDE,
      );
    }
}

/** d = −Y v, and what |Y F + d| stays below. */
export function step(h: usize): void {
  const n = get(h, SIZE);
  const real = get(h, REAL) !== 0;
  const yRe = get(h, INVERSE_RE);
  const yIm = get(h, INVERSE_IM);
  const size = get(h, INVERSE_SIZE);
  const valueRe = get(h, VALUE_RE);
  const valueIm = get(h, VALUE_IM);
  const valueError = get(h, VALUE_ERROR);
  const gamma = gammaOf(n);
  for (let i: usize = 0; i < n; i++) {
    let re: f64 = 0;
    let im: f64 = 0;
    let error: f64 = 0;
    for (let k: usize = 0; k < n; k++) {
      const at = (i * n + k) << 3;
      const y = load<f64>(yRe + at);
      const v = load<f64>(valueRe + (k << 3));
      let modulus = abs(v);
      if (real) re -= y * v;
      else {
        const z = load<f64>(yIm + at);
        const w = load<f64>(valueIm + (k << 3));
        re -= y * v - z * w;
        im -= y * w + z * v;
        modulus += abs(w);
      }
      error += load<f64>(size + at) * (gamma * modulus + load<f64>(valueError + (k << 3)));
    }
    store<f64>(get(h, STEP_RE) + (i << 3), re);
    if (!real) store<f64>(get(h, STEP_IM) + (i << 3), im);
    store<f64>(get(h, STEP_ERROR) + (i << 3), error * WIDE + TINY);
  }
}

/** spread = error + |I − Y A|ρ + |Y|·slack·ρ, image = |d| + spread, rounded up; whether image < ρ throughout. */
export function contract(h: usize): u32 {
  const n = get(h, SIZE);
  const slack = get(h, SLACK);
  const real = get(h, REAL) !== 0;
  const rho = get(h, RHO);
  const room = get(h, ROOM);
  const defects = get(h, DEFECT);
  const size = get(h, INVERSE_SIZE);
  let inside: u32 = 1;
  for (let k: usize = 0; k < n; k++) {
    let sum: f64 = 0;
    for (let j: usize = 0; j < n; j++)
      sum += load<f64>(slack + ((k * n + j) << 3)) * load<f64>(rho + (j << 3));
    store<f64>(room + (k << 3), sum + TINY);
  }
  for (let i: usize = 0; i < n; i++) {
    let sum: f64 = load<f64>(get(h, STEP_ERROR) + (i << 3));
    for (let j: usize = 0; j < n; j++) {
      const at = (i * n + j) << 3;
      sum +=
        load<f64>(defects + at) * load<f64>(rho + (j << 3)) +
        load<f64>(size + at) * load<f64>(room + (j << 3));
    }
    const spread = sum * WIDE + TINY;
    let d = abs(load<f64>(get(h, STEP_RE) + (i << 3)));
    if (!real) d += abs(load<f64>(get(h, STEP_IM) + (i << 3)));
    const image = (d + spread) * WIDE;
    store<f64>(get(h, SPREAD) + (i << 3), spread);
    store<f64>(get(h, IMAGE) + (i << 3), image);
    const r = load<f64>(rho + (i << 3));
    if (!(image < r && r < LARGEST_RADIUS)) inside = 0;
  }
  return inside;
}
