/** Forward against the plain implementation, backward against its finite differences. */
import { describe, expect, it } from "vitest";
import { Branch, EncoderParameters } from "../../../src/dynamics/experiments/encoder.js";
import { Random } from "../../../src/exact/random.js";
import { encode, numericalGradient, relativeDifference, rowsOf } from "./support.js";

const [m, p, n] = [5, 4, 7];
const cases = (["linear", "relu", "symmetric-relu"] as const).flatMap((activation) =>
  (["none", "fixed"] as const).map((batchNorm) => ({ activation, batchNorm })),
);

describe.each(cases)("encoder $activation, batch norm $batchNorm", ({ activation, batchNorm }) => {
  const random = new Random(5).fork(activation).fork(batchNorm);
  const normals = (length: number) => Float64Array.from({ length }, () => random.normal());
  const views = normals(n * p);
  const parameters = new EncoderParameters(m, p);
  parameters.data.set(normals(parameters.data.length));
  const functional = normals(n * m);
  const plain = (data: Float64Array) => {
    const at = (from: number) => Array.from(data.subarray(m * p + from * m, m * p + (from + 1) * m));
    return encode(
      { activation, batchNorm },
      { weight: rowsOf(data, m, p), bias: at(0), gain: at(1), shift: at(2) },
      rowsOf(views, n, p),
    ).flat();
  };
  const branch = new Branch({ activation, batchNorm, embedding: m }, p, n + 2);
  branch.forward(parameters, views, n);

  it("computes the representations of the definition", () => {
    expect(relativeDifference(branch.representation, plain(parameters.data))).toBeLessThan(1e-14);
  });

  it("has the gradient of the definition, bias and batch norm included", () => {
    branch.sensitivity.set(functional);
    const gradient = new EncoderParameters(m, p);
    branch.backward(parameters, views, n, gradient);
    const expected = numericalGradient(
      (data) => plain(data).reduce((sum, value, k) => sum + value * functional[k]!, 0),
      parameters.data,
      // Short enough that no activation crosses its kink: the gradient is then that of one smooth piece.
      1e-4,
    );
    expect(relativeDifference(gradient.data, expected)).toBeLessThan(1e-9);
  });
});
