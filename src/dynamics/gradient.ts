/**
 * Gradient flow and gradient steps of any objective with a landscape:
 *
 *   flow    ẋ = −grad L(x): the gradient, projected on the tangent space of the constraints (spheres)
 *   steps   x ← retract(x − η ∇L(x))
 *
 * For an objective with stop-gradient marks, −∂L is the field with the marked places held fixed: the flow of the
 * predictor objective is Ẇ = 2(PᵀB − ηW), Ṗ = 2(BWᵀ − ηP), B = WΓ − PWΣ. On spheres the flow is that of the field
 * x ↦ −grad L(x/|x|), which keeps |x| and has the same orbits on them.
 */
import type { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { format } from "./projected-steps.js";
import { drawStart, type Rule, viewPoint } from "./rule.js";

const shared = (system: LandscapeSystem) => ({
  system,
  size: system.size,
  start: ((random, spread) => drawStart(system, random, spread)) satisfies Rule["start"],
  point: ((x) => viewPoint(system, x)) satisfies Rule["point"],
  ends: { kind: "critical" } as const,
});

/**
 * ẋ = −grad L(x) as a rule; for a loss with stop-gradient marks ẋ is minus the field ∂L.
 *
 * @returns a flow whose errors decay like e^(−λt), λ an eigenvalue of the Hessian.
 */
export function gradientFlow(system: LandscapeSystem): Rule {
  const { spheres } = system.manifold;
  const name = system.isField ? "stop-gradient flow" : "gradient flow";
  const on = new Float64Array(system.size);
  const lambda = new Float64Array(spheres.length);
  return {
    ...shared(system),
    kind: "gradient-flow",
    title: spheres.length > 0 ? `Riemannian ${name}` : name,
    process: {
      kind: "flow",
      velocity: (x, out) => {
        on.set(x);
        system.retract(on);
        system.gradientInto(on, out, lambda);
        for (let k = 0; k < out.length; k++) out[k] = -out[k]!;
      },
    },
    contraction: { kind: "flow" },
  };
}

/** @param step η > 0. */
export function gradientSteps(system: LandscapeSystem, step: number): Rule {
  const next = new Float64Array(system.size);
  const gradient = new Float64Array(system.size);
  const lambda = new Float64Array(system.manifold.spheres.length);
  return {
    ...shared(system),
    kind: "gradient-steps",
    title: `${system.manifold.spheres.length > 0 ? "projected " : ""}${system.isField ? "stop-gradient" : "gradient"} steps, η = ${format(step)}`,
    process: {
      kind: "steps",
      step: (x) => {
        // ∇L = grad L + λx on each sphere, so that x − η∇L = (1 − ηλ)x − η grad L.
        system.gradientInto(x, gradient, lambda);
        next.set(x);
        system.manifold.spheres.forEach((sphere, s) => {
          for (const k of sphere) next[k]! *= 1 - step * lambda[s]!;
        });
        for (let k = 0; k < next.length; k++) next[k]! -= step * gradient[k]!;
        system.retract(next);
        let squares = 0;
        for (let k = 0; k < next.length; k++) {
          const change = next[k]! - x[k]!;
          squares += change * change;
          x[k] = next[k]!;
        }
        return squares;
      },
    },
    contraction: { kind: "steps", step, blocks: [[0, system.size]] },
  };
}
