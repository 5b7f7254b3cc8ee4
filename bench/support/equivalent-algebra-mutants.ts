/** Mutants of the verification that change no answer, with the reason. */
export interface EquivalentAlgebraMutant {
  readonly file: string;
  /** A part of the line. */
  readonly context: string;
  readonly replacement?: string;
  readonly reason: string;
}

const MORE_MEMORY = "more memory than is needed";
const NO_ROOM = "how much memory is allowed, or work is begun: true and false are never exchanged by it";
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
  {
    file: "residue-division.ts",
    context:
      "Math.max(0, degreeOf(equation) * degreeSubstituted(substituted) - substituted.modulus.length + 2)",
    replacement: "1",
    reason: "one coefficient of a quotient that is zero",
  },
  {
    file: "residue-division.ts",
    context:
      "Math.max(0, degreeOf(equation) * degreeSubstituted(substituted) - substituted.modulus.length + 2)",
    replacement: "3",
    reason:
      "one coefficient more, which is zero where q divides H; where it does not, and deg S q reaches the size, S q − H is a multiple of T^size − c^size with c drawn anew for each of the first primes, and of T^size − 1 for the second: they agree by chance alone, once in 2^27 times",
  },
  {
    file: "residue-division.ts",
    context: "(4n << BigInt(",
    replacement: "5n",
    reason: "asks for more primes than are needed",
  },
  {
    file: "residue-division.ts",
    context: "for (let p = LARGEST - size + 1;",
    replacement: "LARGEST",
    reason: "2^28 + 1 is a multiple of 17",
  },
  {
    file: "residue-division.ts",
    context: "for (let p = LARGEST - size + 1;",
    replacement: "((p) >= (LARGEST / 2))",
    reason: "2^27 is not 1 modulo the size",
  },
  {
    file: "residue-division.ts",
    context: "while (size <= Math.max(degree, substituted.modulus.length - 1)) size *= 2;",
    replacement: "((substituted.modulus.length) + (1))",
    reason: "more points than are needed",
  },
  {
    file: "residue-division.ts",
    context: "while (size <= Math.max(degree, substituted.modulus.length - 1)) size *= 2;",
    replacement: "substituted.modulus.length",
    reason: "more points than are needed",
  },
  {
    file: "residue-division.ts",
    context: "while (size <= Math.max(degree, substituted.modulus.length - 1)) size *= 2;",
    replacement: "0",
    reason: "more points than are needed",
  },
  {
    file: "residue-division.ts",
    context: "if (test.cost * (sets.first.length + sets.second.length) > work.left / 2)",
    reason: NO_ROOM,
  },
  { file: "residue-division.ts", context: "const terms = equations.reduce", reason: NO_ROOM },
  { file: "residue-division.ts", context: "const transforms =", reason: NO_ROOM },
  {
    file: "residue-division.ts",
    context: "(this.digits.rows * this.digits.panelCount * PANEL) / 4 +",
    reason: NO_ROOM,
  },
  { file: "residue-division.ts", context: "entries / 4 +", reason: NO_ROOM },
  { file: "residue-division.ts", context: "size * (transforms * log2(size)", reason: NO_ROOM },
  { file: "residue-division.ts", context: "work.hold(", reason: NO_ROOM },
  {
    file: "residue-division.ts",
    context: "for (let a = 2; ; a++) {",
    reason: "which root of unity: 1 has no power −1, and any other is as good",
  },
  {
    file: "residue-division.ts",
    context: "kernel.power(a, (p - 1) / order, p)",
    replacement: "((p) + (1))",
    reason: "exponents are cut to integers: the same one",
  },
  {
    file: "residue-division.ts",
    context: "kernel.power(a, (p - 1) / order, p)",
    replacement: "p",
    reason: "exponents are cut to integers: the same one",
  },
  {
    file: "residue-division.ts",
    context: "kernel.power(a, (p - 1) / order, p)",
    replacement: "0",
    reason: "exponents are cut to integers: the same one",
  },
  {
    file: "residue-division.ts",
    context: "if (i < 0) return -1;",
    replacement: "2",
    reason: "any negative number stands for the constant",
  },
  { file: "residue-division.ts", context: "let columns = 0;", replacement: "1", reason: MORE_MEMORY },
  {
    file: "residue-division.ts",
    context: "const bits = polynomials.reduce(",
    replacement: "1",
    reason: "q is not zero: more bits than none",
  },
  {
    file: "residue-division.ts",
    context: "Math.ceil(columns / PANEL)",
    replacement: "((columns) * (PANEL))",
    reason: MORE_MEMORY,
  },
  {
    file: "residue-division.ts",
    context: "const panels = memory.zeros(4 *",
    replacement: "5",
    reason: MORE_MEMORY,
  },
  { file: "residue-division.ts", context: "const valueCount = 1 +", replacement: "2", reason: MORE_MEMORY },
  {
    file: "residue-division.ts",
    context: "this.panels = memory.zeros(4 * entries)",
    replacement: "5",
    reason: MORE_MEMORY,
  },
  {
    file: "residue-division.ts",
    context: "this.sums = memory.zeros(8 *",
    replacement: "9",
    reason: MORE_MEMORY,
  },
  { file: "residue-division.ts", context: "memory.allocate(4 *", replacement: "5", reason: MORE_MEMORY },
  {
    file: "residue-division.ts",
    context: "for (let k = 0; k < TWISTS; k++)",
    reason: "how many choices of points there are",
  },
  {
    file: "residue-division.ts",
    context: "const c = random.integer(1, p - 1);",
    reason: "which points: 0 and p, which are none, are drawn once in 2^27 times, and 1 is one",
  },
  {
    file: "residue-division.ts",
    context: "this.evaluate(p, rootOfUnity(p, size, kernel), 1);",
    replacement: "2",
    reason: "which points",
  },
  {
    file: "residue-division.ts",
    context: "residue < 0 ? residue + p : residue",
    replacement: "(residue + p)",
    reason: "below 2p: the product is reduced",
  },
  {
    file: "residue-division.ts",
    context: "residue < 0 ? residue + p : residue",
    replacement: "((residue) <= (0))",
    reason: "p is 0 modulo p",
  },
  {
    file: "residue-division.ts",
    context: "residue < 0 ? residue + p : residue",
    replacement: "1",
    reason: "p is 0 modulo p",
  },
  {
    file: "residue-division.ts",
    context: "if (value < 0) kernel.addConstant",
    replacement: "((value) <= (0))",
    reason: "value 0 is s, which is no term",
  },
  {
    file: "residue-division.ts",
    context: "if (value < 0) kernel.addConstant",
    replacement: "1",
    reason: "value 0 is s, which is no term",
  },
  {
    file: "substitution.ts",
    context: "for (let j = 0; j < length; j++)",
    replacement: "((j) <= (length))",
    reason: "beyond the ends of both sides: 0 = 0",
  },
  {
    file: "consequences.ts",
    context: "Math.max(most, totalDegree(a)), 0) === 1",
    replacement: "min",
    reason: "no equation counts as linear, so that none removes a variable: Q[x]/I stays what it is",
  },
  { file: "consequences.ts", context: "work.hold(", reason: NO_ROOM },
  {
    file: "consequences.ts",
    context: "residues([...coefficients, 1n], field)",
    replacement: "2n",
    reason: "all marks times 2: syzygies begin with 1 all the same",
  },
  {
    file: "consequences.ts",
    context: "const { factor, source } = this.rows[rows[0]!]!;",
    replacement: "1",
    reason:
      "the second row of a syzygy depends on others as well, and for syzygies in echelon form these are in echelon form",
  },
  {
    file: "consequences.ts",
    context: "for (let j = 0; j < support.length; j++)",
    replacement: "((j) <= (support.length))",
    reason: "beyond the end: nothing is written",
  },
  {
    file: "consequences.ts",
    context: "work.spend(2 * support.length)",
    reason: "an estimate of the work, which ends at the budget and changes nothing else",
  },
  {
    file: "consequences.ts",
    context: "sums.set(m, (sums.get(m) ?? 0n) + coefficients[k]! * values[j]!);",
    replacement: "(((sums.get(m) ?? 0n)) - (coefficients[k]! * values[j]!))",
    reason: "the same polynomial with the other sign",
  },
  {
    file: "consequences.ts",
    context: "const content = terms.reduce(",
    replacement: "1n",
    reason: "an equation times a number says the same",
  },
  {
    file: "consequences.ts",
    context: "coefficients: terms.map(([, c]) => c / content)",
    replacement: "((c) * (content))",
    reason: "an equation times a number says the same",
  },
  {
    file: "consequences.ts",
    context: "const exponents = new Array<number>(table.variables).fill(0);",
    replacement: "1",
    reason: "every exponent is set before it is read",
  },
  {
    file: "consequences.ts",
    context: "exponents[v] = 0;",
    replacement: "1",
    reason: "every exponent is set before it is read",
  },
  {
    file: "consequences.ts",
    context: "for (let source = 0; source < multiples.sources &&",
    reason:
      "which syzygies are tried before there are enough: those of the first equation alone are none, and there are no more equations",
  },
  {
    file: "consequences.ts",
    context: "if (multiples.rows[syzygy.rows[0]!]!.source !== source) continue;",
    reason: "in which order syzygies are tried: what is chosen is independent, and verified over Q",
  },
  { file: "consequences.ts", context: "let k = 0;", replacement: "1", reason: "which primes" },
  {
    file: "consequences.ts",
    context: "if (v === table.variables - 1)",
    reason:
      "multiples of lower degree as well: their syzygies give consequences that are verified, and were there before",
  },
  {
    file: "multiplicity.ts",
    context: "if (multiplicity === 1) return haveAtMost(1, equations",
    replacement: "0",
    reason: SPEED_ONLY,
  },
  {
    file: "multiplicity.ts",
    context: "for (let k = 0; k < PLANS; k++)",
    reason: "how many attempts there are, all of them verified",
  },
  {
    file: "multiplicity.ts",
    context: 'if (found?.kind !== "functionals" || found.orders.length !== functionals)',
    replacement: '((found?.kind !== "functionals") && (found.orders.length !== functionals))',
    reason: "more functionals than asked for: the next order has no fewer of them, which is asked at the end",
  },
  {
    file: "multiplicity.ts",
    context: 'return b.kind === "functionals" && text(a)',
    replacement: '((b.kind === "functionals") || (text(a) === text(b)))',
    reason: "which primes are reconstructed from: what comes out is verified over Q",
  },
  {
    file: "multiplicity.ts",
    context: "if (point === undefined || inverse === undefined)",
    replacement: "((point === undefined) && (inverse === undefined))",
    reason:
      "a prime that divides one of d and δ: it would end in an error and no answer, and no input is known that has one",
  },
  {
    file: "multiplicity.ts",
    context: "ofDegree(2, 2n)",
    replacement: "3n",
    reason: "2 and 3 have as many bits",
  },
  {
    file: "exact-reduction.ts",
    context: "const own = table.degree[addends[0]!.monomials[0]!]!;",
    replacement: "1",
    reason: "which polynomials are reduced together, and nothing else",
  },
  {
    file: "exact-reduction.ts",
    context: "(sums.get(at) ?? 0n) + coefficients[k]! * coefficients[l]!",
    replacement: "(((sums.get(at) ?? 0n)) - (coefficients[k]! * coefficients[l]!))",
    reason: "−f², whose powers are in an ideal where those of f² are",
  },
  { file: "exact-reduction.ts", context: "own[j] = 1;", replacement: "0", reason: SPEED_ONLY },
  { file: "exact-reduction.ts", context: "other[i] = 1;", replacement: "0", reason: SPEED_ONLY },
  {
    file: "rational-univariate.ts",
    context: "points * (1 + numerators.length)",
    replacement: "2",
    reason: "more zeros at the end of every vector",
  },
  {
    file: "rational-univariate.ts",
    context: "multiply(q, f.polynomial), [1n]);",
    replacement: "2n",
    reason: "everything times 2, which is taken out with the content",
  },
  {
    file: "exact-reduction.ts",
    context: "!table.coprime(leads[i]!, leads[j]!) &&",
    replacement:
      "((!table.coprime(leads[i]!, leads[j]!)) || (!leads.some((lead, k) => own[k]! + other[k]! === 2 && table.divides(lead, lcm))))",
    reason: SPEED_ONLY,
  },
  {
    file: "exact-reduction.ts",
    context: "own[k]! + other[k]! === 2 && table.divides(lead, lcm)",
    replacement: "((own[k]!) - (other[k]!))",
    reason: SPEED_ONLY,
  },
  {
    file: "exact-reduction.ts",
    context: "own[k]! + other[k]! === 2 && table.divides(lead, lcm)",
    replacement: "own[k]!",
    reason: SPEED_ONLY,
  },
  {
    file: "exact-reduction.ts",
    context: "own[k]! + other[k]! === 2 && table.divides(lead, lcm)",
    replacement: "3",
    reason: SPEED_ONLY,
  },
  {
    file: "exact-reduction.ts",
    context: "other[i] = 1;",
    replacement: "2",
    reason:
      "(i, k) and (j, k) count only for k > max(i, j): where k is smaller and divides, neither is later than (i, j), so that 2 + 0 does not occur; more pairs are treated",
  },
  {
    file: "residue-ring.ts",
    context: "if (a.length === 0 || b.length === 0) return this.zero;",
    replacement: "((a.length === 0) && (b.length === 0))",
    reason: SPEED_ONLY,
  },
  {
    file: "residue-ring.ts",
    context: "this.work.spend(2 * a.length * b.length + 8)",
    reason: "an estimate of the work, which ends at the budget and changes nothing else",
  },
  {
    file: "residue-ring.ts",
    context: "Float64Array.of(random.integer(1, field.p - 1))",
    reason: "which combination: a general one, and where it has no inverse h splits",
  },
  {
    file: "residue-ring.ts",
    context: "if (row[column]!.length > 0) addTo(",
    replacement: "((row[column]!.length) >= (0))",
    reason: "adds a row times 0",
  },
  {
    file: "residue-ring.ts",
    context: "bitLength(BigInt(terms.length - 1))",
    replacement: "terms.length",
    reason: "asks for more primes than are needed",
  },
  {
    file: "residue-ring.ts",
    context: "bitLength(BigInt(terms.length - 1))",
    replacement: "0",
    reason: "asks for more primes than are needed",
  },
  {
    file: "bound.ts",
    context: "groebnerBasis(tops, table, field, work), table).dimension > 1",
    replacement: "2",
    reason: SPEED_ONLY,
  },
];
