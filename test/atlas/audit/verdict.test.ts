import { describe, expect, it } from "vitest";
import {
  combine,
  crossCheck,
  interruption,
  type Listing,
  sameFinding,
  solverAudit,
} from "../../../src/atlas/audit/verdict.js";
import type { CriticalComponent } from "../../../src/atlas/record/types.js";

const component = (id: string, value: number, index: number): CriticalComponent => ({
  id,
  family: "by hand",
  representative: {},
  value,
  dimension: 0,
  index,
  nullity: 0,
  kind: "strict-saddle",
  rank: 1,
  outcome: "varies",
  multiplicity: 1n,
  residual: 0,
  certificate: { kind: "numerical", detail: "" },
});
const listing = (components: readonly CriticalComponent[], more: Partial<Listing> = {}): Listing => ({
  components,
  failures: [],
  order: new Map(),
  truncated: false,
  ...more,
});
const saddle = component("a", 1, 1);
const minimum = component("b", 0, 0);

describe("one finding and another", () => {
  it("are of one component where signs and rank are equal and values agree, one of them missing or not", () => {
    const none = () => 0;
    expect(sameFinding(saddle, { ...saddle, value: 1 + 1e-12 }, none)).toBe(true);
    expect(sameFinding(saddle, { ...saddle, value: 1 + 1e-9 }, none)).toBe(false);
    expect(sameFinding(saddle, { ...saddle, value: 1 + 1e-9 }, () => 2e-9)).toBe(true);
    const { value: _, ...field } = saddle;
    expect(sameFinding(field, saddle, none)).toBe(true);
    for (const change of [{ index: 2 }, { nullity: 1 }, { rank: 2 }])
      expect(sameFinding(saddle, { ...saddle, ...change }, none)).toBe(false);
  });
});

describe("two lists", () => {
  it("agree entry by entry in any order", () => {
    expect(crossCheck(listing([saddle, minimum]), listing([minimum, saddle]), true, null)).toEqual({
      reasons: [],
      failures: [],
      by: ["cross-check"],
    });
  });

  it("of a solver that is not complete only finds count, and nothing is confirmed", () => {
    expect(crossCheck(listing([saddle, minimum]), listing([minimum]), false, null)).toEqual({
      reasons: [],
      failures: [],
      by: [],
    });
    expect(crossCheck(listing([minimum]), listing([saddle]), false, null).failures).toEqual([
      { kind: "off-the-list", value: 1, index: 1 },
    ]);
    expect(crossCheck(listing([saddle, minimum]), listing([minimum]), true, null).failures).toEqual([
      { kind: "not-found", component: "a" },
    ]);
  });

  it("say nothing where the one by formula is cut short", () => {
    const cut = crossCheck(listing([minimum], { truncated: true }), listing([saddle]), true, null);
    expect(cut).toEqual({ reasons: [{ kind: "list-cut-short" }], failures: [], by: [] });
  });
});

describe("the verdict", () => {
  const share = { reasons: [], failures: [], by: ["closed-form"] } as const;
  const doubtful = { ...share, by: ["path-count"], reasons: [{ kind: "undecided", components: 1 }] } as const;

  it("is complete by one proposer that is, whatever the other leaves open", () => {
    expect(combine([doubtful, { ...share, theorem: "a theorem" }])).toMatchObject({
      complete: true,
      proof: "proved",
      theorem: "a theorem",
    });
    expect(combine([doubtful])).toMatchObject({ complete: false, reason: "1 components are undecided" });
  });

  it("is never complete after an interrupt, beside a contradiction, by a cross-check alone, or by nobody", () => {
    for (const audits of [
      [share, interruption(3)],
      [share, { ...share, failures: [{ kind: "not-found", component: "a" }] as const }],
      [{ ...share, by: ["cross-check"] as const }],
      [{ ...share, by: [] }],
      [],
    ])
      expect(combine(audits)).toMatchObject({ complete: false, proof: "incomplete" });
    expect(combine([]).reason).toBe("no proposer was complete");
    expect(combine([share, interruption(3)])).toMatchObject({ interrupted: true });
  });

  it("of a solver that does not apply leaves it absent, with its reason", () => {
    const absent = solverAudit({ unavailable: { kind: "kinks" } }, null, null);
    expect(absent).toMatchObject({ absent: true, by: [] });
    expect(combine([share, absent])).toMatchObject({ complete: true });
    expect(combine([absent]).reason).toMatch(/^solver: the loss has kinks/);
  });
});
