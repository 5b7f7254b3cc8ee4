import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { type Certified, isCertified } from "../../../src/atlas/certify/certified.js";
import { Certifier } from "../../../src/atlas/certify/certify.js";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { Random } from "../../../src/exact/random.js";
import { isUnavailable } from "../../../src/objectives/objective.js";
import { loadProblem, type Problem } from "../../../src/objectives/problem.js";

const load = (model: object, objective: object): Problem => loadProblem(JSON.stringify({ model, objective }));

const example = (name: string): Problem =>
  loadProblem(readFileSync(new URL(`../../../examples/${name}`, import.meta.url), "utf8"));

const certifierOf = ({ objective }: Problem) => {
  const system = new LandscapeSystem(objective.landscape!);
  return { system, certifier: new Certifier(objective.landscape!, objective.symmetries, system) };
};

const moments = (gamma: unknown[][], sigma?: unknown[][]) => ({
  moments: { gamma, ...(sigma === undefined ? {} : { sigma }) },
});

const EXAMPLES = readdirSync(new URL("../../../examples", import.meta.url)).filter(
  (name) => name.endsWith(".json") && !name.startsWith("relu-contrastive") && name !== "custom.json",
);

describe("the examples", () => {
  for (const name of EXAMPLES)
    test(`${name}: every Morse–Bott component is certified with its listed index and nullity`, async () => {
      const problem = example(name);
      const { components, audit } = await analyze(problem, { certify: "all" });
      expect(audit.failures).toEqual([]);
      for (const { id, morseBott, certificate, index } of components) {
        if (morseBott !== true) continue;
        expect(["interval", "exact"], id).toContain(certificate.kind);
        expect(certificate.proven, id).toEqual(expect.arrayContaining(["existence", "nullity"]));
        expect(index).toBeDefined();
        expect(certificate.radius!).toBeLessThan(1e-10);
      }
    });
});

test.each(["distinct", "independent"])(
  "relu-contrastive with %s negatives: a global minimum by theorem, its value enclosed; not where the theorem fails",
  async (negatives) => {
    const name = `relu-contrastive-${negatives}.json`;
    const { components } = await analyze(example(name));
    expect(components[0]!.certificate).toMatchObject({ kind: "exact", proven: ["existence", "value"] });
    const { oracle } = example(name).objective;
    const point = components[0]!.representative;
    const { lo, hi } = oracle!.provenMinimum!(point)!;
    expect(lo <= components[0]!.value! && components[0]!.value! <= hi).toBe(true);
    expect(hi - lo).toBeLessThan(1e-14);
    const { W } = point;
    const moved = { W: { ...W!, data: W!.data.map((x, k) => (k === 1 ? 1e-9 : x)) } };
    expect(oracle!.provenMinimum!(moved)).toBeNull();
    // d = 2, α = 0.3, τ = 1: lower values exist away from permutations.
    const outside = load(
      {
        dictionary: { kind: "identity", size: 2 },
        latent: { kind: "one-hot" },
        augmentation: { kind: "independent-masks", keep: "3/10" },
      },
      { kind: "relu-contrastive", embedding: 2, temperature: 1, negatives: "independent" },
    );
    const identity = { W: { rows: 2, columns: 2, data: Float64Array.of(1, 0, 0, 1) } };
    expect(outside.objective.oracle!.provenMinimum!(identity)).toBeNull();
  },
);

