import { rational } from "../exact/rational.js";
import { directionalDerivative, gradient } from "./differentiate.js";
import { add, hasStopGradient, innerProduct, letter, releaseGradient, scale, substituteParameters, } from "./expression.js";
import { printTex, printText, texName } from "./print.js";
export const variable = (name, rows, columns, constraint = "none", positivePart = false) => ({
    symbol: {
        name,
        rows,
        columns,
        role: "variable",
        symmetric: false,
        ...(positivePart ? { text: `relu(${name})`, tex: `${texName(name)}^{+}` } : {}),
    },
    constraint,
    positivePart,
});
/** A constant letter; its symmetry is read off its exact value. */
export const constantSymbol = (name, value) => ({
    name,
    rows: value.rows,
    columns: value.columns,
    role: "constant",
    symmetric: value.isSymmetric(),
});
export const isVectorField = (landscape) => hasStopGradient(landscape.loss);
/** ∂_X L for each variable, stop-gradient marks released: what must vanish on tangent directions. */
export function gradients(landscape) {
    return landscape.variables.map(({ symbol }) => releaseGradient(gradient(landscape.loss, symbol)));
}
/** The same with parameters replaced by their exact values. */
export function numericGradients(landscape) {
    return gradients(landscape).map((g) => substituteParameters(g, landscape.parameters));
}
export function numericLoss(landscape) {
    return substituteParameters(releaseGradient(landscape.loss), landscape.parameters);
}
/** The direction symbol δX that belongs to a variable. */
export const directionOf = (symbol) => ({
    name: `d${symbol.name}`,
    rows: symbol.rows,
    columns: symbol.columns,
    role: "direction",
    symmetric: false,
    tex: `\\delta ${texName(symbol.name)}`,
});
/**
 * Σ_{X,Y} ⟨δX, D_Y G_X[δY]⟩: the second derivative of the loss (for a field: minus its linearisation) as a
 * quadratic form in the directions, without the Lagrange terms.
 */
export function hessianForm(landscape) {
    const all = gradients(landscape);
    let form = scale(landscape.loss, rational(0));
    landscape.variables.forEach(({ symbol }, x) => {
        for (const other of landscape.variables) {
            const change = directionalDerivative(all[x], other.symbol, directionOf(other.symbol));
            form = add(form, innerProduct(letter(directionOf(symbol)), change));
        }
    });
    return form;
}
/** Multipliers: where they stand, and what they equal. */
const LAGRANGE = {
    "unit-columns": (name, tex) => ({
        right: { text: `${name}*diag(lambda_${name})`, tex: `${tex} \\operatorname{diag}(\\lambda_{${tex}})` },
        tangent: {
            text: `tr(d${name}*diag(lambda_${name})*d${name}')`,
            tex: `\\operatorname{tr}(\\delta ${tex} \\operatorname{diag}(\\lambda_{${tex}}) \\delta ${tex}^{\\top})`,
        },
        constraint: {
            text: `diag(${name}'*${name}) = 1, diag(${name}'*d${name}) = 0, lambda_${name} = diag(${name}'*G_${name})`,
            tex: `\\operatorname{diag}(${tex}^{\\top} ${tex}) = \\mathbf{1},\\quad \\lambda_{${tex}} = \\operatorname{diag}(${tex}^{\\top} G_{${tex}})`,
        },
    }),
    "unit-rows": (name, tex) => ({
        right: { text: `diag(lambda_${name})*${name}`, tex: `\\operatorname{diag}(\\lambda_{${tex}}) ${tex}` },
        tangent: {
            text: `tr(d${name}'*diag(lambda_${name})*d${name})`,
            tex: `\\operatorname{tr}(\\delta ${tex}^{\\top} \\operatorname{diag}(\\lambda_{${tex}}) \\delta ${tex})`,
        },
        constraint: {
            text: `diag(${name}*${name}') = 1, diag(${name}*d${name}') = 0, lambda_${name} = diag(G_${name}*${name}')`,
            tex: `\\operatorname{diag}(${tex} ${tex}^{\\top}) = \\mathbf{1},\\quad \\lambda_{${tex}} = \\operatorname{diag}(G_{${tex}} ${tex}^{\\top})`,
        },
    }),
    "unit-norm": (name, tex) => ({
        right: { text: `lambda_${name}*${name}`, tex: `\\lambda_{${tex}} ${tex}` },
        tangent: {
            text: `lambda_${name}*norm2(d${name})`,
            tex: `\\lambda_{${tex}} \\lVert \\delta ${tex} \\rVert_F^2`,
        },
        constraint: {
            text: `norm2(${name}) = 1, tr(${name}'*d${name}) = 0, lambda_${name} = tr(${name}'*G_${name})`,
            tex: `\\lVert ${tex} \\rVert_F = 1,\\quad \\lambda_{${tex}} = \\langle ${tex}, G_{${tex}} \\rangle`,
        },
    }),
};
/** The stationarity condition of each variable, in matrix form. */
export function stationarity(landscape) {
    const all = gradients(landscape);
    return landscape.variables.map(({ symbol, constraint, positivePart }, k) => {
        const { name } = symbol;
        const tex = texName(name);
        const g = all[k];
        const gate = positivePart ? { text: `step(${name}) o (`, tex: `\\mathbf{1}[${tex} > 0] \\circ (` } : null;
        const left = {
            text: gate === null ? printText(g) : `${gate.text}${printText(g)})`,
            tex: gate === null ? printTex(g) : `${gate.tex}${printTex(g)})`,
        };
        const right = constraint === "none" ? { text: "0", tex: "0" } : LAGRANGE[constraint](name, tex).right;
        return {
            variable: name,
            gradient: g,
            text: `${left.text} = ${right.text}`,
            tex: `${left.tex} = ${right.tex}`,
        };
    });
}
/** The constraints with their multipliers; nothing for free variables. */
export function constraintConditions(landscape) {
    return landscape.variables.flatMap(({ symbol, constraint }) => constraint === "none" ? [] : [LAGRANGE[constraint](symbol.name, texName(symbol.name)).constraint]);
}
/** The Riemannian Hessian as a quadratic form on tangent directions. */
export function hessianText(landscape) {
    const form = hessianForm(landscape);
    let text = printText(form);
    let tex = printTex(form);
    for (const { symbol, constraint } of landscape.variables) {
        if (constraint === "none")
            continue;
        const { tangent } = LAGRANGE[constraint](symbol.name, texName(symbol.name));
        text += ` - ${tangent.text}`;
        tex += ` - ${tangent.tex}`;
    }
    return { text, tex };
}
