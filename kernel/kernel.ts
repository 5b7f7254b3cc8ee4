/**
 * The inner loops of the solver in WebAssembly (AssemblyScript): the term interpreter of `src/numeric/polynomial/polynomial-family.ts`, the
 * tapes of `src/numeric/polynomial/structured-family.ts` and the complex LU of `src/numeric/linalg/complex-lu.ts`, which say
 * what is computed.
 *
 * `npm run build:kernel` compiles it into `src/numeric/kernel/path-kernel-binary.ts`. Complex numbers are pairs of doubles, one vector each.
 * Indices of nodes and terms come as byte offsets of pairs.
 *
 * Headers, records and flags: `layout.mjs`. Tapes: values of order 0 lie at PLANE, the inputs, then the slots; those of order k lie
 * k · PLANE_BYTES further on, and what an update adds after order 4. Constants and the slots of the Jacobian (LATER) have order 0
 * alone. Places and steps of records are in bytes, of operands of order 0.
 */

import {
  A_CONSTANT,
  A_INPUT,
  ADDED,
  B_CONSTANT,
  B_INPUT,
  C_A,
  C_A_COLUMN,
  C_A_INNER,
  C_A_ROW,
  C_B,
  C_B_COLUMN,
  C_B_INNER,
  C_B_ROW,
  C_COEFFICIENT,
  C_COLUMNS,
  C_FLAGS,
  C_INNER,
  C_KIND,
  C_OUT,
  C_OUT_COLUMN,
  C_OUT_ROW,
  C_ROWS,
  COEFFICIENT,
  COLUMN_SCALE,
  ENTRIES,
  ENTRY,
  ENTRY_NODE,
  ENTRY_TERM,
  EQUATIONS,
  EXPONENT,
  FACTOR,
  HOMOGENEOUS,
  HOMOGENISER,
  INPUT_BYTES,
  JACOBIAN,
  K_COEFFICIENT,
  K_COLUMNS,
  K_FLAGS,
  K_G,
  K_G_STEP,
  K_INNER_COLUMNS,
  K_INNER_ROWS,
  K_LEFT,
  K_LEFT_INNER,
  K_LEFT_ROW,
  K_OUT,
  K_OUT_COLUMN,
  K_OUT_INNER,
  K_OUT_ROW,
  K_RIGHT,
  K_RIGHT_COLUMN,
  K_RIGHT_INNER,
  K_ROWS,
  L_IDENTITY,
  LATER,
  LATER_BYTES,
  NODE,
  NODES,
  OUT,
  PARENT,
  PLACE_AT,
  PLACE_START,
  PLACES,
  PLANE,
  PLANE_BYTES,
  R_IDENTITY,
  R_REAL,
  RESULT,
  ROW_SCALE,
  ROWS,
  SLOPE,
  SLOPES,
  START,
  SYSTEM_EQUATIONS,
  SYSTEM_VARIABLES,
  TAPE,
  TAPE_RECORD_BYTES,
  TARGET,
  TERM,
  TERM_NODE,
  TERM_START,
  TERMS,
  UNKNOWNS,
  VALUE,
  VALUES,
  VARIABLES,
  WEIGHT,
} from "./path-layout";

function get(header: usize, at: usize): usize {
  return load<u32>(header + at);
}

/** a b */
function times(a: v128, b: v128): v128 {
  const re = v128.shuffle<f64>(a, a, 0, 0);
  const im = v128.shuffle<f64>(a, a, 1, 1);
  const swapped = v128.shuffle<f64>(b, b, 1, 0);
  return f64x2.add(f64x2.mul(re, b), f64x2.mul(f64x2.mul(im, f64x2(-1, 1)), swapped));
}

/** Σ a_r b + i Σ a_i b, from its two sums. */
function joined(re: v128, im: v128): v128 {
  return f64x2.add(re, f64x2.mul(v128.shuffle<f64>(im, im, 1, 0), f64x2(-1, 1)));
}

