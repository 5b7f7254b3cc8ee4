/**
 * The adapter to nerdamer: algebra on scalar expressions, every answer checked exactly before it is returned.
 *
 * - `expandScalar`: E = expand(e), checked by e = E at random rational points;
 * - `differentiateScalar`: D = ∂e/∂x for a polynomial e, checked against dual numbers, e(x + ε) = e + D ε;
 * - `solveMode`: the roots of c_{k}u^k + … = 0 in w with u = w^j, at most quadratic in u, checked as the identity
 *   Σ c_i X^i = c_d Π (X − u_i) in Q[√r_1, …], so that neither a wrong nor a missing root passes.
 *
 * The checks evaluate at random rational points with the arithmetic of `scalar-expression.ts`. A true answer always
 * passes. A wrong one that differs by a polynomial of degree D passes one point with probability ≤ D/2³¹ (Schwartz,
 * Zippel) and there are four points: below 10⁻²⁵ for D ≤ 1000.
 *
 * nerdamer's state is global and its reserved names are many (`e`, `i`, `pi`, `trace`, `w_1_1`, …). It only ever sees
 * private names (`zqa`, `zqb`, …), which are mapped back. It is loaded at the first call that needs it; parsing,
 * evaluation and typesetting do not.
 *
 * Not covered: cubics and higher in u (nerdamer's answers to them are wrong too often), systems, integrals.
 */
import { createRequire } from "node:module";
import { Random } from "../exact/random.js";
import { isZero, rational } from "../exact/rational.js";
import { DUALS, evaluateIn, isPolynomial, monomials, namesOf, negate, number, parseScalar, power, product, QuadraticRing, RATIONALS, root, ScalarDomainError, ScalarSyntaxError, scalarTexOf, scalarText, substitute, sum, } from "./scalar-expression.js";
/** An answer of the computer algebra system that did not survive exact back-substitution. */
export class ScalarVerificationError extends Error {
    name = "ScalarVerificationError";
}
/**
 * The exact value of a parameter expression of a problem file.
 *
 * @param text the grammar of `scalar-expression.ts`.
 * @param values the values of the names in it.
 * @throws ScalarSyntaxError outside the grammar; ScalarDomainError if a name has no value, or the value is not
 *   rational (`sqrt(2)`, `1/0`).
 * @example evaluateScalar("1/20 + kappa^2", { kappa: rational("1/2") }) // 3/10
 */
export function evaluateScalar(text, values = {}) {
    return evaluateIn(RATIONALS, parseScalar(text), (name) => {
        if (!Object.hasOwn(values, name))
            throw new ScalarDomainError(`expected a value for ${name}, got none`);
        return values[name];
    });
}
/**
 * TeX of a scalar expression, for mathematics mode.
 *
 * @throws ScalarSyntaxError outside the grammar.
 * @example scalarTex("g/(2*eta)") // "\\frac{g}{2 \\eta}"
 */
export const scalarTex = (text) => scalarTexOf(parseScalar(text));
/**
 * The expanded form, as text.
 *
 * @throws ScalarSyntaxError outside the grammar; ScalarVerificationError if the answer fails its check.
 * @example expandScalar("(a + b)^2") // "2*a*b + a^2 + b^2"
 */
export const expandScalar = (text) => scalarText(expandExpression(parseScalar(text)));
/** `expandScalar` on expressions: a sum of products of numbers and powers of names. */
export function expandExpression(a) {
    const expanded = ask(a, (cas, text) => cas(`expand(${text})`).toString());
    requireEqual("expand", a, expanded);
    return expanded;
}
/**
 * ∂e/∂x of a polynomial e, expanded, as text.
 *
 * @param text a polynomial in its names (coefficients may be any constants of the grammar).
 * @throws ScalarSyntaxError outside the grammar; RangeError if `text` is not a polynomial; ScalarVerificationError if
 *   the answer fails its check.
 * @example differentiateScalar("g*w^2", "w") // "2*g*w"
 */
export function differentiateScalar(text, name) {
    const a = parseScalar(text);
    if (!isPolynomial(a))
        throw new RangeError(`differentiateScalar: expected a polynomial, got ${text}`);
    const derivative = ask(a, (cas, privateText, privateName) => cas(`expand(diff(${privateText},${privateName(name)}))`).toString(), [name]);
    atRandomPoints("diff", [a, derivative], (value) => {
        const slope = evaluateIn(DUALS, a, (other) => ({
            value: value(other),
            slope: rational(other === name ? 1 : 0),
        })).slope;
        return slope.equals(evaluateIn(RATIONALS, derivative, value));
    });
    return scalarText(derivative);
}
/**
 * All complex solutions of `equation` in one unknown, as values of u = w^j.
 *
 * @param equation `left = right`, or an expression that is set to zero; polynomial in the unknown, at most quadratic
 *   in u = w^j after the power w^m is split off; any rational functions of other names as coefficients.
 * @param unknown the name w.
 * @returns the roots where the leading coefficient does not vanish.
 * @throws ScalarSyntaxError outside the grammar; RangeError if the equation is not of this form or holds for every
 *   value of the unknown; ScalarVerificationError if no answer passes its check.
 * @example solveMode("h^2*w^3 = g*w", "w").roots.map(scalarText) // ["g/h^2"], with power 2, zeroMultiplicity 1
 */
