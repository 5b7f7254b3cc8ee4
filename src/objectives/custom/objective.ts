/**
 * A loss written by the user as text over variables, parameters, Γ, Σ and constants, in the grammar of `symbolic/parser.ts`.
 *
 * Declared invariance is checked on the canonical form (`symbolic/invariance.ts`), undeclared one is detected there.
 */
import { z } from "zod";
import type { RationalMatrix } from "../../exact/matrix.js";
import { type Rational, rational } from "../../exact/rational.js";
import { anyNumber, namedMatrix, object, scalarText, shape, text } from "../../files/fields.js";
import { ProblemError, show } from "../../files/problem-error.js";
import type { DataModel } from "../../model/data-model.js";
import { MOMENT_NAMES, type MomentName } from "../../model/spec.js";
import { isScalar, shapeText } from "../../symbolic/expression.js";
import { completeLeftAction, detectLeftAction, preserves } from "../../symbolic/invariance.js";
import { type Constraint, isVectorField, type Landscape, variable } from "../../symbolic/landscape.js";
import { sourceTex } from "../../symbolic/print-source.js";
import { evaluateScalar } from "../../symbolic/scalar-parser.js";
import { landscapeFromText } from "../build.js";
import type { ObjectiveKind } from "../definition.js";
import type { Objective, Symmetry } from "../objective.js";
import { analyticCall, analyticParts } from "./analytic.js";
import {
  addedNames,
  EQUALITY_CONSTRAINTS,
  type EqualityConstraint,
  type EqualitySpec,
  isEqualityConstraint,
  underEqualities,
} from "./equalities.js";

