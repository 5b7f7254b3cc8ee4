/**
 * Scalar expressions in named parameters, exactly:
 *
 *   sum     := ["+" | "-"] product (("+" | "-") product)*
 *   product := factor (("*" | "/") factor)*
 *   factor  := ("+" | "-") factor | primary ["^" factor]        (the exponent is a constant integer or ±k/2)
 *   primary := number | name | "(" sum ")" | "sqrt(" sum ")"
 *
 * Numbers are exact (integers, decimals, with exponent). The constructors fold numbers and flatten sums and products,
 * nothing else. Values are taken in any commutative ring with partial inverse and square root (`ScalarField`):
 *
 * - Q (`RATIONALS`),
 * - dual numbers Q[ε]/(ε²), whose ε-part is the derivative (`DUALS`),
 * - multiquadratic rings Q[s_1, …, s_k]/(s_i² − r_i) (`QuadraticRing`): an identity that holds there holds for every
 *   choice of signs of the roots √r_i, so it verifies formulas with radicals without floating point.
 *
 * Not covered: nested radicals in `QuadraticRing`; functions other than `sqrt`.
 */
import { isZero, ONE, rational, rationalSquareRoot, rationalText, sign, ZERO, } from "../exact/rational.js";
import { texName } from "./print.js";
/** A text outside the grammar, or too large; `message` reads "expected …, got …". */
export class ScalarSyntaxError extends Error {
    name = "ScalarSyntaxError";
}
/** A value that the expression does not have at this point: division by zero, an irrational root, an unknown name. */
export class ScalarDomainError extends RangeError {
    name = "ScalarDomainError";
}
// ── Constructors ────────────────────────────────────────────────────────────────────────────────────────────────
export const number = (value) => ({
    kind: "number",
    value: rational(value),
});
export function sum(terms) {
    const flat = terms.flatMap((term) => (term.kind === "sum" ? term.terms : [term]));
    const constant = flat.reduce((total, term) => (term.kind === "number" ? total.add(term.value) : total), ZERO);
    const rest = flat.filter((term) => term.kind !== "number");
    if (!isZero(constant) || rest.length === 0)
        rest.push(number(constant));
    return rest.length === 1 ? rest[0] : { kind: "sum", terms: rest };
}
export function product(factors) {
    const flat = factors.flatMap((factor) => (factor.kind === "product" ? factor.factors : [factor]));
    const constant = flat.reduce((total, f) => (f.kind === "number" ? bounded(total.mul(f.value)) : total), ONE);
    if (isZero(constant) && flat.every((factor) => isPolynomial(factor)))
        return number(ZERO);
    const rest = flat.filter((factor) => factor.kind !== "number");
    const only = rest.length === 1 ? rest[0] : undefined;
    if (only?.kind === "sum" && constant.equals(MINUS_ONE))
        return sum(only.terms.map(negate));
    if (!constant.equals(ONE) || rest.length === 0)
        rest.unshift(number(constant));
    return rest.length === 1 ? rest[0] : { kind: "product", factors: rest };
}
/** @throws ScalarSyntaxError for 0 to a negative power and for exponents above 1000. */
export function power(base, exponent) {
    if (!Number.isInteger(exponent) || Math.abs(exponent) > MAX_EXPONENT)
        throw new ScalarSyntaxError(`expected an integer exponent of at most ${MAX_EXPONENT}, got ${exponent}`);
    if (exponent === 0)
        return number(ONE);
    if (exponent === 1)
        return base;
    if (base.kind === "number") {
        if (isZero(base.value) && exponent < 0)
            throw new ScalarSyntaxError("expected a nonzero divisor, got 0");
        return number(powerIn(RATIONALS, base.value, exponent));
    }
    if (base.kind === "power" && Math.abs(base.exponent * exponent) <= MAX_EXPONENT)
        return power(base.base, base.exponent * exponent);
    return { kind: "power", base, exponent };
}
export const negate = (a) => product([number(-1), a]);
export function root(radicand) {
    const exact = radicand.kind === "number" ? rationalSquareRoot(radicand.value) : null;
    return exact === null ? { kind: "root", radicand } : number(exact);
}
// ── Queries ─────────────────────────────────────────────────────────────────────────────────────────────────────
/** The names that occur. */
export function namesOf(a, into = new Set()) {
    if (a.kind === "name")
        into.add(a.name);
    else
        for (const child of children(a))
            namesOf(child, into);
    return into;
}
/** Replaces names by expressions. */
export function substitute(a, by) {
    switch (a.kind) {
        case "number":
            return a;
        case "name":
            return by(a.name);
        case "sum":
            return sum(a.terms.map((term) => substitute(term, by)));
        case "product":
            return product(a.factors.map((factor) => substitute(factor, by)));
        case "power":
            return power(substitute(a.base, by), a.exponent);
        case "root":
            return root(substitute(a.radicand, by));
    }
}
/** No division by, and no root of, anything that contains a name (or `unknown`, if given). */
export function isPolynomial(a, unknown) {
    const constant = (b) => unknown === undefined ? namesOf(b).size === 0 : !namesOf(b).has(unknown);
    if (a.kind === "root" || (a.kind === "power" && a.exponent < 0))
        return constant(a);
    return children(a).every((child) => isPolynomial(child, unknown));
}
/** The terms of an expanded (Laurent) polynomial; `null` if the expression is not one. */
export function monomials(a) {
    const terms = (a.kind === "sum" ? a.terms : [a]).map((term) => {
        let coefficient = ONE;
        const exponents = new Map();
        for (const factor of term.kind === "product" ? term.factors : [term])
            if (factor.kind === "number")
                coefficient = coefficient.mul(factor.value);
            else if (factor.kind === "name")
                exponents.set(factor.name, (exponents.get(factor.name) ?? 0) + 1);
            else if (factor.kind === "power" && factor.base.kind === "name")
                exponents.set(factor.base.name, (exponents.get(factor.base.name) ?? 0) + factor.exponent);
            else
                return null;
        return { coefficient, exponents };
    });
    return terms.every((term) => term !== null) ? terms.filter((term) => !isZero(term.coefficient)) : null;
}
function children(a) {
    switch (a.kind) {
        case "sum":
            return a.terms;
        case "product":
            return a.factors;
        case "power":
            return [a.base];
        case "root":
            return [a.radicand];
        default:
            return [];
    }
}
/**
 * The value of the expression where `value(name)` are the values of its names.
 *
 * @throws ScalarDomainError where it is not defined in the field.
 */
