import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const source = (path: string) => new URL(path, import.meta.url).pathname;

/**
 * Rooms of pure functions, whose tests leave nothing behind: they share one set of loaded modules per thread. Not `symbolic`: its
 * tests replace answers of the computer algebra system.
 */
const PURE = [
  "test/{algebra,elementary,exact,files,model,report}/**/*.test.ts",
  "test/numeric/{linalg,polynomial,real,rigorous,statistics}/**/*.test.ts",
];
const ALL = "test/**/*.test.ts";

/** What takes longest begins first, so that no thread is left with it at the end; the rest as Vitest has it. */
const LONGEST = [
  /proofs\/agreement/,
  /atlas\/propose\/strata/,
  /atlas\/propose\/solver/,
  /atlas\/sweep\/sweep/,
  /proofs\/(theorems|predictor|spectral)/,
  /test\/fuzz/,
  /test\/cli\//,
  /atlas\//,
];
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((pattern) => pattern.test(moduleId));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

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
    projects: [
      { extends: true, test: { name: "pure", include: PURE, isolate: false } },
      { extends: true, test: { name: "each", include: [ALL], exclude: PURE } },
    ],
    setupFiles: ["test/setup.ts"],
    pool: "threads",
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Against hanging, not against a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