export function setTime(h: usize, tRe: f64, tIm: f64): void {
  const terms = get(h, TERMS);
  const start = get(h, START);
  const target = get(h, TARGET);
  const term = get(h, TERM);
  const t = f64x2(tRe, tIm);
  for (let k: usize = 0; k < terms << 4; k += 16) {
    const g = v128.load(target + k);
    v128.store(term + k, f64x2.add(g, times(t, f64x2.sub(v128.load(start + k), g))));
  }
  const entries = get(h, ENTRIES);
  const entryTerm = get(h, ENTRY_TERM);
  const exponent = get(h, EXPONENT);
  const entry = get(h, ENTRY);
  for (let e: usize = 0; e < entries; e++)
    v128.store(
      entry + (e << 4),
      f64x2.mul(v128.load64_splat(exponent + (e << 3)), v128.load(term + load<u32>(entryTerm + (e << 2)))),
    );
}

export function evaluate(h: usize): void {
  const variables = get(h, VARIABLES);
  const equations = get(h, EQUATIONS);
  const nodes = get(h, NODES);
  const node = get(h, NODE);
  const parent = get(h, PARENT);
  const factor = get(h, FACTOR);
  for (let k = variables + 1; k < nodes; k++)
    v128.store(
      node + (k << 4),
      times(v128.load(node + load<u32>(parent + (k << 2))), v128.load(node + load<u32>(factor + (k << 2)))),
    );
  const out = get(h, OUT);
  const termStart = get(h, TERM_START);
  const termNode = get(h, TERM_NODE);
  const term = get(h, TERM);
  let k: usize = 0;
  for (let i: usize = 0; i < equations; i++) {
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    for (const end: usize = load<u32>(termStart + (i << 2) + 4); k < end; k++) {
      const n = v128.load(node + load<u32>(termNode + (k << 2)));
      re = f64x2.add(re, f64x2.mul(v128.load64_splat(term + (k << 4)), n));
      im = f64x2.add(im, f64x2.mul(v128.load64_splat(term + (k << 4) + 8), n));
    }
    const sum = joined(re, im);
    store<f64>(out + (i << 3), f64x2.extract_lane(sum, 0));
    store<f64>(out + ((equations + i) << 3), f64x2.extract_lane(sum, 1));
  }
  const places = get(h, PLACES);
  const placeAt = get(h, PLACE_AT);
  const placeStart = get(h, PLACE_START);
  const entryNode = get(h, ENTRY_NODE);
  const entry = get(h, ENTRY);
  const jacobianRe = out + (equations << 4);
  const jacobianIm = jacobianRe + ((equations * variables) << 3);
  let e: usize = 0;
  for (let p: usize = 0; p < places; p++) {
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    for (const end: usize = load<u32>(placeStart + (p << 2) + 4); e < end; e++) {
      const n = v128.load(node + load<u32>(entryNode + (e << 2)));
      re = f64x2.add(re, f64x2.mul(v128.load64_splat(entry + (e << 4)), n));
      im = f64x2.add(im, f64x2.mul(v128.load64_splat(entry + (e << 4) + 8), n));
    }
    const sum = joined(re, im);
    const at = load<u32>(placeAt + (p << 2)) << 3;
    store<f64>(jacobianRe + at, f64x2.extract_lane(sum, 0));
    store<f64>(jacobianIm + at, f64x2.extract_lane(sum, 1));
  }
}

export function startSeries(h: usize, dRe: f64, dIm: f64): void {
  const terms = get(h, TERMS);
  const start = get(h, START);
  const target = get(h, TARGET);
  const slope = get(h, SLOPE);
  const d = f64x2(dRe, dIm);
  for (let k: usize = 0; k < terms << 4; k += 16)
    v128.store(slope + k, times(d, f64x2.sub(v128.load(start + k), v128.load(target + k))));
}

