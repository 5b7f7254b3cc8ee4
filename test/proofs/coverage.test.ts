/** What the generators of the records reach: a falsehood that is confined to a declared part is found. */
import { theorems } from "landscape-atlas/proofs";
import { type Form, form, theorem, verify } from "landscape-atlas/theorems";
import { describe, expect, it } from "vitest";

/** The record with the false claim that no instance lies in the part, on the forms that declare it. */
function deniedPart(record: (typeof theorems)[number], part: string) {
  const forms = record.forms.flatMap(({ share: _, problem: __, ...declared }: Form) => {
    const contains = declared.parts?.[part];
    return contains === undefined ? [] : [form({ ...declared, check: (instance) => !contains(instance) })];
  });
  return theorem({ ...record, forms, controls: [] });
}

const declared = theorems
  .map((record) => ({
    record,
    id: record.id,
    parts: [...new Set(record.forms.flatMap(({ parts = {} }) => Object.keys(parts)))],
  }))
  .filter(({ parts }) => parts.length > 0);

describe("the instances of records", () => {
  it("have declared parts in a good part of the records", () => {
    expect(declared.length).toBeGreaterThanOrEqual(20);
  });

  it.each(declared)(
    "reach every declared part in 50 runs: $id",
    { timeout: 60_000 },
    async ({ record, parts }) => {
      for (const part of parts)
        for (const seed of [1, 2, 3]) {
          const { verdict } = await verify(deniedPart(record, part), { runs: 50, seed, shrink: false });
          expect([part, seed, verdict]).toEqual([part, seed, "refuted"]);
        }
    },
  );

  it("refute a claim about weight decay that is false only above the whole spectrum", async () => {
    const record = theorems.find(
      ({ id }) => id === "weight-decay-shifts-the-cross-moment-and-removes-modes",
    )!;
    const [exact] = record.forms as readonly [Form, ...Form[]];
    const above = exact.parts!["λ > 2γ_max"]!;
    // As a check in JavaScript: true below, undecidedly wrong above.
    const careless = theorem({
      ...record,
      forms: [{ ...exact, check: async (instance) => (above(instance) ? false : exact.check(instance)) }],
    });
    for (const seed of [1, 2, 3])
      expect((await verify(careless, { runs: 50, seed, shrink: false })).verdict).toBe("refuted");
  });
});
