/** Everything a theorem record needs: the builder, arbitraries of instances, shared checks and `verify`. */
/** Elementary functions that are the same doubles on every engine, for checks whose figures are to be reproducible. */
export * from "../elementary/elementary.js";
export { isFeasible } from "../symbolic/evaluate.js";
export * from "./aligned.js";
export * from "./closed-form.js";
export * from "./complete-search.js";
export * from "./coverage.js";
export * from "./critical.js";
export * from "./instances.js";
export * from "./matrices.js";
export * from "./outcome.js";
export * from "./spectra.js";
export * from "./theorem.js";
export * from "./verify.js";
