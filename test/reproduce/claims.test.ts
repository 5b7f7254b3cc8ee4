/** Verdicts follow the numbers: the same judge on real studies and on studies with one number changed. */
import { beforeAll, describe, expect, it } from "vitest";
import { judgeClaims } from "../../src/reproduce/claims.js";
import { PROBLEMS } from "../../src/reproduce/problems.js";
import { type Study, study } from "../../src/reproduce/study.js";

const SMALL = ["masks", "gaussian", "onehot4", "onehot4-m3", "complementary4", "bernoulli4", "relu4"];

const studies: Study[] = [];
beforeAll(async () => {
  for (const named of PROBLEMS.filter(({ group }) => SMALL.includes(group)))
    studies.push(await study({ ...named, samples: 100 }, { seed: 7 }));
}, 60_000);

const verdicts = (list: readonly Study[]) =>
  Object.fromEntries(judgeClaims(list).map(({ id, verdict }) => [id, verdict]));

/** The studies with one of them changed. */
const changed = (id: string, change: (study: Study) => Partial<Study>): Study[] =>
  studies.map((entry) => (entry.named.id === id ? { ...entry, ...change(entry) } : entry));

const withAudit = (id: string, audit: Partial<Study["atlas"]["audit"]>) =>
  changed(id, ({ atlas }) => ({ atlas: { ...atlas, audit: { ...atlas.audit, ...audit } } }));

type Minimum = Study["minima"][number];

const withMinima = (id: string, change: (minimum: Minimum) => Partial<Minimum>) =>
  changed(id, ({ minima }) => ({ minima: minima.map((minimum) => ({ ...minimum, ...change(minimum) })) }));

const withComponents = (id: string, change: Partial<Minimum["component"]>) =>
  withMinima(id, ({ component }) => ({ component: { ...component, ...change } }));

