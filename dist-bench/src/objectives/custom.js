import { rational } from "../exact/rational.js";
import { ProblemError } from "../model/problem-error.js";
import { isVectorField, variable } from "../symbolic/landscape.js";
import { evaluateScalar } from "../symbolic/scalar.js";
import { landscapeFromText } from "./build.js";
export function customObjective(spec, model) {
    const constants = new Map([
        ["Gamma", model.moments.gamma],
        ["Sigma", model.moments.sigma],
        ...Object.entries(spec.constants),
    ]);
    const parameters = new Map();
    for (const [name, text] of Object.entries(spec.parameters))
        parameters.set(name, parameterValue(name, text));
    const names = Object.keys(spec.variables);
    const variables = Object.entries(spec.variables).map(([name, [rows, columns]]) => variable(name, rows, columns, spec.constraints[name] ?? "none"));
    const landscape = landscapeFromText(spec.loss, variables, constants, parameters);
    return {
        kind: spec.kind,
        title: `Custom objective in ${names.map((name) => `${name} ∈ R^{${spec.variables[name].join("×")}}`).join(", ")}`,
        landscape,
        encoder: names[0],
        symmetries: declaredSymmetries(spec),
        closedForm: () => ({
            unavailable: isVectorField(landscape)
                ? "custom field: no closed form, its equilibria are work for the solver"
                : "custom loss: no closed form, its critical points are work for the solver",
        }),
    };
}
/** Parameters are exact scalar expressions; plain numbers need no symbolic engine. */
function parameterValue(name, text) {
    try {
        return rational(text);
    }
    catch {
        try {
            return evaluateScalar(text);
        }
        catch {
            throw new ProblemError(["objective", "parameters", name], "an exact rational expression", text);
        }
    }
}
function declaredSymmetries(spec) {
    const left = Object.entries(spec.invariance).flatMap(([name, kind]) => kind === "left-orthogonal" ? [name] : []);
    return left.length === 0 ? [] : [{ kind: "left-orthogonal", left, conjugated: [] }];
}
