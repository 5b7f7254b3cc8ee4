/**
 * Files of tests as units of a mutation run: their cases, asked one by one of a copy of the sources, without a test runner.
 *
 * What they import of vitest is what stands here: `describe`, `it`, `it.each` collect cases, `expect` and `vi.spyOn` are vitest's own.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

type Case = (...values: readonly unknown[]) => void | Promise<void>;

const cases = new Map<string, () => void | Promise<void>>();
let titles: readonly string[] = [];

function describe(title: string, body: () => void): void {
  const before = titles;
  titles = [...titles, title];
  body();
  titles = before;
}

function add(title: string, run: () => void | Promise<void>): void {
  const name = [...titles, title].join(" > ");
  let unique = name;
  for (let k = 2; cases.has(unique); k++) unique = `${name} (${k})`;
  cases.set(unique, run);
}

/** The body comes last, or before a limit of time. */
const bodyOf = (rest: readonly unknown[]): Case => rest.find((x) => typeof x === "function") as Case;

const it = Object.assign((title: string, ...rest: readonly unknown[]) => add(title, () => bodyOf(rest)()), {
  each:
    (table: readonly unknown[]) =>
    (title: string, ...rest: readonly unknown[]): void => {
      for (const row of table) {
        const values = Array.isArray(row) ? row : [row];
        add(`${title}: ${String(values[0])}`, () => bodyOf(rest)(...values));
      }
    },
});

/** vitest's, from the packages that it is made of. */
async function library() {
  const own = createRequire(createRequire(import.meta.url).resolve("vitest/package.json"));
  const load = (name: string) => import(pathToFileURL(own.resolve(name)).href);
  const matchers = await load("@vitest/expect");
  const { chai, JestExtend, JestChaiExpect, JestAsymmetricMatchers, getState, setState } = matchers;
  for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
  const expect = Object.assign(
    (value: unknown, message?: string) => {
      setState({ assertionCalls: getState(expect).assertionCalls + 1 }, expect);
      return chai.expect(value, message);
    },
    chai.expect,
    Reflect.get(globalThis, matchers.ASYMMETRIC_MATCHERS_OBJECT),
  );
  Reflect.set(globalThis, matchers.GLOBAL_EXPECT, expect);
  setState({ assertionCalls: 0 }, expect);
  const { spyOn } = await load("@vitest/spy");
  return { expect, vi: { spyOn } };
}

/** Compiles all tests of the repository into the folder, beside the copy of the sources. */
export function copyTests(folder: string): void {
  for (const name of readdirSync("test", { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const { outputText } = ts.transpileModule(readFileSync(join("test", name), "utf8"), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
      },
    });
    const to = join(folder, "test", name.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, outputText);
  }
}

/** The cases of these files, below `test` of the folder, by name. */
export async function casesOf(
  folder: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, () => void | Promise<void>>> {
  Reflect.set(globalThis, "vitestOfUnits", { describe, it, test: it, ...(await library()) });
  const names = ["describe", "it", "test", "expect", "vi"];
  const shim = names.map((name) => `export const ${name} = globalThis.vitestOfUnits.${name};`).join("");
  const url = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  register(
    url(`export const resolve = (specifier, context, next) => specifier === "vitest"
      ? { url: ${JSON.stringify(url(shim))}, shortCircuit: true } : next(specifier, context);`),
  );
  for (const file of files) {
    titles = [file];
    await import(pathToFileURL(join(folder, "test", file.replace(/\.ts$/, ".js"))).href);
  }
  return cases;
}
