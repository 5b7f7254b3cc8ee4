export * from "./support/problems.js"; import "../src/cli/main.js";
