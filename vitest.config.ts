import { defineConfig } from "vitest/config";

const source = (path: string) => new URL(path, import.meta.url).pathname;

export default defineConfig({
  // The package's own name means its sources here, its build in `dist` everywhere else.
  resolve: {
    alias: [
      { find: /^landscape-atlas$/, replacement: source("src/index.ts") },
      { find: /^landscape-atlas\/theorems$/, replacement: source("src/theorems/index.ts") },
      { find: /^landscape-atlas\/vitest$/, replacement: source("src/theorems/matchers.ts") },
      { find: /^landscape-atlas\/proofs$/, replacement: source("proofs/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts", "proofs/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
