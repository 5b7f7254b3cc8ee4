import { describe, expect, it } from "vitest";
import { derivationDocument } from "../../src/report/derivation.js";
import { derivation } from "./fixtures.js";

describe("derivationDocument", () => {
  it("leaves out blocks without formulas", () => {
    const headings = derivationDocument({ ...derivation, modes: [] }).formulas.map(({ heading }) => heading);
    expect(headings).toEqual(["Loss", "Stationarity conditions", "Hessian as a quadratic form"]);
  });
});
