import { expect, test } from "vitest";
import { orthogonalActions } from "../../src/quotient/actions.js";
import { conditionsOn } from "../../src/quotient/conditions.js";
import { secondOrderOn } from "../../src/quotient/second-order.js";
import { strataOf } from "../../src/quotient/strata.js";
import { transversalBlocks } from "../../src/quotient/transversal.js";
import { diag, given, problem } from "../support/problems.js";

test("blocks leave out as many directions as the orbit has dimensions, and equal ones", () => {
  const { landscape } = problem(given(diag(2, 1), diag(1, 1)), {
    kind: "spectral-contrastive",
    embedding: 3,
  }).objective;
  const sizes = strataOf(landscape!, orthogonalActions(landscape!)).map((stratum) => {
    const second = secondOrderOn(stratum, landscape!, conditionsOn(stratum, landscape!, "none"))!;
    const blocks = transversalBlocks(stratum, landscape!, second);
    return [stratum.forms[0]!.rank, blocks.map((block) => block.length)];
  });
  // 3×2: rank 0, three equal rows, each of two modes; rank 1, 6 − 2 = 4 directions, one along each of two rows off the orbit twice; rank 2, 6 − 3, symmetric.
  expect(sizes[0]).toEqual([0, [1, 1]]);
  expect(sizes.at(-1)![0]).toBe(2);
  expect((sizes.at(-1)![1] as number[]).reduce((a, b) => a + b)).toBe(3);
});