describe("claims", () => {
  it("all hold on the studies as they are", () => {
    const judged = verdicts(studies);
    expect(Object.keys(judged).length).toBeGreaterThanOrEqual(14);
    expect(new Set(Object.values(judged))).toEqual(new Set(["holds"]));
  });

  it("are left out where no study speaks to them", () => {
    const linear = judgeClaims(studies.filter(({ named }) => named.role === "spectral-contrastive"));
    expect(linear.map(({ id }) => id)).toEqual(["contrastive-no-bad-minima", "linear-contrast"]);
    // Without a rival on the same data there is no contrast to see.
    expect(linear[1]!.verdict).toBe("inconclusive");
  });

  it("say by a margin how far random minima are from the ground truth, and by theorem how thin that is", () => {
    const figures = (id: string) => judgeClaims(studies).find((claim) => claim.id === id)!.figures;
    // p = d = m = 4: p(p - 1)/2 = 6 of p(m - 1) = 12; permutations are points, 12 of 12.
    expect(figures("columns-bad-continuum")).toMatch(
      /onehot4-columns: dimension 12, full rank and min c < 0\.9 at 100\/100 .*ground truth among the orthonormal encoders, of codimension 6 /,
    );
    expect(figures("columns-ground-truth-rare")).toContain("codimension 6 of 12, by theorem 6,");
    expect(figures("columns-ground-truth-rare")).not.toContain("random points");
    expect(figures("relu-alignment-continuum")).toContain("ground truth of codimension 12 ");
    expect(figures("linear-contrast")).toContain("gaussian");
  });

  it("do not count that random points miss a set of measure zero", () => {
    // All of them near it, none of them on it.
    const near = withMinima("onehot4-columns", () => ({ far: 0, groundTruth: 0 }));
    expect(verdicts(near)["columns-bad-continuum"]).toBe("refuted");
    const keeping = withMinima("masks-cross-correlation", () => ({ lossy: 0, optimal: 0 }));
    expect(verdicts(keeping)["cross-correlation-blind"]).toBe("refuted");
  });

  it("show their numbers in one line", () => {
    for (const { figures } of judgeClaims(studies)) expect(figures).toMatch(/^[^\n]*\d[^\n]*$/);
  });

  const one = { min: 1, median: 1, max: 1 };
  it.each<[claim: string, what: string, change: () => Study[]]>([
    [
      "columns-only-global-minima",
      "a second component of index 0",
      () =>
        changed("onehot4-columns", ({ atlas }) => ({
          atlas: { ...atlas, census: { byIndex: new Map([[0, 2n]]), total: 2n } },
        })),
    ],
    [
      "columns-bad-continuum",
      "half of the points are near the ground truth",
      () => withMinima("onehot4-columns", ({ points }) => ({ far: points.length / 2 })),
    ],
    ["columns-bad-continuum", "isolated minima", () => withComponents("onehot4-columns", { dimension: 0 })],
    ["columns-ground-truth-rare", "a lower minimum", () => withComponents("onehot4-columns", { value: 1 })],
    [
      "unsigned-latents-collapse",
      "a minimum of rank two",
      () => withMinima("bernoulli4-columns-tied", () => ({ rank: { min: 1, median: 1, max: 2 } })),
    ],
    [
      "rows-collapse",
      "a minimum of full rank",
      () => withMinima("masks-rows", () => ({ rank: { min: 3, median: 3, max: 3 }, fullRank: 1 })),
    ],
    [
      "complementary-masks-blind",
      "a component smaller than the manifold",
      () => withComponents("complementary4-complementary", { dimension: 23 }),
    ],
    [
      "cross-correlation-blind",
      "half of the points keep nearly all the signal",
      () => withMinima("masks-cross-correlation", ({ points }) => ({ lossy: points.length / 2 })),
    ],
    [
      "contrastive-no-bad-minima",
      "one point that keeps less",
      () => withMinima("masks-spectral-contrastive", ({ optimal }) => ({ optimal: optimal - 1 })),
    ],
    [
      "contrastive-no-bad-minima",
      "a local minimum that is not global",
      () => withComponents("masks-spectral-contrastive", { kind: "local-minimum" }),
    ],
    [
      "linear-contrast",
      "a rival that keeps nearly all the signal",
      () => withMinima("gaussian-columns", () => ({ lossy: 0 })),
    ],
    [
      "predictor-collapse",
      "a critical point that is not collapsed",
      () => withComponents("onehot4-predictor", { outcome: "varies" }),
    ],
    [
      "stop-gradient-ladder",
      "a missing rung",
      () =>
        changed("onehot4-m3-stop-gradient", ({ minima }) => ({ minima: minima.filter((_, k) => k !== 1) })),
    ],
    [
      "relu-alignment-continuum",
      "half of the points are near the ground truth",
      () => withMinima("relu4-relu-alignment", ({ points }) => ({ far: points.length / 2 })),
    ],
    [
      "relu-alignment-dead-columns",
      "a stratum that is a saddle",
      () =>
        changed("relu4-relu-alignment", ({ atlas }) => ({
          atlas: {
            ...atlas,
            components: atlas.components.map((component, k) =>
              k === 1 ? { ...component, index: 1, kind: "strict-saddle" as const } : component,
            ),
          },
        })),
    ],
    [
      "relu-contrastive-ground-truth",
      "minima that miss an atom",
      () => withMinima("relu4-relu-contrastive", () => ({ groundTruth: 0, recovery: one })),
    ],
    [
      "relu-contrastive-ground-truth",
      "a lower value elsewhere",
      () => withComponents("relu4-relu-contrastive", { value: 10 }),
    ],
    [
      "relu-contrast",
      "alignment minima that the contrastive loss prefers",
      () => withComponents("relu4-relu-contrastive", { value: 10 }),
    ],
  ])("%s is refuted by %s", (claim, _, change) => {
    expect(verdicts(change())[claim]).toBe("refuted");
  });

  it("rest on nothing where an audit failed, even against the numbers", () => {
    const failed = withAudit("masks-rows", { complete: false, failures: ["index 1 by formula, 2"] });
    expect(verdicts(failed)).toMatchObject({
      "rows-collapse": "inconclusive",
      "linear-contrast": "inconclusive",
    });
    const both = failed.map((entry) =>
      entry.named.id === "masks-rows"
        ? { ...entry, minima: entry.minima.map((minimum) => ({ ...minimum, fullRank: 1 })) }
        : entry,
    );
    expect(verdicts(both)["rows-collapse"]).toBe("inconclusive");
    expect(judgeClaims(failed).find(({ id }) => id === "rows-collapse")!.figures).toContain(
      "index 1 by formula",
    );
  });

  it("about the whole critical set need a complete atlas, claims about listed minima do not", () => {
    const incomplete = withAudit("onehot4-columns", { complete: false, reason: "a gap" });
    expect(verdicts(incomplete)).toMatchObject({
      "columns-only-global-minima": "inconclusive",
      "columns-bad-continuum": "holds",
    });
  });

  it("are inconclusive where a sampled point is not critical, or no minimum was found", () => {
    expect(verdicts(withMinima("masks-rows", () => ({ residual: 1e-6 })))["rows-collapse"]).toBe(
      "inconclusive",
    );
    const none = changed("masks-rows", () => ({ minima: [] }));
    expect(verdicts(none)["rows-collapse"]).toBe("inconclusive");
  });

  it("are inconclusive where the list may have missed a minimum", () => {
    const cut = changed("masks-rows", ({ atlas }) => ({
      atlas: { ...atlas, truncated: true, census: { byIndex: new Map([[0, 9n]]), total: 9n } },
    }));
    expect(verdicts(cut)["rows-collapse"]).toBe("inconclusive");
  });

  it("are inconclusive where too few points were drawn to tell", async () => {
    const named = PROBLEMS.find(({ id }) => id === "onehot4-columns")!;
    const few = await study({ ...named, samples: 10 }, { seed: 7 });
    expect(verdicts([few])["columns-bad-continuum"]).toBe("inconclusive");
  });
});