/** The monomials' coefficients of one order from those below, then the sums over the terms. */
export function seriesCoefficient(h: usize, order: usize): void {
  const variables = get(h, VARIABLES);
  const equations = get(h, EQUATIONS);
  const nodes = get(h, NODES);
  const node = get(h, NODE);
  const plane = nodes << 4;
  const here = node + order * plane;
  const below = here - plane;
  memory.fill(here, 0, order === 1 ? plane : (variables + 1) << 4);
  if (order > 1) {
    const parent = get(h, PARENT);
    const factor = get(h, FACTOR);
    for (let k = variables + 1; k < nodes; k++) {
      const a = node + load<u32>(parent + (k << 2));
      const b = node + load<u32>(factor + (k << 2));
      let sum = f64x2.splat(0);
      let p = a + plane;
      let q = b + (order - 1) * plane;
      for (let i: usize = 1; i <= order; i++, p += plane, q -= plane)
        sum = f64x2.add(sum, times(v128.load(p), v128.load(q)));
      v128.store(here + (k << 4), sum);
    }
  }
  const out = get(h, COEFFICIENT);
  const termStart = get(h, TERM_START);
  const termNode = get(h, TERM_NODE);
  const term = get(h, TERM);
  const slope = get(h, SLOPE);
  let k: usize = 0;
  for (let i: usize = 0; i < equations; i++) {
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    for (const end: usize = load<u32>(termStart + (i << 2) + 4); k < end; k++) {
      const at: usize = load<u32>(termNode + (k << 2));
      const n = v128.load(here + at);
      const m = v128.load(below + at);
      re = f64x2.add(re, f64x2.mul(v128.load64_splat(term + (k << 4)), n));
      im = f64x2.add(im, f64x2.mul(v128.load64_splat(term + (k << 4) + 8), n));
      re = f64x2.add(re, f64x2.mul(v128.load64_splat(slope + (k << 4)), m));
      im = f64x2.add(im, f64x2.mul(v128.load64_splat(slope + (k << 4) + 8), m));
    }
    const sum = joined(re, im);
    store<f64>(out + (i << 3), f64x2.extract_lane(sum, 0));
    store<f64>(out + ((equations + i) << 3), f64x2.extract_lane(sum, 1));
  }
}

/** Adds the share of [s^j] e^{w (t + s d)} = e^{w t} (w d)^j / j!, 2 ≤ j ≤ order, to the last coefficient. */
export function addHigherOrders(h: usize, order: usize, d: f64): void {
  const equations = get(h, EQUATIONS);
  const plane = get(h, NODES) << 4;
  const top = get(h, NODE) + (order - 2) * plane;
  const out = get(h, COEFFICIENT);
  const termStart = get(h, TERM_START);
  const termNode = get(h, TERM_NODE);
  const term = get(h, TERM);
  const weight = get(h, WEIGHT);
  let k: usize = 0;
  for (let i: usize = 0; i < equations; i++) {
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    for (const end: usize = load<u32>(termStart + (i << 2) + 4); k < end; k++) {
      const w = load<f64>(weight + (k << 3)) * d;
      if (w === 0) continue;
      let growth = w;
      let sum = f64x2.splat(0);
      let at = top + load<u32>(termNode + (k << 2));
      for (let j: usize = 2; j <= order; j++, at -= plane) {
        growth *= w / f64(j);
        sum = f64x2.add(sum, f64x2.mul(f64x2.splat(growth), v128.load(at)));
      }
      re = f64x2.add(re, f64x2.mul(v128.load64_splat(term + (k << 4)), sum));
      im = f64x2.add(im, f64x2.mul(v128.load64_splat(term + (k << 4) + 8), sum));
    }
    const sum = joined(re, im);
    const atRe = out + (i << 3);
    const atIm = out + ((equations + i) << 3);
    store<f64>(atRe, load<f64>(atRe) + f64x2.extract_lane(sum, 0));
    store<f64>(atIm, load<f64>(atIm) + f64x2.extract_lane(sum, 1));
  }
}

/** Adds what x's coefficient of one order contributes; the pairs 1 … n of ADDED hold it. */
export function updateSeries(h: usize, order: usize): void {
  const variables = get(h, VARIABLES);
  const nodes = get(h, NODES);
  const node = get(h, NODE);
  const added = get(h, ADDED);
  const parent = get(h, PARENT);
  const factor = get(h, FACTOR);
  const here = node + order * (nodes << 4);
  memory.copy(here + 16, added + 16, variables << 4);
  for (let k = variables + 1; k < nodes; k++) {
    const a: usize = load<u32>(parent + (k << 2));
    const b: usize = load<u32>(factor + (k << 2));
    const sum = f64x2.add(
      times(v128.load(added + a), v128.load(node + b)),
      times(v128.load(node + a), v128.load(added + b)),
    );
    v128.store(added + (k << 4), sum);
    const at = here + (k << 4);
    v128.store(at, f64x2.add(v128.load(at), sum));
  }
}

