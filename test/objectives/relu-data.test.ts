import { describe, expect, it } from "vitest";
import { rationalText } from "../../src/exact/rational.js";
import { parseModel } from "../../src/model/schema.js";
import { maskedOneHot } from "../../src/objectives/relu-data.js";

const MODEL = {
  dictionary: { kind: "identity", size: 2 },
  latent: { kind: "one-hot", probabilities: ["1/3", "2/3"] },
  augmentation: { kind: "independent-masks", keep: "1/2" },
};

const read = (changes: object) => maskedOneHot("relu-alignment", parseModel({ ...MODEL, ...changes }));

describe("data of the ReLU objectives", () => {
  it("are probabilities and what a mask keeps", () => {
    const { probabilities, keep } = read({});
    expect(probabilities.map(rationalText)).toEqual(["1/3", "2/3"]);
    expect(rationalText(keep)).toBe("1/2");
  });

  it.each([
    [
      { dictionary: { kind: "rational-orthonormal", rows: 2, columns: 2, seed: 1 } },
      "model.dictionary.kind: expected identity for relu-alignment, got rational-orthonormal",
    ],
    [
      { latent: { kind: "k-sparse", active: 1 } },
      "model.latent.kind: expected one-hot for relu-alignment, got k-sparse",
    ],
    [{ noise: { variance: "1/4" } }, "model.noise.variance: expected 0 for relu-alignment, got 1/4"],
    [
      { augmentation: { kind: "none" } },
      "model.augmentation.kind: expected independent-masks for relu-alignment, got none",
    ],
  ])("refuse another part of the model: %j", (changes, message) => {
    expect(() => read(changes)).toThrow(message);
  });

  it("are none where the moments are given", () => {
    expect(() => maskedOneHot("relu-alignment", parseModel({ moments: { gamma: [[1]] } }))).toThrow(
      "model: expected a generative model for relu-alignment, got moments",
    );
  });
});