export function evaluateIn(field, a, value) {
    const at = (b) => evaluateIn(field, b, value);
    switch (a.kind) {
        case "number":
            return field.rational(a.value);
        case "name":
            return value(a.name);
        case "sum":
            return a.terms.map(at).reduce((x, y) => field.add(x, y));
        case "product":
            return a.factors.map(at).reduce((x, y) => field.multiply(x, y));
        case "power":
            return powerIn(field, at(a.base), a.exponent);
        case "root":
            return field.root(at(a.radicand));
    }
}
function powerIn(field, base, exponent) {
    let square = exponent < 0 ? field.inverse(base) : base;
    let result = field.one;
    for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
        if (left % 2 === 1)
            result = field.multiply(result, square);
        if (left > 1)
            square = field.multiply(square, square);
    }
    return result;
}
/** Q. */
export const RATIONALS = {
    one: ONE,
    rational: (value) => value,
    add: (a, b) => bounded(a.add(b)),
    multiply: (a, b) => bounded(a.mul(b)),
    inverse(a) {
        if (isZero(a))
            throw new ScalarDomainError("expected a nonzero divisor, got 0");
        return a.inverse();
    },
    root(a) {
        const exact = rationalSquareRoot(a);
        if (exact === null)
            throw new ScalarDomainError(`expected the square of a rational number, got ${rationalText(a)}`);
        return exact;
    },
};
export const DUALS = {
    one: { value: ONE, slope: ZERO },
    rational: (value) => ({ value, slope: ZERO }),
    add: (a, b) => ({ value: a.value.add(b.value), slope: a.slope.add(b.slope) }),
    multiply: (a, b) => ({
        value: bounded(a.value.mul(b.value)),
        slope: a.slope.mul(b.value).add(a.value.mul(b.slope)),
    }),
    inverse(a) {
        const value = RATIONALS.inverse(a.value);
        return { value, slope: a.slope.mul(value).mul(value).neg() };
    },
    root(a) {
        const value = RATIONALS.root(a.value);
        if (!isZero(a.slope) && isZero(value))
            throw new ScalarDomainError("expected a nonzero radicand, got 0");
        return { value, slope: isZero(a.slope) ? ZERO : a.slope.div(value.mul(2)) };
    },
};
/** Q[s_1, …, s_k]/(s_i² − r_i); every square root of a new non-square rational adds a generator. */
export class QuadraticRing {
    radicands = [];
    one = new Map([[0, ONE]]);
    rational(value) {
        return isZero(value) ? new Map() : new Map([[0, value]]);
    }
    add(a, b) {
        const out = new Map(a);
        for (const [mask, value] of b)
            accumulate(out, mask, value);
        return out;
    }
    multiply(a, b) {
        const out = new Map();
        for (const [maskA, x] of a)
            for (const [maskB, y] of b) {
                let value = bounded(x.mul(y));
                for (let i = 0; i < this.radicands.length; i++)
                    if ((maskA & maskB & (1 << i)) !== 0)
                        value = value.mul(this.radicands[i]);
                accumulate(out, maskA ^ maskB, value);
            }
        return out;
    }
    /** 1/a = Π ā / Π(a ā), conjugating one generator after the other until the denominator is rational. */
    inverse(a) {
        let numerator = this.one;
        let denominator = a;
        for (let i = 0; i < this.radicands.length; i++) {
            const bit = 1 << i;
            const conjugate = new Map([...denominator].map(([mask, x]) => [mask, (mask & bit) === 0 ? x : x.neg()]));
            numerator = this.multiply(numerator, conjugate);
            denominator = this.multiply(denominator, conjugate);
        }
        const norm = denominator.get(0);
        if (norm === undefined)
            throw new ScalarDomainError("expected an invertible divisor, got a divisor of zero");
        return this.multiply(numerator, this.rational(norm.inverse()));
    }
    root(a) {
        if ([...a.keys()].some((mask) => mask !== 0))
            throw new ScalarDomainError("expected a rational radicand, got a nested radical");
        const radicand = a.get(0) ?? ZERO;
        const exact = rationalSquareRoot(radicand);
        if (exact !== null)
            return this.rational(exact);
        let i = this.radicands.findIndex((known) => known.equals(radicand));
        if (i < 0)
            i = this.radicands.push(radicand) - 1;
        if (i > 20)
            throw new ScalarDomainError("expected at most 20 square roots");
        return new Map([[1 << i, ONE]]);
    }
}
function accumulate(out, mask, value) {
    const total = (out.get(mask) ?? ZERO).add(value);
    if (isZero(total))
        out.delete(mask);
    else
        out.set(mask, total);
}
const MINUS_ONE = rational(-1);
const MAX_EXPONENT = 1000;
const MAX_LENGTH = 20_000;
const MAX_DEPTH = 200;
const MAX_MAGNITUDE = 1n << 200000n;
/** Refuses numbers of more than 200 000 bits: ((2^1000)^1000)^1000 is a mistake or an attack. */
function bounded(value) {
    if (value.n >= MAX_MAGNITUDE || value.d >= MAX_MAGNITUDE)
        throw new ScalarDomainError("expected a number of at most 200000 bits");
    return value;
}
// ── Text ────────────────────────────────────────────────────────────────────────────────────────────────────────
const TOKEN = /\s*((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?(?![A-Za-z_])|[A-Za-z][A-Za-z0-9_]*|[-+*/^()])/y;
/**
 * Reads the grammar above.
 *
 * @throws ScalarSyntaxError outside the grammar.
 * @example parseScalar("g/h^2") // the product of g and h^(-2)
 */
export function parseScalar(text) {
    if (text.length > MAX_LENGTH)
        throw new ScalarSyntaxError(`expected at most ${MAX_LENGTH} characters, got ${text.length}`);
    const tokens = [];
    const end = text.trimEnd().length;
    for (let at = 0; at < end; at = TOKEN.lastIndex) {
        TOKEN.lastIndex = at;
        const match = TOKEN.exec(text);
        if (match === null) {
            const rest = text.slice(at, end);
            const column = at + 1 + rest.search(/\S/);
            throw new ScalarSyntaxError(`expected a number, a name or an operator at column ${column}, got ${JSON.stringify(rest.trim().slice(0, 12))}`);
        }
        tokens.push({ text: match[1], column: TOKEN.lastIndex - match[1].length + 1 });
    }
    let next = 0;
    let depth = 0;
    const peek = () => tokens[next]?.text;
    const fail = (expected) => {
        const token = tokens[next];
        throw new ScalarSyntaxError(token === undefined
            ? `expected ${expected}, got the end of ${JSON.stringify(text.trim().slice(0, 40))}`
            : `expected ${expected} at column ${token.column}, got ${JSON.stringify(token.text)}`);
    };
    const nested = (read) => {
        if (++depth > MAX_DEPTH)
            fail(`at most ${MAX_DEPTH} nested levels`);
        const value = read();
        depth--;
        return value;
    };
    const readSum = () => {
        const terms = [readProduct()];
        while (peek() === "+" || peek() === "-")
            terms.push(tokens[next++].text === "-" ? negate(readProduct()) : readProduct());
        return sum(terms);
    };
    const readProduct = () => {
        const factors = [readFactor()];
        while (peek() === "*" || peek() === "/")
            factors.push(tokens[next++].text === "/" ? power(readFactor(), -1) : readFactor());
        return product(factors);
    };
    const readFactor = () => nested(() => {
        if (peek() === "-" || peek() === "+")
            return tokens[next++].text === "-" ? negate(readFactor()) : readFactor();
        const base = readPrimary();
        if (peek() !== "^")
            return base;
        next++;
        const exponent = readFactor();
        if (exponent.kind !== "number")
            return fail("a constant exponent before this place");
        const { s, n, d } = exponent.value;
        if (n > BigInt(MAX_EXPONENT))
            return fail(`an exponent of at most ${MAX_EXPONENT} before this place`);
        if (d === 1n)
            return power(base, Number(s * n));
        if (d === 2n)
            return power(root(base), Number(s * n));
        return fail("an integer exponent (or a half-integer one, a square root) before this place");
    });
    const readPrimary = () => {
        const token = peek() ?? fail("a number, a name or a parenthesis");
        if (token === "(") {
            next++;
            return closed(nested(readSum));
        }
        if (token === "sqrt") {
            next++;
            if (peek() !== "(")
                fail('"("');
            next++;
            return root(closed(nested(readSum)));
        }
        if (/^[-+*/^)]/.test(token))
            fail("a number, a name or a parenthesis");
        next++;
        return /^[A-Za-z]/.test(token)
            ? { kind: "name", name: token }
            : number(token.replace(/\.(?=$|[eE])/, ""));
    };
    const closed = (inside) => {
        if (peek() !== ")")
            fail('")"');
        next++;
        return inside;
    };
    const result = readSum();
    if (next < tokens.length)
        fail("an operator");
    return result;
}
/**
 * Text in the grammar above, fractions with one bar: `(g + sqrt(g^2 - 4*eta*h))/(2*h)`. A positive term
 * stands first where there is one, terms with radicals last; `parseScalar` reads it back to an expression of the same value.
 */