/** out += c Σ_{n < count} A B at places a + n · step and b − n · step, as the record says. */
function contract(record: usize, a: usize, b: usize, out: usize, count: usize, step: usize): void {
  const rows = get(record, C_ROWS);
  const columns = get(record, C_COLUMNS);
  const inner = get(record, C_INNER);
  const aRow = get(record, C_A_ROW);
  const aColumn = get(record, C_A_COLUMN);
  const aInner = get(record, C_A_INNER);
  const bRow = get(record, C_B_ROW);
  const bColumn = get(record, C_B_COLUMN);
  const bInner = get(record, C_B_INNER);
  const outRow = get(record, C_OUT_ROW);
  const outColumn = get(record, C_OUT_COLUMN);
  const real = get(record, C_FLAGS) & A_CONSTANT;
  const c = v128.load64_splat(record + C_COEFFICIENT);
  for (let i: usize = 0; i < rows; i++, a += aRow, b += bRow, out += outRow) {
    let p = a;
    let q = b;
    let o = out;
    for (let j: usize = 0; j < columns; j++, p += aColumn, q += bColumn, o += outColumn) {
      const sum = real
        ? realSum(p, aInner, q, bInner, inner)
        : convolvedSum(p, aInner, q, bInner, inner, count, step);
      v128.store(o, f64x2.add(v128.load(o), f64x2.mul(c, sum)));
    }
  }
}

/** Σ_k x_k y_k for real x. */
function realSum(x: usize, xStep: usize, y: usize, yStep: usize, inner: usize): v128 {
  let sum = f64x2.splat(0);
  for (let k = inner; k > 0; k--, x += xStep, y += yStep)
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(x), v128.load(y)));
  return sum;
}

/** Σ_{n < count} Σ_k x_k y_k for complex x at a + n · step and y at b − n · step. */
function convolvedSum(
  a: usize,
  xStep: usize,
  b: usize,
  yStep: usize,
  inner: usize,
  count: usize,
  step: usize,
): v128 {
  let re = f64x2.splat(0);
  let im = f64x2.splat(0);
  let x = a;
  let y = b;
  for (let n: usize = 0; ; ) {
    for (let k = inner; k > 0; k--, x += xStep, y += yStep) {
      const z = v128.load(y);
      re = f64x2.add(re, f64x2.mul(v128.load64_splat(x), z));
      im = f64x2.add(im, f64x2.mul(v128.load64_splat(x + 8), z));
    }
    if (++n === count) break;
    x = a + n * step;
    y = b - n * step;
  }
  return joined(re, im);
}

/** J[(i, j), (k, l)] += c g_(i,j) L_ik R_lj. */
function kronecker(record: usize): void {
  const rows = get(record, K_ROWS);
  const columns = get(record, K_COLUMNS);
  const yRows = get(record, K_INNER_ROWS);
  const yColumns = get(record, K_INNER_COLUMNS);
  const g = get(record, K_G);
  const gStep = get(record, K_G_STEP);
  const left = get(record, K_LEFT);
  const leftRow = get(record, K_LEFT_ROW);
  const leftInner = get(record, K_LEFT_INNER);
  const right = get(record, K_RIGHT);
  const rightInner = get(record, K_RIGHT_INNER);
  const rightColumn = get(record, K_RIGHT_COLUMN);
  const out = get(record, K_OUT);
  const outRow = get(record, K_OUT_ROW);
  const flags = get(record, K_FLAGS);
  const c = v128.load64_splat(record + K_COEFFICIENT);
  const outInner = get(record, K_OUT_INNER);
  const outColumn = get(record, K_OUT_COLUMN);
  for (let i: usize = 0; i < rows; i++) {
    const first = flags & L_IDENTITY ? i : 0;
    const last = flags & L_IDENTITY ? i + 1 : yRows;
    for (let k = first; k < last; k++) {
      let factor = c;
      if (!(flags & L_IDENTITY)) factor = f64x2.mul(c, v128.load(left + i * leftRow + k * leftInner));
      else factor = f64x2.mul(c, f64x2(1, 0));
      let w = times(factor, v128.load(g));
      let row = out + i * columns * outRow + k * outInner;
      let r = right;
      for (let j: usize = 0; j < columns; j++, row += outRow, r += rightColumn) {
        if (gStep) w = times(factor, v128.load(g + (i * columns + j) * gStep));
        if (flags & R_IDENTITY) {
          const o = row + j * outColumn;
          v128.store(o, f64x2.add(v128.load(o), w));
          continue;
        }
        if (flags & R_REAL) addReal(row, outColumn, w, r, rightInner, yColumns);
        else addComplex(row, outColumn, w, r, rightInner, yColumns);
      }
    }
  }
}