describe("a certificate", () => {
  test("is the same at random points of an orbit, and fails off it", async () => {
    for (const name of [
      "spectral-contrastive.json",
      "predictor-stop-gradient.json",
      "bilinear-columns.json",
    ]) {
      const problem = example(name);
      const { system, certifier } = certifierOf(problem);
      const form = problem.objective.closedForm();
      if (isUnavailable(form)) throw new Error("expected a closed form");
      const random = new Random(5);
      for (const proposal of [...form.proposals()].slice(0, 6)) {
        const point = system.flatten((proposal.sample ?? (() => proposal.representative))(random));
        const found = certifier.certify(point, proposal.nullity ?? proposal.dimension);
        expect(isCertified(found), `${name} ${proposal.id}`).toBe(true);
        expect((found as Certified).nullity).toBe(proposal.dimension);
        if (proposal.index !== undefined) expect((found as Certified).index).toBe(proposal.index);
        // Moved by 1e-7: the box around the point no longer reaches the orbit, or reaches it honestly.
        const moved = point.map((x) => x + 1e-7 * random.normal());
        const off = certifier.certify(moved, proposal.dimension);
        if (isCertified(off)) expect(off.radius).toBeGreaterThan(1e-9);
      }
    }
  });

  test("is refused at points that are not critical", () => {
    const { system, certifier } = certifierOf(example("cross-correlation.json"));
    const random = new Random(11);
    for (let k = 0; k < 20; k++) {
      const x = Float64Array.from({ length: system.size }, () => random.normal());
      const found = certifier.certify(x, 3);
      // A large box may reach a critical point; then it says how far.
      if (isCertified(found)) expect(found.radius).toBeGreaterThan(1e-3);
    }
  });

  test("speaks of orbits under the symmetry of repeated eigenvalues, whatever their basis", async () => {
    // Γ = I/4 + 11ᵀ/8: eigenvalue 1/4 twice, in a plane that no coordinate axis spans.
    const gamma = [
      ["3/8", "1/8", "1/8"],
      ["1/8", "3/8", "1/8"],
      ["1/8", "1/8", "3/8"],
    ];
    for (const objective of [
      { kind: "spectral-contrastive", embedding: 2 },
      { kind: "bilinear", embedding: 2, normalize: "rows" },
      { kind: "bilinear", embedding: 2, normalize: "frobenius" },
      { kind: "cross-correlation", embedding: 2 },
    ]) {
      const { components, audit } = await analyze(load(moments(gamma, gamma), objective), { certify: "all" });
      expect(audit.failures).toEqual([]);
      expect(audit.proof).toBe("proved");
      for (const { id, morseBott, certificate, dimension } of components)
        if (morseBott)
          expect(certificate.proven, `${objective.kind} ${id} ${dimension}`).toContain("dimension");
    }
  });

  test("covers equilibria whose stability matrix has multiple eigenvalues", async () => {
    const gamma = [
      ["1/2", 0, 0],
      [0, "1/3", 0],
      [0, 0, "1/6"],
    ];
    const { components } = await analyze(
      load(moments(gamma, gamma), {
        kind: "predictor",
        embedding: 3,
        weightDecay: "1/50",
        stopGradient: true,
      }),
      { certify: "all" },
    );
    expect(components).toHaveLength(27);
    for (const { id, certificate } of components) expect(certificate.kind, id).toBe("interval");
  });

  test("covers columns that the loss does not see", async () => {
    const gamma = [
      ["1/2", 0],
      [0, 0],
    ];
    const { components } = await analyze(
      load(moments(gamma), { kind: "bilinear", embedding: 3, normalize: "columns" }),
      { certify: "all" },
    );
    for (const { certificate } of components) expect(certificate.kind).toBe("interval");
  });

  test("covers zero sums of an odd number of columns, where no symmetry reaches", async () => {
    const gamma = Array.from({ length: 5 }, (_, i) =>
      Array.from({ length: 5 }, (_, j) => (i === j ? "1/2" : "1/8")),
    );
    const { components } = await analyze(
      load(moments(gamma), { kind: "bilinear", embedding: 3, normalize: "columns", tied: true }),
      { certify: "all" },
    );
    const sum = components.find(({ id }) => id === "zero-sum")!;
    expect(sum.certificate).toMatchObject({ kind: "interval" });
    expect(sum.certificate.detail).toMatch(/cut out by linear conditions/);
    expect(sum.nullity).toBe(5 * 2 - 3);
  });

  test("uses exact arithmetic at rational points of sets that are not Morse–Bott", async () => {
    const { components } = await analyze(example("spectral-contrastive-repeated.json"), { certify: "all" });
    const byId = Object.fromEntries(components.map((c) => [c.id, c.certificate]));
    expect(byId["K={}"]).toMatchObject({ kind: "exact" });
    expect(byId["K={3}"]).toMatchObject({ kind: "exact" });
    // √½ is not rational, and a zero mode is not explained by a symmetry: nothing is proved, and it says so.
    expect(byId["K={1..2:1}"]!.proven).toBeUndefined();
    expect(byId["K={1..2:1}"]!.detail).toMatch(/not certified: .* no known symmetry/);
  });

  test("of a wrong index or nullity contradicts it", async () => {
    const { contradictions } = await import("../../../src/atlas/certify/certification.js");
    const problem = example("bilinear-columns.json");
    const { components } = await analyze(problem);
    const { system, certifier } = certifierOf(problem);
    const component = components[1]!;
    const found = certifier.certify(system.flatten(component.representative), component.nullity);
    if (!isCertified(found)) throw new Error(found.failure);
    expect(contradictions(component, found)).toEqual([]);
    for (const what of ["index", "nullity", "dimension"] as const)
      expect(contradictions({ ...component, [what]: 2 }, found)).toMatchObject([
        { kind: "not-as-proved", component: component.id, what, listed: 2 },
      ]);
    expect(contradictions({ ...component, value: component.value! + 1e-7 }, found)).toMatchObject([
      { kind: "value-not-as-proved" },
    ]);
  });

  test("is not tried beyond a fixed amount of work, unless all are asked for", async () => {
    const problem = load(
      {
        dictionary: { kind: "identity", size: 12 },
        latent: { kind: "one-hot" },
        augmentation: { kind: "none" },
      },
      { kind: "spectral-contrastive", embedding: 12 },
    );
    const { components } = await analyze(problem, { limit: 3 });
    expect(components[0]!.certificate.kind).toBe("closed-form");
    expect(components[0]!.certificate.detail).toMatch(/beyond the work/);
    const none = await analyze(example("bilinear-columns.json"), { certify: "none" });
    expect(none.components[0]!.certificate.kind).toBe("closed-form");
  });
});
