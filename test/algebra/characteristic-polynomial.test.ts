import { describe, expect, it } from "vitest";
import { characteristicPolynomial } from "../../src/algebra/characteristic-polynomial.js";
import { monic } from "../../src/algebra/polynomial-modulo.js";
import { PrimeField } from "../../src/exact/prime-field.js";
import { Random } from "../../src/exact/random.js";

const field = new PrimeField(67_108_859);
const random = new Random(17);
const drawn = (degree: number): Float64Array =>
  Float64Array.from({ length: degree + 1 }, () => random.integer(1, field.p - 1));

describe("characteristic polynomials", () => {
  it("are annihilated by their matrix (Cayley and Hamilton), and of companion matrices what made them", () => {
    const n = 7;
    const f = monic(drawn(n), field);
    const companion = Array.from({ length: n }, (_, i) =>
      Float64Array.from({ length: n }, (_, j) => (j === n - 1 ? field.negate(f[i]!) : i === j + 1 ? 1 : 0)),
    );
    expect(characteristicPolynomial(companion, field)).toEqual(f);
    const matrix = Array.from({ length: n }, () =>
      Float64Array.from({ length: n }, () => random.integer(0, 2)),
    );
    const chi = characteristicPolynomial(
      matrix.map((row) => row.slice()),
      field,
    );
    expect(chi).toHaveLength(n + 1);
    const times = (v: readonly number[]): number[] =>
      matrix.map((row) => row.reduce((sum, a, j) => field.add(sum, field.multiply(a, v[j]!)), 0));
    let power: readonly number[] = [1, 2, 3, 4, 5, 6, 7];
    const sum: number[] = new Array(n).fill(0);
    for (const c of chi) {
      power.forEach((v, i) => {
        sum[i] = field.add(sum[i]!, field.multiply(c, v));
      });
      power = times(power);
    }
    expect(sum).toEqual(new Array(n).fill(0));
  });
});