export const scalarText = (a) => printSum(a, TEXT);
/** TeX for mathematics mode: `\frac{g + \sqrt{g^{2} - 4 \eta h}}{2 h}`. */
export const scalarTexOf = (a) => printSum(a, TEX);
const TEXT = {
    name: (name) => name,
    times: "*",
    group: (body) => `(${body})`,
    power: (base, exponent) => `${base}^${exponent}`,
    root: (body) => `sqrt(${body})`,
    fraction: (numerator, denominator, atom) => `${numerator}/${atom ? denominator : `(${denominator})`}`,
};
const TEX = {
    name: texName,
    times: " ",
    group: (body) => `\\left(${body}\\right)`,
    // Braces around the base: \mathit{…} and indices may be followed by an exponent, a bare exponent may not.
    power: (base, exponent) => `${base}^{${exponent}}`,
    root: (body) => `\\sqrt{${body}}`,
    fraction: (numerator, denominator) => `\\frac{${numerator}}{${denominator}}`,
};
function printSum(a, style) {
    const terms = (a.kind === "sum" ? a.terms : [a]).map((term) => ({
        radical: hasRoot(term),
        ...printTerm(term, style),
    }));
    terms.sort((x, y) => Number(x.radical) - Number(y.radical));
    // A leading minus is avoided where a term of the same sort is positive; otherwise the given order stays.
    const first = terms.findIndex((term) => !term.negative && term.radical === terms[0].radical);
    if (first > 0)
        terms.unshift(...terms.splice(first, 1));
    return terms
        .map(({ negative, body }, k) => (k === 0 ? (negative ? "-" : "") : negative ? " - " : " + ") + body)
        .join("");
}
function printTerm(term, style) {
    const factors = term.kind === "product" ? term.factors : [term];
    let coefficient = ONE;
    const above = [];
    const below = [];
    for (const factor of factors)
        if (factor.kind === "number")
            coefficient = coefficient.mul(factor.value);
        else if (factor.kind === "power" && factor.exponent < 0)
            below.push(power(factor.base, -factor.exponent));
        else
            above.push(factor);
    // -(b - a)/c reads better as (a - b)/c: a sum that has a negative term absorbs the sign.
    for (const list of [above, below]) {
        const mixed = list.findIndex((factor) => factor.kind === "sum" && factor.terms.some(isNegativeTerm));
        if (sign(coefficient) > 0 || mixed < 0)
            continue;
        list[mixed] = sum(list[mixed].terms.map(negate));
        coefficient = coefficient.neg();
    }
    const negative = sign(coefficient) < 0;
    const side = (integer, list, alone) => {
        // A single sum on one side of a TeX fraction bar, or as the whole term, needs no parentheses.
        if (integer === 1n && list.length === 1 && alone)
            return printSum(list[0], style);
        const parts = list.map((factor) => printFactor(factor, style));
        if (integer !== 1n || parts.length === 0)
            parts.unshift(integer.toString());
        return parts.join(style.times);
    };
    const fraction = coefficient.d !== 1n || below.length > 0;
    const tex = style === TEX;
    const numerator = side(coefficient.n, above, fraction && tex);
    if (!fraction)
        return { negative, body: numerator };
    const parts = below.length + (coefficient.d === 1n ? 0 : 1);
    const denominator = side(coefficient.d, below, tex);
    return { negative, body: style.fraction(numerator, denominator, parts === 1) };
}
function printFactor(a, style) {
    switch (a.kind) {
        case "name":
            return style.name(a.name);
        case "root":
            return style.root(printSum(a.radicand, style));
        case "power": {
            const atom = a.base.kind === "name" ? style.name(a.base.name) : style.group(printSum(a.base, style));
            return style.power(atom, a.exponent);
        }
        default:
            return style.group(printSum(a, style));
    }
}
const isNegativeTerm = (a) => a.kind === "number" ? sign(a.value) < 0 : a.kind === "product" && a.factors.some(isNegativeTerm);
/** Whether a square root occurs. */
export const hasRoot = (a) => a.kind === "root" || children(a).some(hasRoot);
