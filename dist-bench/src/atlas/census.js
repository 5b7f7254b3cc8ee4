import { isUnavailable } from "../objectives/objective.js";
/** The census of a closed form, where its indices have formulas. */
export function censusOf({ byIndex, total, gap }) {
    if (gap !== undefined || total === undefined)
        return undefined;
    if (byIndex === undefined)
        return { byIndex: new Map(), total, withoutIndex: total };
    return { byIndex: byIndex.toMap(), total };
}
/**
 * Counts at any size.
 * @example census(loadProblem(text)).census?.total
 */
export function census(problem) {
    const { title } = problem;
    const form = problem.objective.closedForm();
    if (isUnavailable(form))
        return { title, reason: form.unavailable };
    const counted = censusOf(form);
    if (counted === undefined)
        return { title, reason: form.gap ?? "the components have no closed count" };
    return { title, census: counted };
}
