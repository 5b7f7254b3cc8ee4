/**
 * A loss written by the user as text, in the grammar of `symbolic/parser.ts`.
 *
 * Declared invariance is checked on the canonical form (`symbolic/invariance.ts`), undeclared one is detected there.
 */
import type { RationalMatrix } from "../../exact/matrix.js";
import { type Rational, rational } from "../../exact/rational.js";
import { ProblemError } from "../../files/problem-error.js";
import type { DataModel } from "../../model/data-model.js";
import { isScalar, shapeText } from "../../symbolic/expression.js";
import { completeLeftAction, detectLeftAction, preserves } from "../../symbolic/invariance.js";
import { isVectorField, type Landscape, variable } from "../../symbolic/landscape.js";
import { sourceTex } from "../../symbolic/print-source.js";
import { evaluateScalar } from "../../symbolic/scalar.js";
import { landscapeFromText } from "../build.js";
import type { Objective, Symmetry } from "../objective.js";
import type { CustomSpec } from "../schema.js";

export function customObjective(spec: CustomSpec, model: DataModel): Objective {
  const moments: readonly (readonly [string, RationalMatrix])[] =
    model.spec.kind === "none"
      ? []
      : [
          ["Gamma", model.moments.gamma],
          ["Sigma", model.moments.sigma],
        ];
  const constants = new Map<string, RationalMatrix>([...moments, ...Object.entries(spec.constants)]);
  const parameters = new Map<string, Rational>();
  for (const [name, text] of Object.entries(spec.parameters))
    parameters.set(name, parameterValue(name, text));
  const names = Object.keys(spec.variables);
  const constraints = new Map(Object.entries(spec.constraints));
  const variables = Object.entries(spec.variables).map(([name, [rows, columns]]) =>
    variable(name, rows, columns, constraints.get(name) ?? "none"),
  );
  const landscape = landscapeFromText(spec.loss, variables, constants, parameters);
  if (!isScalar(landscape.loss))
    throw new ProblemError(["objective", "loss"], "a scalar", `a ${shapeText(landscape.loss)} matrix`);
  return {
    kind: spec.kind,
    title: `Custom objective in ${names.map((name) => `${name} ∈ R^{${spec.variables[name]!.join("×")}}`).join(", ")}`,
    landscape,
    describedLoss: { text: spec.loss.trim().replace(/\s+/g, " "), tex: sourceTex(spec.loss) },
    encoder: names[0]!,
    symmetries: symmetriesOf(spec, landscape),
    closedForm: () => ({
      unavailable: isVectorField(landscape)
        ? "custom field: no closed form, its equilibria are work for the solver (method auto or solve)"
        : "custom loss: no closed form, its critical points are work for the solver (method auto or solve)",
    }),
  };
}

/** Parameters are exact scalar expressions; plain numbers need no symbolic engine. */
function parameterValue(name: string, text: string): Rational {
  try {
    return rational(text);
  } catch {
    try {
      return evaluateScalar(text);
    } catch {
      throw new ProblemError(["objective", "parameters", name], "an exact rational expression", text);
    }
  }
}

/** What is declared is checked; what is not declared is detected. */
function symmetriesOf(spec: CustomSpec, landscape: Landscape): Symmetry[] {
  const declared = (kind: string) =>
    Object.entries(spec.invariance).flatMap(([name, k]) => (k === kind ? [name] : []));
  const reject = (name: string, expected: string): never => {
    throw new ProblemError(["objective", "invariance", name], expected, "a loss or constraint that changes");
  };
  const right = declared("right-orthogonal");
  if (right.length > 0) {
    const actions = new Map(right.map((name) => [name, { left: false, right: true }]));
    if (!preserves(landscape, actions))
      reject(right[0]!, `invariance under ${right.join(", ")} -> ${right[0]}*R`);
  }
  const left = declared("left-orthogonal");
  const action = left.length > 0 ? completeLeftAction(landscape, left) : detectLeftAction(landscape);
  if (action === null)
    return left.length > 0 ? reject(left[0]!, `invariance under ${left[0]} -> R*${left[0]}`) : [];
  return [{ kind: "left-orthogonal", ...action }];
}
