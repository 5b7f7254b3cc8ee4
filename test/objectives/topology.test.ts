import { describe, expect, it } from "vitest";
import { binomial } from "../../src/exact/counting.js";
import {
  grassmannEuler,
  sphereComponents,
  sphereEuler,
  stiefelDimension,
  stiefelEuler,
} from "../../src/objectives/topology.js";

/** χ(Gr(k, n)) by counting Schubert cells with sign: partitions in a k×(n-k) box, (−1)^size. */
function schubertEuler(k: number, n: number): bigint {
  const count = (rows: number, largest: number, sign: bigint): bigint => {
    if (rows === 0) return sign;
    let sum = 0n;
    for (let part = 0; part <= largest; part++) sum += count(rows - 1, part, part % 2 === 0 ? sign : -sign);
    return sum;
  };
  return count(k, n - k, 1n);
}

describe("Euler characteristics", () => {
  it("of Grassmannians agree with the signed count of Schubert cells", () => {
    for (let n = 1; n <= 7; n++)
      for (let k = 0; k <= n; k++) expect([n, k, grassmannEuler(k, n)]).toEqual([n, k, schubertEuler(k, n)]);
  });

  it("of spheres are 2 and 0, of the two points 2", () => {
    expect([0, 1, 2, 3].map(sphereEuler)).toEqual([2n, 0n, 2n, 0n]);
    expect([0, 1, 2].map(sphereComponents)).toEqual([2n, 1n, 1n]);
  });

  it("of Stiefel manifolds multiply along Stiefel(m, r) → S^{m-1} with fibre Stiefel(m-1, r-1)", () => {
    for (let m = 2; m <= 6; m++)
      for (let r = 2; r <= m; r++)
        expect(stiefelEuler(m, r)).toBe(sphereEuler(m - 1) * stiefelEuler(m - 1, r - 1));
    expect(stiefelEuler(4, 0)).toBe(1n);
  });
});

describe("stiefelDimension", () => {
  it("adds the spheres of the tower S^{m-1}, S^{m-2}, …", () => {
    for (let m = 1; m <= 6; m++)
      for (let r = 0; r <= m; r++) {
        let sum = 0;
        for (let k = 0; k < r; k++) sum += m - 1 - k;
        expect(stiefelDimension(m, r)).toBe(sum);
        expect(stiefelDimension(m, r)).toBe(m * r - Number(binomial(r + 1, 2)));
      }
  });
});
