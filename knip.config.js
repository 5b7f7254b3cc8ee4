/**
 * Unused exports, files and dependencies. Two runs, both part of `npm run lint`:
 *
 *   knip               a value that nothing outside its file imports, tests included, needs no `export`;
 *   knip --production  a value without any use outside tests is dead: what only its test calls goes with its test.
 *
 * Types that a file declares and uses itself may be exported: they stand in the signatures of its functions.
 */
const production = process.argv.includes("--production");

export default {
  // Marked with `!`: what a user's program reaches.
  entry: [
    "src/index.ts!",
    "src/theorems/index.ts!",
    "src/theorems/matchers.ts!",
    "src/cli/main.ts!",
    "proofs/index.ts!",
    "bench/*.ts",
  ],
  project: [
    "src/**/*.ts!",
    "proofs/**/*.ts!",
    "bench/**/*.ts",
    "test/**/*.ts",
    "kernel/**/*.mjs",
    ".husky/*.mjs",
  ],
  ignoreExportsUsedInFile: production || { interface: true, type: true },
  // Peers that the benches measure against, where they are installed.
  ignoreBinaries: ["cc", "apt-get"],
};
