/**
 * The examples in docstrings: the text after every `@example` of what a module exports, members of classes included.
 *
 * An example is TypeScript. Names that the package exports need no import, and FIXTURES stand for what a reader has of their own.
 * A comment on the line of an expression statement is its value: `rank(RationalMatrix.identity(2)) // 2`.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

export interface Example {
  readonly name: string;
  readonly code: string;
}

/** Spectral contrastive, Γ = diag(1/2, 1/3), Σ = I, m = 1: the critical points are 0, ± e₁/√2 and ± e₂/√3. */
const PROBLEM = `{
  model: { moments: { gamma: [["1/2", 0], [0, "1/3"]], sigma: [[1, 0], [0, 1]] } },
  objective: { kind: "spectral-contrastive", embedding: 1 },
} as const`;

/** What a reader has of their own, by the names that examples use for it. */
const FIXTURES: ReadonlyMap<string, string> = new Map([
  ["text", `JSON.stringify(${PROBLEM})`],
  ["problem", `buildProblem(${PROBLEM})`],
  ["atlas", `await analyze(buildProblem(${PROBLEM}))`],
  ["point", "{ W: { rows: 1, columns: 2, data: Float64Array.of(0.5, 0.1) } }"],
  [
    "file",
    `{
      model: {
        dictionary: { kind: "identity", size: 3 },
        latent: { kind: "one-hot" },
        augmentation: { kind: "independent-masks", keep: "1/2" },
      },
      experiment: { embedding: 2, loss: "nt-xent", samples: 64, batch: 32, epochs: 2, runs: 1 },
    }`,
  ],
]);

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  types: ["node"],
  paths: {
    odex: [resolve("src/numeric/real/odex.d.ts")],
    "landscape-atlas": [resolve("src/index.ts")],
    "landscape-atlas/theorems": [resolve("src/theorems/index.ts")],
    "landscape-atlas/vitest": [resolve("src/theorems/matchers.ts")],
    "landscape-atlas/proofs": [resolve("proofs/index.ts")],
  },
};

/** The declarations that an export stands for: through re-exports, and through wrappers, whose first argument is the function. */
function declarationsOf(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Declaration[] {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target.declarations ?? []).flatMap((declaration) => {
    const members = ts.isClassDeclaration(declaration) ? declaration.members : [];
    const wrapped =
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined &&
      ts.isCallExpression(declaration.initializer) &&
      declaration.initializer.arguments[0] !== undefined
        ? checker.getSymbolAtLocation(declaration.initializer.arguments[0])
        : undefined;
    return [declaration, ...members, ...(wrapped === undefined ? [] : declarationsOf(wrapped, checker))];
  });
}

/** Every example of the modules, in their order, each once. */
export function examplesOf(program: ts.Program, modules: readonly string[]): Example[] {
  const checker = program.getTypeChecker();
  const found = new Map<ts.JSDocTag, Example>();
  for (const path of modules) {
    const source = program.getSourceFile(path);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`expected a module, got ${path}`);
    for (const symbol of checker.getExportsOfModule(module))
      for (const declaration of declarationsOf(symbol, checker))
        ts.getJSDocTags(declaration)
          .filter(({ tagName }) => tagName.text === "example")
          .forEach((tag, k) => {
            const member = ts.isClassElement(declaration)
              ? `.${declaration.name?.getText() ?? "constructor"}`
              : "";
            const code = ts.getTextOfJSDocComment(tag.comment) ?? "";
            found.set(tag, { name: `${symbol.name}${member}${k === 0 ? "" : `, ${k + 1}`}`, code });
          });
  }
  return [...found.values()];
}

/** Names of an example that it neither declares nor imports; names of properties are none. */
function freeNames(source: ts.SourceFile): Set<string> {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isProperty =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node) ||
        (ts.isBindingElement(parent) && parent.propertyName === node);
      const isDeclared =
        (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) &&
        parent.name === node;
      if (isDeclared || ts.isImportSpecifier(parent)) declared.add(node.text);
      else if (!isProperty) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return new Set([...used].filter((name) => !declared.has(name)));
}

/** An example as a module that exports `results`, the pairs of a value and what it is said to be. */
export function moduleOf(code: string, exported: ReadonlyMap<string, string>): string {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2023, true);
  const free = freeNames(source);
  const fixtures = [...FIXTURES].filter(([name]) => free.has(name));
  const needed = new Set([...free, ...fixtures.flatMap(([, value]) => value.match(/\b[A-Za-z]+\b/g) ?? [])]);
  const imports = [...needed].flatMap((name) => {
    const from = exported.get(name);
    return from === undefined || FIXTURES.has(name)
      ? []
      : [`import { ${name} } from ${JSON.stringify(from)};`];
  });
  let at = 0;
  let body = "";
  for (const statement of source.statements) {
    const [comment] = ts.getTrailingCommentRanges(code, statement.end) ?? [];
    if (comment === undefined || !ts.isExpressionStatement(statement)) continue;
    const value = code.slice(comment.pos + 2, comment.end).trim();
    const { expression } = statement;
    body += `${code.slice(at, statement.getStart())}results.push([${expression.getText()}, ${value}]);`;
    at = comment.end;
  }
  return [
    ...imports,
    "export const results: (readonly [unknown, unknown])[] = [];",
    ...fixtures.map(([name, value]) => `const ${name} = ${value};`),
    body + code.slice(at),
    "",
  ].join("\n");
}

/** A program of files, some of which are only text. */
export function programOf(
  roots: readonly string[],
  texts: ReadonlyMap<string, string> = new Map(),
  old?: ts.Program,
): ts.Program {
  const host = ts.createCompilerHost(OPTIONS, true);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, version) => {
    const text = texts.get(path);
    const known = old?.getSourceFile(path);
    if (text !== undefined) return ts.createSourceFile(path, text, version, true);
    return known ?? getSourceFile(path, version);
  };
  return ts.createProgram([...roots, ...texts.keys()], OPTIONS, host, old);
}

/** What a user's project resolves by itself. */
const BUILT = new Map(
  [
    ["landscape-atlas", "dist/index.js"],
    ["landscape-atlas/theorems", "dist/theorems/index.js"],
    ["landscape-atlas/vitest", "dist/theorems/matchers.js"],
    ["landscape-atlas/proofs", "dist/proofs/index.js"],
    ["vitest", "node_modules/vitest/dist/index.js"],
    ["fast-check", "node_modules/fast-check/lib/fast-check.js"],
  ].map(([name, file]) => [name!, pathToFileURL(resolve(file!)).href]),
);

/** The JavaScript of a module that imports the package by its name, to run from anywhere. */
export function scriptOf(module: string): string {
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(module, { compilerOptions: options });
  return [...BUILT].reduce(
    (text, [from, to]) => text.replaceAll(`"${from}";`, `${JSON.stringify(to)};`),
    outputText,
  );
}
