/** Generated from kernel/layout.mjs by `npm run build:kernel`; not to be edited. */

/** The header of a family of polynomial systems (`polynomial-family.ts`): words. */
export const FAMILY_HEADER = {
  variables: 0,
  equations: 1,
  nodes: 2,
  terms: 3,
  places: 4,
  entries: 5,
  parent: 6,
  factor: 7,
  termStart: 8,
  termNode: 9,
  placeAt: 10,
  placeStart: 11,
  entryTerm: 12,
  entryNode: 13,
  exponent: 14,
  start: 15,
  target: 16,
  term: 17,
  entry: 18,
  slope: 19,
  node: 20,
  added: 21,
  out: 22,
  coefficient: 23,
  weight: 24,
} as const;

/** Its length in bytes, in whole pairs of doubles. */
export const FAMILY_HEADER_BYTES = 112;

/** The header of a tape (`structured-family.ts`): words. */
export const TAPE_HEADER = {
  values: 0,
  slopes: 1,
  tape: 2,
  plane: 3,
  planeBytes: 4,
  inputBytes: 5,
  later: 6,
  laterBytes: 7,
  rows: 8,
  unknowns: 9,
  homogeneous: 10,
  value: 11,
  jacobian: 12,
  rowScale: 13,
  columnScale: 14,
  systemEquations: 15,
  systemVariables: 16,
  homogeniser: 17,
  result: 18,
} as const;

/** Its length in bytes, in whole pairs of doubles. */
export const TAPE_HEADER_BYTES = 80;

/** A record of a tape that contracts A with B; steps per row, column and inner index, in bytes: bytes. */
export const CONTRACTION_RECORD = {
  kind: 0,
  rows: 4,
  columns: 8,
  inner: 12,
  a: 16,
  aRow: 20,
  aColumn: 24,
  aInner: 28,
  b: 32,
  bRow: 36,
  bColumn: 40,
  bInner: 44,
  out: 48,
  outRow: 52,
  outColumn: 56,
  flags: 60,
  coefficient: 64,
} as const;

/** A record of a tape that adds g (L ⊗ R) to the Jacobian of V; steps in bytes: bytes. */
export const KRONECKER_RECORD = {
  kind: 0,
  rows: 4,
  columns: 8,
  innerRows: 12,
  innerColumns: 16,
  g: 20,
  gStep: 24,
  left: 28,
  leftRow: 32,
  leftInner: 36,
  right: 40,
  rightInner: 44,
  rightColumn: 48,
  out: 52,
  outRow: 56,
  flags: 60,
  coefficient: 64,
  outInner: 72,
  outColumn: 76,
} as const;

/** Bytes from one to the next. */
export const TAPE_RECORD_BYTES = 80;

/** Flags of a contraction: constant factors, which are real in A's place, and factors that are inputs. */
export const CONTRACTION_FLAGS = {
  aConstant: 1,
  bConstant: 2,
  aInput: 4,
  bInput: 8,
} as const;

/** Flags of a Kronecker product. */
export const KRONECKER_FLAGS = {
  lIdentity: 1,
  rIdentity: 2,
  rReal: 4,
} as const;

/** The header of a certificate (`krawczyk.ts`): of all, of polynomials (`disc-system.ts`) from `parent` on, of balls from `factors` on: words. */
export const CERTIFICATE_HEADER = {
  size: 0,
  real: 1,
  nodes: 2,
  places: 3,
  centreRe: 4,
  centreIm: 5,
  slack: 6,
  inverseRe: 7,
  inverseIm: 8,
  inverseSize: 9,
  defect: 10,
  valueRe: 11,
  valueIm: 12,
  valueError: 13,
  stepRe: 14,
  stepIm: 15,
  stepError: 16,
  rho: 17,
  spread: 18,
  image: 19,
  room: 20,
  parent: 21,
  factor: 22,
  termStart: 23,
  termNode: 24,
  term: 25,
  rowError: 26,
  placeAt: 27,
  placeStart: 28,
  entryNode: 29,
  entry: 30,
  node: 31,
  pointRe: 32,
  pointIm: 33,
  rounding: 34,
  factors: 35,
  products: 36,
  order: 37,
  beside: 38,
  lengths: 39,
  block: 40,
  members: 41,
  starts: 42,
  blocks: 43,
} as const;

/** Its length in bytes, in whole pairs of doubles. */
export const CERTIFICATE_HEADER_BYTES = 176;

/** A term: coefficient as two double-doubles, size, error, and whether it is ±2^k: bytes. */
export const TERM_RECORD = {
  re: 0,
  reLow: 8,
  im: 16,
  imLow: 24,
  size: 32,
  error: 40,
  plain: 48,
} as const;

/** An entry of the Jacobian: coefficient, its bound on radii, its bound on sizes: bytes. */
export const ENTRY_RECORD = {
  re: 0,
  im: 8,
  onRadius: 16,
  onSize: 24,
} as const;

/** Bytes from one to the next. */
export const NODE_BYTES = 80;

/** Bytes from one to the next. */
export const TERM_BYTES = 56;

/** Bytes from one to the next. */
export const ENTRY_BYTES = 32;