/** o_l += w q_l for real q. */
function addReal(o: usize, oStep: usize, w: v128, q: usize, qStep: usize, length: usize): void {
  for (let l: usize = 0; l < length; l++, q += qStep, o += oStep)
    v128.store(o, f64x2.add(v128.load(o), f64x2.mul(w, v128.load64_splat(q))));
}

/** o_l += w q_l for complex q. */
function addComplex(o: usize, oStep: usize, w: v128, q: usize, qStep: usize, length: usize): void {
  const re = v128.shuffle<f64>(w, w, 0, 0);
  const im = f64x2.mul(v128.shuffle<f64>(w, w, 1, 1), f64x2(-1, 1));
  for (let l: usize = 0; l < length; l++, q += qStep, o += oStep) {
    const z = v128.load(q);
    const sum = f64x2.add(f64x2.mul(re, z), f64x2.mul(im, v128.shuffle<f64>(z, z, 1, 0)));
    v128.store(o, f64x2.add(v128.load(o), sum));
  }
}

/** Value and Jacobian of a tape at its inputs, scaled, into the places of the whole system. */
export function evaluateTape(h: usize): void {
  const plane = get(h, PLANE);
  const inputBytes = get(h, INPUT_BYTES);
  memory.fill(plane + inputBytes, 0, get(h, PLANE_BYTES) - inputBytes);
  memory.fill(get(h, LATER), 0, get(h, LATER_BYTES));
  let record = get(h, TAPE);
  const end = record + (get(h, VALUES) + get(h, SLOPES)) * TAPE_RECORD_BYTES;
  for (; record < end; record += TAPE_RECORD_BYTES)
    if (get(record, C_KIND)) kronecker(record);
    else contract(record, get(record, C_A), get(record, C_B), get(record, C_OUT), 1, 0);
  const rows = get(h, ROWS);
  const unknowns = get(h, UNKNOWNS);
  const homogeneous = get(h, HOMOGENEOUS);
  const rowScale = get(h, ROW_SCALE);
  const columnScale = get(h, COLUMN_SCALE);
  const equations = get(h, SYSTEM_EQUATIONS);
  const variables = get(h, SYSTEM_VARIABLES);
  const homogeniser = get(h, HOMOGENISER) << 3;
  let value = get(h, VALUE);
  let entry = get(h, JACOBIAN);
  let valueRe = get(h, RESULT);
  let valueIm = valueRe + (equations << 3);
  let rowRe = valueIm + (equations << 3);
  let rowIm = rowRe + ((equations * variables) << 3);
  for (let i: usize = 0; i < rows; i++) {
    const rho = v128.load64_splat(rowScale + (i << 3));
    const f = f64x2.mul(rho, v128.load(value));
    store<f64>(valueRe, f64x2.extract_lane(f, 0));
    store<f64>(valueIm, f64x2.extract_lane(f, 1));
    value += 16;
    valueRe += 8;
    valueIm += 8;
    let v: usize = 0;
    for (; v + 1 < unknowns; v += 2, entry += 32) {
      const scale = f64x2.mul(rho, v128.load(columnScale + (v << 3)));
      const a = v128.load(entry);
      const b = v128.load(entry + 16);
      v128.store(rowRe + (v << 3), f64x2.mul(scale, v128.shuffle<f64>(a, b, 0, 2)));
      v128.store(rowIm + (v << 3), f64x2.mul(scale, v128.shuffle<f64>(a, b, 1, 3)));
    }
    if (v < unknowns) {
      const a = f64x2.mul(f64x2.mul(rho, v128.load64_splat(columnScale + (v << 3))), v128.load(entry));
      store<f64>(rowRe + (v << 3), f64x2.extract_lane(a, 0));
      store<f64>(rowIm + (v << 3), f64x2.extract_lane(a, 1));
      entry += 16;
    }
    if (homogeneous) {
      const a = f64x2.mul(f64x2.mul(rho, v128.load64_splat(columnScale + (unknowns << 3))), v128.load(entry));
      store<f64>(rowRe + homogeniser, f64x2.extract_lane(a, 0));
      store<f64>(rowIm + homogeniser, f64x2.extract_lane(a, 1));
      entry += 16;
    }
    rowRe += variables << 3;
    rowIm += variables << 3;
  }
}

