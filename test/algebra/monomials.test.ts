import { describe, expect, it } from "vitest";
import { DegreeOverflow, MonomialTable } from "../../src/algebra/monomials.js";
import { Random } from "../../src/exact/random.js";

describe("monomials", () => {
  it("are numbered once, however they are made, past several growths of the table", () => {
    const random = new Random(9);
    const table = new MonomialTable(5);
    const seen = new Map<string, number>();
    const drawn = (): number[] => Array.from({ length: 5 }, () => random.integer(0, 7));
    for (let k = 0; k < 6000; k++) {
      const [a, b] = [drawn(), drawn()];
      const [m, n] = [table.of(a), table.of(b)];
      const [product, lcm] = [table.product(m, n), table.lcm(m, n)];
      for (const [exponents, id] of [
        [a, m],
        [b, n],
        [a.map((e, i) => e + b[i]!), product],
        [a.map((e, i) => Math.max(e, b[i]!)), lcm],
      ] as const) {
        expect(seen.get(exponents.join()) ?? id).toBe(id);
        seen.set(exponents.join(), id);
        expect(Array.from(table.exponents.subarray(id * 5, id * 5 + 5))).toEqual(exponents);
        expect(table.degree[id]).toBe(exponents.reduce((s, e) => s + e, 0));
      }
      expect(table.quotient(product, n)).toBe(m);
      expect(table.divides(m, n)).toBe(a.every((e, i) => e <= b[i]!));
      expect(table.divides(m, product) && table.divides(n, lcm)).toBe(true);
      expect(table.coprime(m, n)).toBe(a.every((e, i) => e === 0 || b[i] === 0));
    }
    expect(table.size).toBe(seen.size);
    expect(table.size).toBeGreaterThan(1 << 12);
  });

  it("are in degree reverse lexicographic order: x² > xy > y² > xz > yz > z² > x > y > z > 1", () => {
    const table = new MonomialTable(3);
    const ordered = ["200", "110", "020", "101", "011", "002", "100", "010", "001", "000"].map((text) =>
      table.of([...text].map(Number)),
    );
    for (const [i, a] of ordered.entries())
      for (const [j, b] of ordered.entries()) expect(Math.sign(table.compare(a, b))).toBe(Math.sign(j - i));
  });

  it("compare the first block first: x > y² > yz > z² > y > z for k = 1", () => {
    const table = new MonomialTable(3, 1);
    const ordered = ["200", "110", "101", "100", "020", "011", "002", "010", "001", "000"].map((text) =>
      table.of([...text].map(Number)),
    );
    for (const [i, a] of ordered.entries())
      for (const [j, b] of ordered.entries()) expect(Math.sign(table.compare(a, b))).toBe(Math.sign(j - i));
  });

  it("tell divisors apart with more than 32 variables", () => {
    const table = new MonomialTable(40);
    const unit = (i: number): number => table.of(Array.from({ length: 40 }, (_, j) => Number(i === j)));
    expect(table.divides(unit(39), unit(38))).toBe(false);
    expect(table.divides(unit(39), table.product(unit(39), unit(3)))).toBe(true);
  });

  it("refuse degrees that do not fit", () => {
    const table = new MonomialTable(2);
    const half = table.of([0x8000, 0]);
    expect(() => table.of([0x8000, 0x8000])).toThrow(DegreeOverflow);
    expect(() => table.product(half, half)).toThrow(DegreeOverflow);
    expect(() => table.lcm(half, table.of([0, 0x8000]))).toThrow(DegreeOverflow);
  });
});
