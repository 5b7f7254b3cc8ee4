/** Changes of signs of coordinates are symmetries: invariants of the points over them agree. */
import { describe, expect, it } from "vitest";
import { Random } from "../../src/exact/random.js";
import { rational } from "../../src/exact/rational.js";
import { orthogonalActions } from "../../src/quotient/actions.js";
import { conditionsOn } from "../../src/quotient/conditions.js";
import { products, residualReflections } from "../../src/quotient/residual.js";
import { strataOf } from "../../src/quotient/strata.js";
import { ACTED, coordinatesOf } from "../support/landscapes.js";

describe("what a stratum leaves of its groups", () => {
  it.each(Object.keys(ACTED))(
    "%s: the conditions at the image are those at the point, up to signs",
    (name) => {
      const l = ACTED[name]!;
      const random = new Random(17).fork(name);
      for (const stratum of strataOf(l, orthogonalActions(l))) {
        const { equations, names } = conditionsOn(stratum, l);
        for (const { coordinates } of residualReflections(stratum)) {
          const at = [
            ...coordinatesOf(stratum, random),
            ...names.slice(stratum.names.length).map(() => rational(3)),
          ];
          const image = at.map((x, v) => (coordinates.has(v) ? x.neg() : x));
          for (const f of equations) expect(f.evaluate(image).abs().equals(f.evaluate(at).abs())).toBe(true);
        }
      }
    },
  );

  it("full rank leaves nothing, lower rank one reflection for each group", () => {
    const l = ACTED.predictor!;
    for (const stratum of strataOf(l, orthogonalActions(l)))
      expect(residualReflections(stratum)).toHaveLength(
        stratum.forms.filter(({ rank, action }) => rank < action.size).length,
      );
  });

  it("of W of rank one and P, 2×2: the entries of P beside its diagonal change sign", () => {
    const l = ACTED.predictor!;
    const stratum = strataOf(l, orthogonalActions(l)).find(({ forms: [form] }) => form!.rank === 1)!;
    const [{ coordinates, determinants }] = residualReflections(stratum) as [
      ReturnType<typeof residualReflections>[number],
    ];
    expect([...coordinates].map((v) => stratum.names[v]).sort()).toEqual(["P[1,2]", "P[2,1]"]);
    expect(determinants).toEqual([true]);
  });

  it("products of k changes are 2^k, and a change twice is none", () => {
    const change = { coordinates: new Set([1, 2]), determinants: [true] };
    expect(products([change, change], 1).map(({ coordinates }) => [...coordinates])).toEqual([
      [],
      [1, 2],
      [1, 2],
      [],
    ]);
  });
});