/** F's coefficient of one order from the coefficients of x below it, scaled, into the places of the values. */
export function tapeCoefficient(h: usize, order: usize): void {
  const size = get(h, PLANE_BYTES);
  const shift = order * size;
  memory.fill(get(h, PLANE) + shift, 0, size);
  // Of order 1 nothing is known yet.
  if (order > 1) {
    let record = get(h, TAPE);
    const end = record + get(h, VALUES) * TAPE_RECORD_BYTES;
    for (; record < end; record += TAPE_RECORD_BYTES) {
      const flags = get(record, C_FLAGS);
      const a = get(record, C_A);
      const b = get(record, C_B);
      const out = get(record, C_OUT) + shift;
      if (flags & A_CONSTANT) {
        if (!(flags & (B_CONSTANT | B_INPUT))) contract(record, a, b + shift, out, 1, 0);
        continue;
      }
      // Products a_i b_{order−i}; coefficients of the inputs of this order are still zero.
      const first: usize = flags & B_INPUT ? 1 : 0;
      const last: usize = flags & A_INPUT ? order - 1 : order;
      contract(record, a + first * size, b + shift - first * size, out, last + 1 - first, size);
    }
  }
  const rows = get(h, ROWS);
  const equations = get(h, SYSTEM_EQUATIONS);
  const rowScale = get(h, ROW_SCALE);
  const value = get(h, VALUE) + shift;
  const out = get(h, RESULT);
  for (let i: usize = 0; i < rows; i++) {
    const f = f64x2.mul(v128.load64_splat(rowScale + (i << 3)), v128.load(value + (i << 4)));
    store<f64>(out + (i << 3), f64x2.extract_lane(f, 0));
    store<f64>(out + ((equations + i) << 3), f64x2.extract_lane(f, 1));
  }
}

/** Adds what x's coefficient of one order contributes; the inputs among what is added hold it. */
export function updateTape(h: usize, order: usize): void {
  const size = get(h, PLANE_BYTES);
  const inputBytes = get(h, INPUT_BYTES);
  const plane = get(h, PLANE);
  const added = 5 * size;
  memory.fill(plane + added + inputBytes, 0, size - inputBytes);
  let record = get(h, TAPE);
  const end = record + get(h, VALUES) * TAPE_RECORD_BYTES;
  for (; record < end; record += TAPE_RECORD_BYTES) {
    const flags = get(record, C_FLAGS);
    const a = get(record, C_A);
    const b = get(record, C_B);
    const out = get(record, C_OUT) + added;
    if (!(flags & A_CONSTANT)) contract(record, a, b + added, out, 2, added);
    else if (!(flags & B_CONSTANT)) contract(record, a, b + added, out, 1, 0);
  }
  let from = plane + added;
  let to = plane + order * size;
  for (const stop = to + size; to < stop; to += 16, from += 16)
    v128.store(to, f64x2.add(v128.load(to), v128.load(from)));
}

/**
 * PA = LU of a scaled copy: pairs at `lu`, then n inverses of pivots (pairs), n scalings, n pivots (integers in slots of 8 bytes).
 * False (0) if a pivot vanishes or is not finite.
 */
export function factor(n: usize, aRe: usize, aIm: usize, lu: usize): u32 {
  const width = n << 4;
  const inverse = lu + n * width;
  const scaling = inverse + width;
  const pivots = scaling + (n << 3);
  for (let i: usize = 0; i < n; i++) if (!scaleRow(n, aRe, aIm, i, lu, scaling)) return 0;
  for (let c: usize = 0; c < n; c++) {
    const pivot = largestBelow(n, lu, c);
    if (pivot === n) return 0;
    store<u32>(pivots + (c << 3), <u32>pivot);
    const row = lu + c * width;
    if (pivot !== c) exchange(row, lu + pivot * width, width);
    const d = row + (c << 4);
    const re = load<f64>(d);
    const im = load<f64>(d + 8);
    const scale = 1 / (re * re + im * im);
    const reciprocal = f64x2(re * scale, -im * scale);
    v128.store(inverse + (c << 4), reciprocal);
    clearBelow(d, reciprocal, (n - c) << 4, width, lu + n * width);
  }
  return 1;
}

