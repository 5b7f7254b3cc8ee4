import { canonicalCycle, fromTerms, transposeWord, } from "./expression.js";
const isOccurrence = (l, name) => l.symbol.name === name && !l.stopped;
/** Everything that follows the k-th letter, cyclically. */
const rest = (word, k) => [...word.slice(k + 1), ...word.slice(0, k)];
/**
 * ∇_X L for a scalar L: an expression of the shape of X.
 * @throws RangeError if L is not a scalar.
 */
export function gradient(loss, variable) {
    if (loss.rows !== 1 || loss.columns !== 1)
        throw new RangeError("gradient: expected a scalar expression");
    const terms = [];
    for (const term of loss.terms)
        term.traces.forEach((word, position) => {
            word.forEach((l, k) => {
                if (!isOccurrence(l, variable.name))
                    return;
                const tail = rest(word, k);
                terms.push({
                    ...term,
                    traces: term.traces.filter((_, other) => other !== position),
                    word: l.transposed ? tail : transposeWord(tail),
                });
            });
        });
    return fromTerms(variable.rows, variable.columns, terms);
}
/** The derivative of an expression in the direction V (a symbol of the shape of X) with respect to X. */
export function directionalDerivative(expression, variable, direction) {
    const terms = [];
    const replace = (word, k) => word.map((l, other) => (other === k ? { ...l, symbol: direction } : l));
    for (const term of expression.terms) {
        term.word.forEach((l, k) => {
            if (isOccurrence(l, variable.name))
                terms.push({ ...term, word: replace(term.word, k) });
        });
        term.traces.forEach((word, position) => {
            word.forEach((l, k) => {
                if (!isOccurrence(l, variable.name))
                    return;
                const traces = term.traces.map((other, p) => p === position ? canonicalCycle(replace(word, k)) : other);
                terms.push({ ...term, traces });
            });
        });
    }
    return fromTerms(expression.rows, expression.columns, terms);
}
/** The derivative of F with respect to X as a sum of sandwiches A V B and outer products ⟨C, V⟩R. */
export function jacobianTerms(expression, variable) {
    const found = [];
    for (const term of expression.terms) {
        const { coefficient, parameters } = term;
        term.word.forEach((l, k) => {
            if (!isOccurrence(l, variable.name))
                return;
            found.push({
                kind: "sandwich",
                coefficient,
                parameters,
                traces: term.traces,
                left: term.word.slice(0, k),
                right: term.word.slice(k + 1),
                transposed: l.transposed,
            });
        });
        term.traces.forEach((word, position) => {
            word.forEach((l, k) => {
                if (!isOccurrence(l, variable.name))
                    return;
                const tail = rest(word, k);
                found.push({
                    kind: "outer",
                    coefficient,
                    parameters,
                    traces: term.traces.filter((_, other) => other !== position),
                    covector: l.transposed ? tail : transposeWord(tail),
                    result: term.word,
                });
            });
        });
    }
    return found;
}
