import { expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { buildModel } from "../../src/model/data-model.js";
import { nullSpaces } from "../../src/model/null-space.js";
import { parseModel } from "../../src/model/schema.js";

const spaces = (model: unknown) => nullSpaces(buildModel(parseModel(model)));

it("is what no view has a component in, with a basis", () => {
  // Views (1, 2, 0) and (2, 3, 1) are orthogonal to (−2, 1, 1) alone.
  const [space, ...more] = spaces({ samples: [[[1, 2, 0], [2, 3, 1]]] }); // biome-ignore format: views
  expect(more).toEqual([]);
  expect(space).toMatchObject({ of: ["Gamma", "Sigma"], dimension: 1, size: 3 });
  expect(space!.basis!.equals(RationalMatrix.from([[-2], [1], [1]]))).toBe(true);
});

it("is none where Σ is regular, however singular Γ", () => {
  expect(spaces({ moments: { gamma: [[1, 0], [0, 0]], sigma: [[1, 0], [0, 1]] } })).toEqual([]); // biome-ignore format: moments
});

it("needs Γ and Γᵀ to vanish as well, of moments that are given", () => {
  const sigma = [[1, 0], [0, 0]]; // biome-ignore format: a matrix
  expect(spaces({ moments: { gamma: [[1, 1], [0, 0]], sigma } })).toEqual([]); // biome-ignore format: a matrix
  expect(spaces({ moments: { gamma: [[1, 0], [1, 0]], sigma } })).toEqual([]); // biome-ignore format: a matrix
  expect(spaces({ moments: { gamma: [[1, 0], [0, 0]], sigma } })[0]!.dimension).toBe(1); // biome-ignore format: a matrix
});

it("is that of either modality", () => {
  const found = spaces({ samples: { x: [[1, 1], [2, 2]], y: [[1], [0]] } }); // biome-ignore format: samples
  expect(found.map(({ of, dimension }) => [of, dimension])).toEqual([[["SigmaX"], 1]]);
});

it("is counted modulo primes where it is large, without a basis", () => {
  const view = (k: number) => Array.from({ length: 61 }, (_, i) => (i === k ? 1 : 0));
  const samples = Array.from({ length: 60 }, (_, k) => view(k));
  expect(spaces({ samples })).toEqual([{ of: ["Sigma"], dimension: 1, size: 61 }]);
});

it("is no matter of models with a dictionary", () => {
  const model = {
    dictionary: { kind: "identity", size: 2 },
    latent: { kind: "moment", matrix: [[1, 0], [0, 0]] }, // biome-ignore format: a matrix
    augmentation: { kind: "none" },
  };
  expect(spaces(model)).toEqual([]);
});