export function solveMode(equation, unknown) {
    const sides = equation.split("=");
    if (sides.length > 2)
        throw new ScalarSyntaxError(`expected one equation, got ${JSON.stringify(equation)}`);
    const [left, right = number(0)] = sides.map(parseScalar);
    const all = coefficientsOf(sum([left, negate(right)]), unknown);
    const support = all.flatMap((c, k) => (c.kind === "number" && isZero(c.value) ? [] : [k]));
    if (support.length === 0)
        throw new RangeError(`solveMode: expected an equation for ${unknown}, got one that holds for every value`);
    const zeroMultiplicity = support[0];
    const top = support.at(-1);
    const step = support.reduce((j, k) => gcd(j, k - zeroMultiplicity), 0) || 1;
    const degree = (top - zeroMultiplicity) / step;
    if (degree > 2)
        throw new RangeError(`solveMode: expected an equation that is at most quadratic in a power of ${unknown}, got degree ${degree} in ${unknown}^${step}`);
    const coefficients = normalise(Array.from({ length: degree + 1 }, (_, i) => all[zeroMultiplicity + i * step]));
    return { unknown, zeroMultiplicity, power: step, coefficients, roots: rootsOf(coefficients) };
}
/** Divides by the number in front of the leading coefficient: −4g w + 4h² w³ becomes −g w + h² w³. */
function normalise(coefficients) {
    const leading = monomials(coefficients.at(-1))?.[0];
    if (leading === undefined)
        return [...coefficients];
    const factor = number(leading.coefficient.inverse());
    return coefficients.map((c) => expandExpression(product([factor, c])));
}
/** c_0, c_1, … of an expression that is polynomial in the unknown; the identity Σ c_k w^k = a is checked. */
function coefficientsOf(a, unknown) {
    if (!isPolynomial(a, unknown))
        throw new RangeError(`solveMode: expected a polynomial in ${unknown}, got ${scalarText(a)}`);
    const coefficients = askAll(a, [unknown], (cas, text, privateName) => cas.coeffs(`expand(${text})`, privateName(unknown)).toString());
    const variable = { kind: "name", name: unknown };
    if (coefficients.some((c) => namesOf(c).has(unknown)))
        throw new ScalarVerificationError(`coeffs: a coefficient of ${scalarText(a)} still contains ${unknown}`);
    requireEqual("coeffs", a, sum(coefficients.map((c, k) => product([c, power(variable, k)]))));
    return coefficients.map((c) => (vanishes(c) ? number(0) : c));
}
/** The d ≤ 2 roots of Σ c_i u^i, with multiplicity. */
function rootsOf(coefficients) {
    const degree = coefficients.length - 1;
    if (degree === 0)
        return [];
    const u = { kind: "name", name: freshName(coefficients) };
    const generic = ["A", "B", "C"].slice(0, degree + 1);
    const polynomial = (c) => sum(c.map((coefficient, i) => product([coefficient, power(u, i)])));
    const solve = (c) => askAll(polynomial(c), [u.name], (cas, text, privateName) => cas.solve(text, privateName(u.name)).toString());
    // The direct answer is the shorter one, but with some perfect squares it is wrong; the formula for generic
    // coefficients, into which the actual ones are put, is the second attempt.
    const attempts = [
        () => solve(coefficients),
        () => solve(generic.map((name) => ({ kind: "name", name }))).map((answer) => expandRadicands(substitute(answer, (name) => coefficients[generic.indexOf(name)]))),
    ];
    for (const attempt of attempts) {
        let roots;
        try {
            roots = attempt();
        }
        catch (error) {
            if (error instanceof ScalarVerificationError)
                continue;
            throw error;
        }
        if (degree === 2 && roots.length === 1)
            roots.push(roots[0]);
        if (roots.length === degree && areRoots(coefficients, roots))
            return roots;
    }
    throw new ScalarVerificationError(`solve: no answer for ${scalarText(polynomial(coefficients))} = 0 satisfies the equation`);
}
function expandRadicands(a) {
    switch (a.kind) {
        case "sum":
            return sum(a.terms.map(expandRadicands));
        case "product":
            return product(a.factors.map(expandRadicands));
        case "power":
            return power(expandRadicands(a.base), a.exponent);
        case "root":
            return root(expandExpression(a.radicand));
        default:
            return a;
    }
}
/** Σ c_i X^i = c_d Π (X − u_i) at random X and parameters, in the ring with the square roots adjoined. */
function areRoots(coefficients, roots) {
    const x = freshName([...coefficients, ...roots]);
    const variable = { kind: "name", name: x };
    const expanded = sum(coefficients.map((c, i) => product([c, power(variable, i)])));
    const factored = product([coefficients.at(-1), ...roots.map((r) => sum([variable, negate(r)]))]);
    return agree(expanded, negate(factored));
}
// ── Exact checks ────────────────────────────────────────────────────────────────────────────────────────────────
const CHECK_POINTS = 4;
function requireEqual(operation, a, b) {
    if (!agree(a, negate(b)))
        throw new ScalarVerificationError(`${operation}: ${clip(scalarText(b))} is not equal to ${clip(scalarText(a))}`);
}
/** a + b = 0 at random points, with every square root adjoined as an indeterminate. */
const agree = (a, b) => {
    try {
        atRandomPoints("identity", [a, b], (value) => {
            const ring = new QuadraticRing();
            const at = (c) => evaluateIn(ring, c, (name) => ring.rational(value(name)));
            return ring.add(at(a), at(b)).size === 0;
        });
        return true;
    }
    catch (error) {
        if (error instanceof ScalarVerificationError)
            return false;
        throw error;
    }
};
const vanishes = (a) => agree(a, number(0));
/** Runs the check at random points at which everything is defined; throws where it fails. */
function atRandomPoints(operation, expressions, check) {
    const names = [...expressions.reduce((set, a) => namesOf(a, set), new Set())];
    const random = new Random(7).fork(operation);
    let undefinedPoints = 0;
    for (let done = 0; done < CHECK_POINTS;) {
        const point = new Map(names.map((name) => [name, randomRational(random)]));
        try {
            if (!check((name) => point.get(name)))
                throw new ScalarVerificationError(`${operation}: ${expressions.map((a) => clip(scalarText(a))).join(" and ")} do not agree`);
            done++;
        }
        catch (error) {
            // A pole or a divisor of zero: take another point; nowhere defined means not verified.
            if (!(error instanceof ScalarDomainError))
                throw error;
            if (++undefinedPoints > 20)
                throw new ScalarVerificationError(`${operation}: the answer is not defined where it should be`);
        }
    }
}
/** n/d with n uniform on 2³² − 1 values of both signs. */
const randomRational = (random) => rational(random.integer(-(2 ** 31) + 1, 2 ** 31 - 1)).div(random.integer(1, 97));
const clip = (text) => (text.length > 120 ? `${text.slice(0, 117)}…` : text);
function freshName(expressions) {
    const taken = expressions.reduce((set, a) => namesOf(a, set), new Set());
    let name = "u";
    while (taken.has(name))
        name += "u";
    return name;
}
const gcd = (a, b) => (b === 0 ? a : gcd(b, a % b));
let loaded;
function nerdamer() {
    if (loaded === undefined) {
        const require = createRequire(import.meta.url);
        loaded = require("nerdamer");
        for (const part of ["Algebra", "Calculus", "Solve"])
            require(`nerdamer/${part}`);
        // The default limit is 800 ms of wall clock, which makes answers depend on the load of the machine.
        loaded.set("TIMEOUT", 1e9);
    }
    return loaded;
}
function ask(a, question, extraNames = []) {
    return askAll(a, extraNames, question)[0];
}
/** Puts the question with private names; the answer, an expression or a list `[…, …]`, with the names put back. */
function askAll(a, extraNames, question) {
    const names = [...namesOf(a, new Set(extraNames))];
    const toPrivate = new Map(names.map((name, k) => [name, privateName(k)]));
    const back = new Map(names.map((name, k) => [privateName(k), name]));
    const rename = (by) => (b) => substitute(b, (name) => {
        // The imaginary unit is the only name of its own that nerdamer answers with.
        if (name === "i")
            return root(number(-1));
        const renamed = by.get(name);
        if (renamed === undefined)
            throw new ScalarSyntaxError(`expected a known name, got ${name}`);
        return { kind: "name", name: renamed };
    });
    const hidden = substitute(a, (name) => ({ kind: "name", name: toPrivate.get(name) }));
    const cas = nerdamer();
    let answer = "";
    try {
        answer = question(cas, scalarText(hidden), (name) => toPrivate.get(name)).trim();
        const list = answer.startsWith("[") ? answer.slice(1, -1).split(",") : [answer];
        return list.map((item) => rename(back)(parseScalar(item)));
    }
    catch (error) {
        if (error instanceof ScalarVerificationError)
            throw error;
        throw new ScalarVerificationError(`expected an answer in the scalar grammar, got ${JSON.stringify(clip(answer))} (${error.message})`);
    }
    finally {
        cas.flush();
    }
}
/** zqa, zqb, …, zqz, zqaa, …: no function, constant or reserved word of nerdamer. */
function privateName(k) {
    const letter = String.fromCharCode(97 + (k % 26));
    return k < 26 ? `zq${letter}` : privateName(Math.floor(k / 26) - 1) + letter;
}
