/** Hand-made reports: small, but with every field and every awkward character somewhere. */
import type { Derivation } from "../../src/atlas/derive/derive.js";
import type { Atlas, CriticalComponent } from "../../src/atlas/record/types.js";
import { fromRows } from "../../src/numeric/linalg/dense.js";

export const component = (changes: Partial<CriticalComponent> = {}): CriticalComponent => ({
  id: "s=++",
  family: "column-normalised bilinear, one sign per column",
  representative: { Wo: fromRows([[1, 0.5]]), Wt: fromRows([[1, -0.5]]) },
  kind: "global-minimum",
  multiplicity: 1n,
  residual: 0,
  certificate: { kind: "closed-form", detail: "signs" },
  ...changes,
});

export const atlas = (changes: Partial<Atlas> = {}): Atlas => ({
  problem: { model: { moments: { gamma: [["1/4"]] } }, objective: { kind: "bilinear" } },
  seed: 7,
  method: "both",
  title: "bilinear, unit columns: m = 2, p = 3 & 50 % of Γ_ij",
  isVectorField: false,
  stationarity: [
    {
      variable: "Wo",
      text: "-2 Wt Γᵀ + Wo Λ = 0",
      tex: "-2 W_{t} \\Gamma^{\\top} + W_{o} \\Lambda = 0",
    },
    { variable: "Wt", text: "-2 Wo Γ + Wt Λ = 0", tex: "-2 W_{o} \\Gamma + W_{t} \\Lambda = 0" },
  ],
  components: [
    component({
      value: 1.5,
      exactValue: "3/2",
      dimension: 3,
      index: 0,
      nullity: 3,
      morseBott: true,
      rank: 2,
      outcome: "varies",
      recovery: { min: 0.3123456, median: 0.7, max: 1 },
      certificate: {
        kind: "interval",
        detail: "a critical orbit of dimension 3 & more",
        proven: ["existence", "index"],
        radius: 2.2e-16,
      },
      retained: 0.83,
      conditionNumber: 12.5,
      eulerCharacteristic: 0n,
      residual: 1.1e-16,
      notes: ["the ground truth has codimension 3"],
    }),
    component({
      id: "s=+--",
      value: -0.5,
      exactValue: "-1/2",
      dimension: 3,
      index: 2,
      nullity: 3,
      morseBott: true,
      kind: "strict-saddle",
      multiplicity: 123456789012345678901234567890n,
      rank: 1,
      outcome: "dimensional-collapse",
      residual: 2.25e-17,
    }),
    component({
      id: 'λ|1,"x"',
      family: "by hand",
      kind: "undecided",
      certificate: { kind: "numerical", detail: "" },
    }),
  ],
  truncated: true,
  census: {
    byIndex: new Map([
      [2, 123456789012345678901234567890n],
      [0, 1n],
    ]),
    total: 123456789012345678901234567892n,
    withoutIndex: 1n,
  },
  audit: {
    complete: false,
    proof: "incomplete",
    reason: "the listing is cut",
    by: ["closed-form", "morse-euler"],
    morseEuler: { expected: 1n, found: 1n },
    paths: { started: 81, finite: 25, atInfinity: 56, failed: 0 },
    failures: ["Wo: residual 1e-3 > 1e-12"],
  },
  warnings: ["retained signal: Σ is singular"],
  ...changes,
});

export const derivation: Derivation = {
  title: "spectral-contrastive: m = 2, p = 3",
  loss: {
    text: "-2 tr(W Γ Wᵀ) + ‖W Σ Wᵀ‖²",
    tex: "-2 \\operatorname{tr}(W \\Gamma W^{\\top}) + \\|W \\Sigma W^{\\top}\\|_F^{2}",
  },
  stationarity: [
    {
      variable: "W",
      text: "-4 W Γ + 4 W Σ Wᵀ W Σ = 0",
      tex: "-4 W \\Gamma + 4 W \\Sigma W^{\\top} W \\Sigma = 0",
    },
  ],
  constraints: [],
  hessian: { text: "-4 tr(V Γ Vᵀ) + …", tex: "-4 \\operatorname{tr}(V \\Gamma V^{\\top}) + \\dots" },
  modes: [
    {
      equation: { text: "-4 g w + 4 h^2 w^3 = 0", tex: "-4 g w + 4 h^{2} w^{3} = 0" },
      solutions: [
        { text: "w = 0", tex: "w = 0" },
        { text: "w^2 = g/h^2", tex: "w^{2} = \\frac{g}{h^{2}}" },
      ],
      note: "Γ and Σ commute; row k of W lies on eigenvector k",
    },
  ],
  symbols: [
    { symbol: "W", meaning: "encoder, m×p" },
    { symbol: "g, h", meaning: "eigenvalues of Γ and Σ on the mode" },
  ],
};

/** A large census, so that its table does not fit a page. */
export const largeCensus = {
  title: "census: m = p = 50 & rows",
  census: {
    byIndex: new Map(Array.from({ length: 45 }, (_, k) => [k, 3n ** BigInt(k)] as const)),
    total: (3n ** 45n - 1n) / 2n,
  },
};