const MAX_LOSS_LENGTH = 10_000;
const MAX_EQUALITIES = 20;
/** Whether a loss has a name that is not one of its own parts. */
const isNamed = (name: string, loss: string): boolean =>
  new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`).test(loss) &&
  !new RegExp(`(?<![A-Za-z0-9_])let\\s+${name}\\s*=`).test(loss);

const isInTexts = (name: string, { loss, equalities }: Pick<Spec, "loss" | "equalities">): boolean =>
  [loss, ...equalities].some((text) => isNamed(name, text));

const RESERVED = new Set(["Gamma", "Sigma", "tr", "norm2", "I", "sg"]);

/** Name → entry; the names are checked in `checkNames`. */
const names = <Entry extends z.core.SomeType>(entry: Entry) => z.record(z.string(), entry);

const schema = object({
  kind: z.literal("custom"),
  loss: text(MAX_LOSS_LENGTH),
  /** Name → [rows, columns], or [rows] for a column. */
  variables: names(shape),
  /** Name → exact text, possibly a scalar expression such as "1/(4*5)". */
  parameters: names(scalarText).default(() => ({})),
  constants: names(namedMatrix).default(() => ({})),
  constraints: names(
    z.enum(["unit-columns", "unit-rows", "unit-norm", "none", ...EQUALITY_CONSTRAINTS]),
  ).default(() => ({})),
  /** "left = right", in the grammar of the loss. */
  equalities: z
    .array(text(MAX_LOSS_LENGTH))
    .max(MAX_EQUALITIES)
    .default(() => []),
  /** Name → range of the entries, of losses with exponentials and logarithms. */
  box: names(z.tuple([anyNumber, anyNumber])).optional(),
  invariance: names(z.enum(["left-orthogonal", "right-orthogonal", "none"])).default(() => ({})),
});

type Spec = z.output<typeof schema>;

/** Exponentials and logarithms ask for a box, and a box for them; constraints are no part of it. */
function checkBox({ loss, box, constraints, equalities }: Spec, path: readonly PropertyKey[]): void {
  const call = analyticCall(loss);
  if (box === undefined) {
    if (call === undefined) return;
    const expected = `ranges of the variables, such as {"W": [-3, 3]}, for a loss with ${call}`;
    throw new ProblemError([...path, "box"], expected, "none");
  }
  const isConstrained = equalities.length > 0 || Object.values(constraints).some((kind) => kind !== "none");
  if (isConstrained) throw new ProblemError([...path, "box"], "no constraints beside a box", "some");
}

function checkNames(spec: Spec, path: readonly PropertyKey[]): void {
  checkBox(spec, path);
  const variables = Object.keys(spec.variables);
  if (variables.length === 0) throw new ProblemError([...path, "variables"], "at least one variable", "none");
  const taken = new Set(RESERVED);
  for (const part of ["variables", "parameters", "constants"] as const)
    for (const name of Object.keys(spec[part])) {
      const place = [...path, part];
      if (!/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(name))
        throw new ProblemError(place, "names of letters, digits and _ (at most 32)", show(name));
      if (taken.has(name))
        throw new ProblemError(place, "names that are not taken by the grammar or another part", show(name));
      taken.add(name);
    }
  for (const name of addedNames(Object.keys(spec.variables), spec.equalities.length))
    if (
      taken.has(name) &&
      (spec.equalities.length > 0 || Object.values(spec.constraints).some(isEqualityConstraint))
    )
      throw new ProblemError(path, "names that are not those of multipliers", show(name));
  for (const part of ["constraints", "invariance", "box"] as const)
    for (const name of Object.keys(spec[part] ?? {}))
      if (!Object.hasOwn(spec.variables, name))
        throw new ProblemError([...path, part], `names of variables (${variables.join(", ")})`, show(name));
}

/** No other part has the name of a moment, and the loss names no moment that the data have not. */
function checkMomentNames(spec: Spec, named: DataModel["named"]): void {
  const own = new Map(
    (["variables", "parameters", "constants"] as const).flatMap((part) =>
      Object.keys(spec[part]).map((name) => [name, part]),
    ),
  );
  for (const name of MOMENT_NAMES) {
    const part = own.get(name);
    if (part !== undefined && named.has(name))
      throw new ProblemError(
        ["objective", part],
        "names that are not those of moments of the model",
        show(name),
      );
    if (part !== undefined || named.has(name) || !isInTexts(name, spec)) continue;
    const given = [...named.keys()];
    throw new ProblemError(["objective", "loss"], expectedFor(name, given), name);
  }
}

function expectedFor(name: MomentName, given: readonly MomentName[]): string {
  if (name === "Gamma" && given.includes("Sigma"))
    return "Sigma alone (Gamma needs two or more views of each sample in the model)";
  const pair = "samples of two modalities in the model or a matrix under constants";
  return given.length === 0
    ? `${pair} for GammaXY, SigmaX and SigmaY`
    : given.includes("Sigma")
      ? `Gamma and Sigma, the moments of the model (${pair} for others)`
      : `${given.join(", ")}, the moments of the model`;
}

function build(spec: Spec, model: DataModel): Objective {
  checkMomentNames(spec, model.named);
  const constants = new Map<string, RationalMatrix>([...model.named, ...Object.entries(spec.constants)]);
  const parameters = new Map<string, Rational>();
  for (const [name, text] of Object.entries(spec.parameters))
    parameters.set(name, parameterValue(name, text));
  const names = Object.keys(spec.variables);
  const { spheres, equalities } = constraintsOf(spec);
  const variables = Object.entries(spec.variables).map(([name, [rows, columns]]) =>
    variable(name, rows, columns, spheres.get(name) ?? "none"),
  );
  const title = `Custom objective in ${names.map((name) => `${name} ∈ R^{${spec.variables[name]!.join("×")}}`).join(", ")}`;
  const describedLoss = { text: spec.loss.trim().replace(/\s+/g, " "), tex: sourceTex(spec.loss) };
  if (spec.box !== undefined)
    return {
      kind: spec.kind,
      title: `${title}, in a box`,
      ...analyticParts(spec.loss, { variables, constants, parameters }, spec.box),
      describedLoss,
      encoder: names[0]!,
      symmetries: [],
      closedForm: () => ({ unavailable: "custom loss in a box: no closed form" }),
    };
  const base = landscapeFromText(spec.loss, variables, constants, parameters);
  if (!isScalar(base.loss))
    throw new ProblemError(["objective", "loss"], "a scalar", `a ${shapeText(base.loss)} matrix`);
  const landscape = underEqualities(base, equalities);
  const under = landscape.equalities?.list.map(({ printed, title }) => title ?? printed.text) ?? [];
  return {
    kind: spec.kind,
    title: `${title}${under.length === 0 ? "" : `, under ${under.join(", ")}`}`,
    landscape,
    describedLoss,
    encoder: names[0]!,
    symmetries: symmetriesOf(spec, landscape),
    closedForm: () => ({
      unavailable: isVectorField(landscape)
        ? "custom field: no closed form, its equilibria are work for the solver (method auto or solve)"
        : "custom loss: no closed form, its critical points are work for the solver (method auto or solve)",
    }),
  };
}

/** Unit spheres are taken care of by themselves, equalities by multipliers. */
function constraintsOf(spec: Spec): {
  readonly spheres: ReadonlyMap<string, Constraint>;
  readonly equalities: EqualitySpec;
} {
  const spheres = new Map<string, Constraint>();
  const constraints = new Map<string, EqualityConstraint>();
  for (const [name, kind] of Object.entries(spec.constraints)) {
    if (isEqualityConstraint(kind)) constraints.set(name, kind);
    else if (kind !== "none") spheres.set(name, kind);
  }
  const [onSphere] = spheres.keys();
  const isApart = spec.equalities.length === 0 && ![...constraints.values()].includes("non-negative");
  if (onSphere !== undefined && !isApart)
    throw new ProblemError(
      ["objective", "constraints", onSphere],
      `an equality in place of ${spheres.get(onSphere)}, beside others (such as norm2(${onSphere}) = 1)`,
      show(spheres.get(onSphere)),
    );
  return { spheres, equalities: { constraints, texts: spec.equalities } };
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
function symmetriesOf(spec: Spec, landscape: Landscape): Symmetry[] {
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

/** A loss as text; its names, shapes and declared invariances are checked. */
export const custom = {
  schema,
  check: checkNames,
  needsModel: (spec: Spec) => isInTexts("Gamma", spec) || isInTexts("Sigma", spec),
  takesNamedMoments: true,
  build,
} satisfies ObjectiveKind<Spec>;
