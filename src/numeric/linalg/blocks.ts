/**
 * Symmetric forms and Jacobians on R^n in blocks: the connected components of their sparsity graph, each a dense matrix,
 * restricted to the common kernel of some covectors. A covector ties its support together.
 */

/** A sparse square matrix as triplets; entries with equal places add up. */
export interface Triplets {
  readonly size: number;
  readonly rows: number[];
  readonly columns: number[];
  readonly values: number[];
}

/** A sparse covector. */
export interface Covector {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** A block, cut out of arrays that all blocks share: there may be hundreds of order 1 and 2. */
export interface Block {
  /** Its coordinates are members[start … start + size − 1], ascending. */
  readonly members: Int32Array;
  readonly start: number;
  readonly size: number;
  /** size×r orthonormal basis of the kernel of the covectors, row-major; null for the whole space. */
  readonly basis: { readonly columns: number; readonly data: Float64Array } | null;
  /** The reduced r×r matrix is data[at … at + r² − 1], row-major, r = order. */
  readonly data: Float64Array;
  readonly at: number;
  readonly order: number;
  /** Largest magnitude among the triplets summed into the block. */
  readonly scale: number;
}

/** The reduced matrix of a block, r×r. */
export const reducedOf = ({ data, at, order }: Block): Float64Array => data.subarray(at, at + order * order);

/** The coordinates by component of the graph that the form and the covectors make. */
interface Components {
  /** Component of each coordinate, and its place in there. */
  readonly blockOf: Int32Array;
  readonly place: Int32Array;
  readonly sizes: readonly number[];
}

/** Union–find; the smallest member is the root, so that components are numbered by their first members. */
function componentsOf(
  { size: n, rows, columns, values }: Triplets,
  covectors: readonly Covector[],
): Components {
  const parent = new Int32Array(n);
  for (let k = 0; k < n; k++) parent[k] = k;
  const find = (k: number): number => {
    let at = k;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const union = (a: number, b: number) => {
    const x = find(a);
    const y = find(b);
    if (x < y) parent[y] = x;
    else if (y < x) parent[x] = y;
  };
  for (let t = 0; t < values.length; t++)
    if (values[t] !== 0 && rows[t] !== columns[t]) union(rows[t]!, columns[t]!);
  for (const { indices } of covectors)
    for (let k = 1; k < indices.length; k++) union(indices[0]!, indices[k]!);

  // Roots come before the other members: one pass numbers the blocks.
  const blockOf = new Int32Array(n);
  const place = new Int32Array(n);
  const sizes: number[] = [];
  for (let k = 0; k < n; k++) {
    const root = find(k);
    const block = root === k ? sizes.push(0) - 1 : blockOf[root]!;
    blockOf[k] = block;
    place[k] = sizes[block]!++;
  }
  return { blockOf, place, sizes };
}

/** The covectors by component, in its coordinates. */
function normalsOf({ blockOf, place, sizes }: Components, covectors: readonly Covector[]) {
  const normals = new Map<number, Float64Array[]>();
  for (const { indices, values: entries } of covectors) {
    if (indices.length === 0) continue;
    const block = blockOf[indices[0]!]!;
    const v = new Float64Array(sizes[block]!);
    for (let k = 0; k < indices.length; k++) v[place[indices[k]!]!]! += entries[k]!;
    const list = normals.get(block);
    if (list === undefined) normals.set(block, [v]);
    else list.push(v);
  }
  return normals;
}

/** Splits a form into blocks and restricts each to the kernel of the covectors. */
export function splitBlocks(form: Triplets, covectors: readonly Covector[]): Block[] {
  const { size: n, rows, columns, values } = form;
  const components = componentsOf(form, covectors);
  const { blockOf, place, sizes } = components;
  const starts = new Int32Array(sizes.length + 1);
  const squares = new Int32Array(sizes.length + 1);
  sizes.forEach((size, b) => {
    starts[b + 1] = starts[b]! + size;
    squares[b + 1] = squares[b]! + size * size;
  });
  // A counting sort collects the members.
  const members = new Int32Array(n);
  for (let k = 0; k < n; k++) members[starts[blockOf[k]!]! + place[k]!] = k;
  const dense = new Float64Array(squares[sizes.length]!);
  const scales = new Float64Array(sizes.length);
  for (let t = 0; t < values.length; t++) {
    const [row, value] = [rows[t]!, values[t]!];
    if (value === 0) continue;
    const block = blockOf[row]!;
    const size = Math.abs(value);
    if (size > scales[block]!) scales[block] = size;
    dense[squares[block]! + place[row]! * sizes[block]! + place[columns[t]!]!]! += value;
  }
  const normals = normalsOf(components, covectors);
  return sizes.map((size, b): Block => {
    const start = starts[b]!;
    const scale = scales[b]!;
    const at = squares[b]!;
    const local = normals.get(b);
    if (local === undefined)
      return { members, start, size, basis: null, data: dense, at, order: size, scale };
    const basis = kernelBasis(local, size);
    const order = basis.columns;
    const data = compress(dense.subarray(at, at + size * size), size, basis.data, order);
    return { members, start, size, basis, data, at: 0, order, scale };
  });
}

/** Orthonormal basis (k×r, row-major) of the common kernel of covectors, by Householder QR. */
export function kernelBasis(
  covectors: readonly Float64Array[],
  k: number,
): { columns: number; data: Float64Array } {
  const reflectors: Float64Array[] = [];
  for (const original of covectors) {
    const v = Float64Array.from(original);
    for (const h of reflectors) reflect(h, v);
    const start = reflectors.length;
    let squares = 0;
    for (let i = start; i < k; i++) squares += v[i]! * v[i]!;
    const length = Math.sqrt(squares);
    if (length === 0) continue;
    const h = new Float64Array(k);
    for (let i = start; i < k; i++) h[i] = v[i]!;
    h[start]! += v[start]! >= 0 ? length : -length;
    reflectors.push(h);
  }
  const columns = k - reflectors.length;
  const data = new Float64Array(k * columns);
  const e = new Float64Array(k);
  for (let c = 0; c < columns; c++) {
    e.fill(0);
    e[reflectors.length + c] = 1;
    for (let r = reflectors.length - 1; r >= 0; r--) reflect(reflectors[r]!, e);
    for (let i = 0; i < k; i++) data[i * columns + c] = e[i]!;
  }
  return { columns, data };
}

/** v ← (I − 2 h hᵀ / ‖h‖²) v. */
function reflect(h: Float64Array, v: Float64Array): void {
  let dot = 0;
  let squares = 0;
  for (let i = 0; i < h.length; i++) {
    dot += h[i]! * v[i]!;
    squares += h[i]! * h[i]!;
  }
  if (squares === 0 || dot === 0) return;
  const factor = (2 * dot) / squares;
  for (let i = 0; i < h.length; i++) v[i]! -= factor * h[i]!;
}

/** Zᵀ A Z. */
export function compress(a: Float64Array, k: number, z: Float64Array, r: number): Float64Array {
  const az = new Float64Array(k * r);
  for (let i = 0; i < k; i++)
    for (let l = 0; l < k; l++) {
      const value = a[i * k + l]!;
      if (value !== 0) for (let c = 0; c < r; c++) az[i * r + c]! += value * z[l * r + c]!;
    }
  const out = new Float64Array(r * r);
  for (let i = 0; i < k; i++)
    for (let c = 0; c < r; c++) {
      const value = z[i * r + c]!;
      if (value !== 0) for (let d = 0; d < r; d++) out[c * r + d]! += value * az[i * r + d]!;
    }
  return out;
}

/** The coordinates of a vector in a block's basis. */
export const project = (v: Float64Array, basis: NonNullable<Block["basis"]>): Float64Array => {
  const out = new Float64Array(basis.columns);
  for (let i = 0; i < v.length; i++)
    for (let c = 0; c < basis.columns; c++) out[c]! += v[i]! * basis.data[i * basis.columns + c]!;
  return out;
};