/** Row i of A over its largest entry, as pairs; false where it is zero or not finite. */
function scaleRow(n: usize, aRe: usize, aIm: usize, i: usize, lu: usize, scaling: usize): bool {
  let max: f64 = 0;
  let sum: f64 = 0;
  const from = i * (n << 3);
  for (let k = from; k < from + (n << 3); k += 8) {
    const size = abs(load<f64>(aRe + k)) + abs(load<f64>(aIm + k));
    sum += size;
    if (size > max) max = size;
  }
  // The sum keeps a NaN that the maximum passes over.
  if (!(max > 0 && sum < Infinity)) return false;
  const scale = 1 / max;
  store<f64>(scaling + (i << 3), scale);
  for (let k = from; k < from + (n << 3); k += 8) {
    store<f64>(lu + (k << 1), load<f64>(aRe + k) * scale);
    store<f64>(lu + (k << 1) + 8, load<f64>(aIm + k) * scale);
  }
  return true;
}

/** The row from c on with the largest entry of column c; n where that is zero. */
function largestBelow(n: usize, lu: usize, c: usize): usize {
  let pivot = n;
  let best: f64 = 0;
  for (let i = c; i < n; i++) {
    const at = lu + ((i * n + c) << 4);
    const re = load<f64>(at);
    const im = load<f64>(at + 8);
    const size = re * re + im * im;
    if (size > best) {
      best = size;
      pivot = i;
    }
  }
  return pivot;
}

function exchange(a: usize, b: usize, bytes: usize): void {
  for (let k: usize = 0; k < bytes; k += 16) {
    const x = v128.load(a + k);
    v128.store(a + k, v128.load(b + k));
    v128.store(b + k, x);
  }
}

/** Rows below the pivot at `d`, up to `end`, minus their multiples of its row, which has `length` bytes from there. */
function clearBelow(d: usize, reciprocal: v128, length: usize, width: usize, end: usize): void {
  for (let at = d + width; at < end; at += width) {
    const l = times(v128.load(at), reciprocal);
    v128.store(at, l);
    const re = v128.shuffle<f64>(l, l, 0, 0);
    const im = f64x2.mul(v128.shuffle<f64>(l, l, 1, 1), f64x2(-1, 1));
    for (let k: usize = 16; k < length; k += 16) {
      const u = v128.load(d + k);
      const product = f64x2.add(f64x2.mul(re, u), f64x2.mul(im, v128.shuffle<f64>(u, u, 1, 0)));
      v128.store(at + k, f64x2.sub(v128.load(at + k), product));
    }
  }
}

/** A x = b, in place, split into real and imaginary parts; `x` is room for n pairs. */
export function solve(n: usize, lu: usize, bRe: usize, bIm: usize, x: usize): void {
  const width = n << 4;
  const inverse = lu + n * width;
  const scaling = inverse + width;
  const pivots = scaling + (n << 3);
  for (let i: usize = 0; i < n; i++) {
    const scale = load<f64>(scaling + (i << 3));
    v128.store(x + (i << 4), f64x2(load<f64>(bRe + (i << 3)) * scale, load<f64>(bIm + (i << 3)) * scale));
  }
  for (let c: usize = 0; c < n; c++) {
    const pivot: usize = load<u32>(pivots + (c << 3));
    if (pivot !== c) {
      const y = v128.load(x + (c << 4));
      v128.store(x + (c << 4), v128.load(x + (pivot << 4)));
      v128.store(x + (pivot << 4), y);
    }
  }
  for (let i: usize = 1; i < n; i++) {
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    const row = lu + i * width;
    for (let k: usize = 0; k < i << 4; k += 16) {
      const y = v128.load(x + k);
      re = f64x2.add(re, f64x2.mul(v128.load64_splat(row + k), y));
      im = f64x2.add(im, f64x2.mul(v128.load64_splat(row + k + 8), y));
    }
    v128.store(x + (i << 4), f64x2.sub(v128.load(x + (i << 4)), joined(re, im)));
  }
  for (let i = n; i-- > 0; ) {
    let re = f64x2.splat(0);
    let im = f64x2.splat(0);
    const row = lu + i * width;
    for (let k = (i + 1) << 4; k < width; k += 16) {
      const y = v128.load(x + k);
      re = f64x2.add(re, f64x2.mul(v128.load64_splat(row + k), y));
      im = f64x2.add(im, f64x2.mul(v128.load64_splat(row + k + 8), y));
    }
    const y = times(f64x2.sub(v128.load(x + (i << 4)), joined(re, im)), v128.load(inverse + (i << 4)));
    v128.store(x + (i << 4), y);
    store<f64>(bRe + (i << 3), f64x2.extract_lane(y, 0));
    store<f64>(bIm + (i << 3), f64x2.extract_lane(y, 1));
  }
}
