/** Classical polynomials and an independent count of real roots, for the tests of this folder. */

/** Π f_i, coefficients lowest first. */
export function product(...factors: readonly (readonly bigint[])[]): bigint[] {
  return factors.reduce<bigint[]>(
    (f, g) => {
      const result = new Array<bigint>(f.length + g.length - 1).fill(0n);
      for (const [i, a] of f.entries()) for (const [j, b] of g.entries()) result[i + j]! += a * b;
      return result;
    },
    [1n],
  );
}

/** (d x − p)^power, whose root is p/d. */
export const linear = (p: bigint, d = 1n, power = 1): bigint[] =>
  product(...Array.from({ length: power }, () => [-p, d]));

/** (x − 1)(x − 2)…(x − n). */
export const wilkinson = (n: number): bigint[] =>
  product(...Array.from({ length: n }, (_, k) => linear(BigInt(k + 1))));

/** xⁿ − 2(ax − 1)². */
export function mignotte(n: number, a: bigint): bigint[] {
  const f = new Array<bigint>(n + 1).fill(0n);
  f[n] = 1n;
  f[0]! -= 2n;
  f[1]! += 4n * a;
  f[2]! -= 2n * a * a;
  return f;
}

/** T_n by the three-term recurrence; its roots are cos((2k − 1)π/2n). */
export function chebyshev(n: number): bigint[] {
  let [before, last]: [bigint[], bigint[]] = [[1n], [0n, 1n]];
  for (let k = 2; k <= n; k++) {
    const next = [0n, ...last.map((c) => 2n * c)];
    for (const [i, c] of before.entries()) next[i]! -= c;
    [before, last] = [last, next];
  }
  return last;
}

/** Coefficients from a 64-bit linear congruence, |c| < 2^bits, first and last not 0. */
export function randomPolynomial(n: number, bits: number, seed: bigint, terms = n + 1): bigint[] {
  let state = seed;
  const draw = () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return state >> 33n;
  };
  const f = new Array<bigint>(n + 1).fill(0n);
  const value = () => (draw() % (1n << BigInt(bits + 1))) - (1n << BigInt(bits));
  if (terms > n) for (let k = 0; k <= n; k++) f[k] = value();
  else for (let k = 0; k < terms; k++) f[Number(draw() % BigInt(n))] = value();
  f[0] ||= 1n;
  f[n] ||= 1n;
  return f;
}

/**
 * The number of distinct real roots by Sturm's theorem: the variations of the signed remainder sequence of f and f′ at −∞
 * less those at +∞. Written for the tests, with remainders by pseudo-division; f need not be square-free.
 */
export function sturmCount(f: readonly bigint[]): number {
  const sequence = [f.slice(), f.slice(1).map((c, k) => c * BigInt(k + 1))];
  for (;;) {
    const [a, b] = [sequence[sequence.length - 2]!, sequence[sequence.length - 1]!];
    const rest = negativeRemainder(a, b);
    if (rest.length === 0) break;
    sequence.push(rest);
  }
  const changes = (signs: bigint[]) => signs.filter((s, k) => k > 0 && s * signs[k - 1]! < 0n).length;
  const top = sequence.map((g) => g[g.length - 1]!);
  const bottom = sequence.map((g) => (g.length % 2 === 1 ? g[g.length - 1]! : -g[g.length - 1]!));
  return changes(bottom) - changes(top);
}

/** A positive multiple of −(a mod b), without content. */
function negativeRemainder(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  const rest = a.slice();
  const lead = b[b.length - 1]!;
  const scale = lead < 0n ? -lead : lead;
  while (rest.length >= b.length) {
    const top = rest[rest.length - 1]! * (lead < 0n ? -1n : 1n);
    const shift = rest.length - b.length;
    for (let k = 0; k < rest.length; k++) rest[k]! *= scale;
    for (const [k, c] of b.entries()) rest[k + shift]! -= top * c;
    while (rest.length > 0 && rest[rest.length - 1] === 0n) rest.pop();
  }
  let content = 0n;
  for (const c of rest) {
    let [x, y] = [content, c < 0n ? -c : c];
    while (y !== 0n) [x, y] = [y, x % y];
    content = x;
  }
  return rest.map((c) => -c / content);
}
