/**
 * Scalar expressions as text and TeX: fractions with one bar, a positive term first where there is one, radicals last.
 */
import { ONE, sign } from "../exact/rational.js";
import { texName } from "./print.js";
import { hasRoot, negate, power, type ScalarExpression, sum } from "./scalar-expression.js";

/**
 * Text in the grammar above, fractions with one bar: `(g + sqrt(g^2 - 4*eta*h))/(2*h)`. A positive term
 * stands first where there is one, terms with radicals last; `parseScalar` reads it back to an expression of the same value.
 */
export const scalarText = (a: ScalarExpression): string => printSum(a, TEXT);

/** TeX for mathematics mode: `\frac{g + \sqrt{g^{2} - 4 \eta h}}{2 h}`. */
export const scalarTexOf = (a: ScalarExpression): string => printSum(a, TEX);

interface Style {
  name(name: string): string;
  times: string;
  group(body: string): string;
  power(base: string, exponent: number): string;
  root(body: string): string;
  /** `atom`: the denominator needs no parentheses. */
  fraction(numerator: string, denominator: string, atom: boolean): string;
}

const TEXT: Style = {
  name: (name) => name,
  times: "*",
  group: (body) => `(${body})`,
  power: (base, exponent) => `${base}^${exponent}`,
  root: (body) => `sqrt(${body})`,
  fraction: (numerator, denominator, atom) => `${numerator}/${atom ? denominator : `(${denominator})`}`,
};

const TEX: Style = {
  name: texName,
  times: " ",
  group: (body) => `\\left(${body}\\right)`,
  // Braces around the base: \mathit{…} and indices may be followed by an exponent, a bare exponent may not.
  power: (base, exponent) => `${base}^{${exponent}}`,
  root: (body) => `\\sqrt{${body}}`,
  fraction: (numerator, denominator) => `\\frac{${numerator}}{${denominator}}`,
};

function printSum(a: ScalarExpression, style: Style): string {
  const terms = (a.kind === "sum" ? a.terms : [a]).map((term) => ({
    radical: hasRoot(term),
    ...printTerm(term, style),
  }));
  terms.sort((x, y) => Number(x.radical) - Number(y.radical));
  // A leading minus is avoided where a term of the same sort is positive; otherwise the given order stays.
  const first = terms.findIndex((term) => !term.negative && term.radical === terms[0]!.radical);
  if (first > 0) terms.unshift(...terms.splice(first, 1));
  return terms
    .map(({ negative, body }, k) => (k === 0 ? (negative ? "-" : "") : negative ? " - " : " + ") + body)
    .join("");
}

function printTerm(term: ScalarExpression, style: Style): { negative: boolean; body: string } {
  const factors = term.kind === "product" ? term.factors : [term];
  let coefficient = ONE;
  const above: ScalarExpression[] = [];
  const below: ScalarExpression[] = [];
  for (const factor of factors)
    if (factor.kind === "number") coefficient = coefficient.mul(factor.value);
    else if (factor.kind === "power" && factor.exponent < 0) below.push(power(factor.base, -factor.exponent));
    else above.push(factor);
  // -(b - a)/c reads better as (a - b)/c: a sum that has a negative term absorbs the sign.
  for (const list of [above, below]) {
    const mixed = list.findIndex((factor) => factor.kind === "sum" && factor.terms.some(isNegativeTerm));
    if (sign(coefficient) > 0 || mixed < 0) continue;
    list[mixed] = sum((list[mixed] as { terms: readonly ScalarExpression[] }).terms.map(negate));
    coefficient = coefficient.neg();
  }
  const negative = sign(coefficient) < 0;
  const side = (integer: bigint, list: readonly ScalarExpression[], alone: boolean): string => {
    // A single sum on one side of a TeX fraction bar, or as the whole term, needs no parentheses.
    if (integer === 1n && list.length === 1 && alone) return printSum(list[0]!, style);
    const parts = list.map((factor) => printFactor(factor, style));
    if (integer !== 1n || parts.length === 0) parts.unshift(integer.toString());
    return parts.join(style.times);
  };
  const fraction = coefficient.d !== 1n || below.length > 0;
  const tex = style === TEX;
  const numerator = side(coefficient.n, above, fraction && tex);
  if (!fraction) return { negative, body: numerator };
  const parts = below.length + (coefficient.d === 1n ? 0 : 1);
  const denominator = side(coefficient.d, below, tex);
  return { negative, body: style.fraction(numerator, denominator, parts === 1) };
}

function printFactor(a: ScalarExpression, style: Style): string {
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

const isNegativeTerm = (a: ScalarExpression): boolean =>
  a.kind === "number" ? sign(a.value) < 0 : a.kind === "product" && a.factors.some(isNegativeTerm);
