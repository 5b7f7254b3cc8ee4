/** Everything a theorem record needs: the builder, arbitraries of instances, shared checks and `verify`. */
export * from "./critical.js";
export * from "./instances.js";
export * from "./theorem.js";
export * from "./verify.js";
