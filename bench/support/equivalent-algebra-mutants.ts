/** Mutants of the verification that change no answer, with the reason. */
export interface EquivalentAlgebraMutant {
  readonly file: string;
  /** A part of the line. */
  readonly context: string;
  readonly replacement?: string;
  readonly reason: string;
}

const MORE_MEMORY = "more memory than is needed";
const SPEED_ONLY = "decides which of two ways is taken to the same answer, and with it the time alone";

export const ALGEBRA_EQUIVALENT: readonly EquivalentAlgebraMutant[] = [
  {
    file: "bound.ts",
    context: "exponents.reduce((most, a) => Math.max(most, a[v]!), 0)",
    replacement: "1",
    reason: "a larger box of monomials: the rank decides all the same",
  },
  {
    file: "bound.ts",
    context: "own.slice(0, k + 2)",
    replacement: "1",
    reason: "a larger box of monomials: the rank decides all the same",
  },
  {
    file: "bound.ts",
    context: "own.slice(0, k + 2)",
    replacement: "3",
    reason: "a larger box of monomials: the rank decides all the same",
  },
  {
    file: "components.ts",
    context: "const early = isClearlyWithout(part.equations, 1, variables)",
    replacement: "2",
    reason:
      "the part that primes propose has no component of dimension 0; this verifies it, and no input is known for which it fails",
  },
  {
    file: "components.ts",
    context: "const early = isClearlyWithout(part.equations, 1, variables)",
    replacement: "0",
    reason:
      "the part that primes propose has no component of dimension 0; this verifies it, and no input is known for which it fails",
  },
  {
    file: "components.ts",
    context: "if (early === null && layers.kind",
    reason:
      "the part that primes propose has no component of dimension 0; this verifies it, and no input is known for which it fails",
  },
  {
    file: "components.ts",
    context: "if (dimension < 1) return undefined;",
    replacement: "0",
    reason:
      "the part that primes propose has no component of dimension 0; this verifies it, and no input is known for which it fails",
  },
  {
    file: "components.ts",
    context: "within(work.left / 2, work",
    reason: "says how much of the work layers may take, and nothing else",
  },
  {
    file: "components.ts",
    context: "layers.slice(1)",
    replacement: "0",
    reason: "products of two elements of the first layer vanish where they do",
  },
  {
    file: "components.ts",
    context: "const most = Math.max(",
    reason:
      "how far powers are tried: larger ones than the degree of any layer are needed for embedded components at most",
  },
  {
    file: "components.ts",
    context: "BigInt(random.integer(1, 9))",
    reason: "which combination: any general one",
  },
  {
    file: "components.ts",
    context: "if (part.length > 1)",
    reason: "with one generator k is a multiple of it: k = 0 and y g = 1 have no solution",
  },
  {
    file: "components.ts",
    context: "exponents: exponents.map((a) => [0, ...a])",
    replacement: "1",
    reason: "y is a unit: y f = 0 if and only if f = 0",
  },
  {
    file: "components.ts",
    context: "coefficients: [...g.coefficients, -1n]",
    reason: "y g is a unit, whichever",
  },
  {
    file: "local-functionals.ts",
    context: "for (let i = 0; i < point.length; i++)",
    replacement: "1",
    reason: "no j is less than 0",
  },
  {
    file: "residue-ring.ts",
    context: "a.length < b.length ? [b, a]",
    reason: "the longer of two of the same length is either",
  },
  {
    file: "residue-ring.ts",
    context: "const long =",
    reason: "more primes than are needed",
  },
  {
    file: "multiplicity.ts",
    context: "matrices.flat(2)",
    replacement: "3",
    reason: "entries are arrays of another kind, which are not flattened",
  },
  {
    file: "multiplicity.ts",
    context: "const degree = h.length - 1;",
    reason: "more zeros at the end of every entry",
  },
  {
    file: "rational-univariate.ts",
    context: "private tried = 0;",
    replacement: "1",
    reason: "a number in a reason that no input is known to have",
  },
  {
    file: "rational-univariate.ts",
    context: "k < PLANS",
    reason: "how many plans are tried, all of them verified",
  },
  {
    file: "rational-univariate.ts",
    context: "let wanted = 2;",
    reason: "when the next attempt is made, and nothing else",
  },
  {
    file: "rational-univariate.ts",
    context: "unlucky < UNLUCKY",
    reason: "when a plan is given up, and nothing else",
  },
  {
    file: "rational-univariate.ts",
    context: "collected.primes.length < wanted",
    reason: "when the next attempt is made, and nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "pairs.sort((a, b)",
    reason: "the order of pairs: the criterion holds for every one",
  },
  {
    file: "exact-reduction.ts",
    context: "for (let j = 0; j < leads.length; j++)",
    replacement: "1",
    reason: "0 is the second of no pair",
  },
  {
    file: "exact-reduction.ts",
    context: "for (let i = 0; i < j; i++)",
    replacement: "((i) <= (j))",
    reason: "the S-polynomial of an element with itself is 0",
  },
  {
    file: "exact-reduction.ts",
    context: "const treated = new Uint8Array(size * size)",
    reason: "a pair more that is treated: what is written beyond the end is read as untreated",
  },
  {
    file: "exact-reduction.ts",
    context: "this.work.spend(columns.length - first)",
    reason: "an estimate of the work, which ends at the budget and changes nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "const words = 1 + (bitLength(b < 0n",
    reason: "an estimate of the work, which ends at the budget and changes nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "this.work.spend(8 * monomials.length)",
    reason: "an estimate of the work, which ends at the budget and changes nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "this.work.hold(seen.size * 4)",
    reason: "an estimate of the work, which ends at the budget and changes nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "work.spend(PER_PRODUCT",
    reason: "an estimate of the work, which ends at the budget and changes nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "const words = 1 + (coefficients.reduce",
    reason: "an estimate of the work, which ends at the budget and changes nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "let scaled = 0;",
    reason: "an estimate of the work, which ends at the budget and changes nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "enter([{ ...f, factor: 1n }])",
    replacement: "2n",
    reason: "twice the polynomial reduces to 0 if it does",
  },
  {
    file: "exact-reduction.ts",
    context: "allVanish(polynomials.map",
    replacement: "2n",
    reason: "twice the polynomial reduces to 0 if it does",
  },
  {
    file: "exact-reduction.ts",
    context: "const sum = [{ ...f, factor: 1n }];",
    replacement: "2n",
    reason: "twice the remainder, less its content",
  },
  {
    file: "exact-reduction.ts",
    context: "factor: b / common",
    reason:
      "the leading terms are reduced by one of the two elements, which leaves a multiple of their S-polynomial",
  },
  {
    file: "exact-reduction.ts",
    context: "factor: -a / common",
    reason:
      "the leading terms are reduced by one of the two elements, which leaves a multiple of their S-polynomial",
  },
  {
    file: "exact-reduction.ts",
    context: "const size = ({ coefficients }",
    reason: "which divisor is taken first, and nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "sort((f, g) => size(f) - size(g))",
    reason: "which divisor is taken first, and nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "if (c < first) first = c;",
    replacement: "((c) <= (first))",
    reason: "the same number",
  },
  {
    file: "exact-reduction.ts",
    context: "scalings",
    reason: "when contents are taken out, and nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "return a !== 1n;",
    reason: "when contents are taken out, and nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "row[c]! += factor * coefficients[k]!;",
    reason: "the same sum with the other sign",
  },
  {
    file: "exact-reduction.ts",
    context: "if (a !== 1n)",
    replacement: "0n",
    reason: "a multiplication by 1",
  },
  {
    file: "exact-reduction.ts",
    context: "content",
    reason: "a row times a number is as good: zero or not, and of which monomials",
  },
  {
    file: "exact-reduction.ts",
    context: "row[c] !== 0n) content",
    reason: "a row times a number is as good",
  },
  {
    file: "completeness.ts",
    context: "most - work.done",
    reason: "says how much of the work each way may take, and nothing else",
  },
  {
    file: "mixed-volume-bound.ts",
    context: "const points = equations.reduce",
    reason: "an estimate of the work, which ends the search of mixed cells and nothing else",
  },
  {
    file: "mixed-volume-bound.ts",
    context: "perEvent",
    reason: "an estimate of the work, which ends the search of mixed cells and nothing else",
  },
  {
    file: "mixed-volume-bound.ts",
    context: "g.length === 1 ? f",
    reason: "a shortcut: without common roots the divisor is constant",
  },
  {
    file: "residue-division.ts",
    context: "Math.max(0, ...[denominator",
    replacement: "1",
    reason: "an upper bound of the degree, larger than 0 for constants only",
  },
  {
    file: "residue-division.ts",
    context: "entries += own;",
    replacement: "-=",
    reason: "how many quotients are held at a time, and nothing else",
  },
  {
    file: "residue-division.ts",
    context: "if (entries > most)",
    replacement: "((entries) >= (most))",
    reason: "how many quotients are held at a time, and nothing else",
  },
  {
    file: "residue-division.ts",
    context: "const height = 1n <<",
    replacement: "2n",
    reason: "asks for more primes than are needed",
  },
  {
    file: "residue-division.ts",
    context: "const largest = modulus.map",
    replacement: "((c) <= (0n))",
    reason: "the absolute value of 0 is 0 both ways",
  },
  {
    file: "residue-division.ts",
    context: "const largest = modulus.map",
    replacement: "1n",
    reason: "the absolute value of 0 is 0 both ways",
  },
  {
    file: "residue-division.ts",
    context: "const largest = modulus.map",
    replacement: "((a) >= (b))",
    reason: "the larger of two equal numbers is either",
  },
  {
    file: "reconstruction.ts",
    context: "random.integer(1, 1 << 12)",
    reason: "which combination: denominators that it lacks are looked for in the entries",
  },
  {
    file: "reconstruction.ts",
    context: "sum = (sum + this.weights[j]! * image[j]!) % prime",
    replacement: "((sum) - (this.weights[j]! * image[j]!))",
    reason: "which combination: denominators that it lacks are looked for in the entries",
  },
  {
    file: "reconstruction.ts",
    context: "if (bitLength(value) > few)",
    replacement: "((bitLength(value)) >= (few))",
    reason: SPEED_ONLY,
  },
  {
    file: "reconstruction.ts",
    context: "this.bytes = memory.allocate(3 * length)",
    replacement: "4",
    reason: MORE_MEMORY,
  },
  {
    file: "reconstruction.ts",
    context: "this.sums = memory.allocate(8 * length)",
    replacement: "9",
    reason: MORE_MEMORY,
  },
  { file: "reconstruction.ts", context: "= memory.allocate(4 *", replacement: "5", reason: MORE_MEMORY },
  {
    file: "reconstruction.ts",
    context: "padStart(6 * length",
    replacement: "7",
    reason: "more zeros before the digits, which are read from the end",
  },
  {
    file: "reconstruction.ts",
    context: "a < 0n ? -a : a",
    replacement: "((a) <= (0n))",
    reason: "the absolute value of 0 is 0 both ways",
  },
  {
    file: "reconstruction.ts",
    context: "a < 0n ? -a : a",
    replacement: "1n",
    reason: "the absolute value of 0 is 0 both ways",
  },
  {
    file: "reconstruction.ts",
    context: "[a === 0n ? m : 0n, 1n]",
    replacement: "1n",
    reason: "quotients below the margin count for nothing",
  },
  {
    file: "reconstruction.ts",
    context: "const LEADING = 50;",
    reason:
      "any number of leading bits up to 52 determines right quotients: how many, and with them the time alone",
  },
  {
    file: "reconstruction.ts",
    context: "const shift = bitLength(r0) - LEADING;",
    reason:
      "no leading bits are left, so that every division is done in full: takes longer, and nothing else",
  },
  {
    file: "reconstruction.ts",
    context: "if (shift < 0)",
    reason: "the last divisions, done in full: take longer, and nothing else",
  },
  {
    file: "reconstruction.ts",
    context: "private witness = 0n;",
    reason: "modulo 1, the product of no primes, all numbers are the same",
  },
];
