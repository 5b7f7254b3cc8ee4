import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const source = (path: string) => new URL(path, import.meta.url).pathname;

const ALL = "test/**/*.test.ts";
/**
 * Files that need modules of their own: they replace answers of the computer algebra system, and of parts of exact elimination, or need the matchers of the
 * sources where `test/docs/examples` gives `expect` those of the build. All others leave nothing behind and share one set of loaded, compiled modules per thread,
 * which saves a third of the processor time.
 */
const ISOLATED = [
  "test/symbolic/scalar-algebra.test.ts",
  "test/systems/certified-solutions.test.ts",
  "test/systems/solve-beside-curves.test.ts",
  "test/theorems/matchers.test.ts",
];

/** What takes longest begins first, so that no thread is left with it at the end; the rest as Vitest has it. */
const LONGEST = [
  /proofs\/theorems/,
  /atlas\/propose\/strata/,
  /proofs\/(predictor|spectral)/,
  /atlas\/propose\/solver/,
  /atlas\/sweep\/sweep/,
  /proofs\/agreement/,
  /test\/fuzz/,
  /test\/cli\//,
  /atlas\//,
];
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      // A thread is kept only from one file of the same project to the next.
      if (project.config.isolate) return LONGEST.length + 1;
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
      { extends: true, test: { name: "shared", include: [ALL], exclude: ISOLATED, isolate: false } },
      { extends: true, test: { name: "isolated", include: ISOLATED } },
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
