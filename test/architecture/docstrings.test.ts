/** Docstrings: every export has one, what throws says so, and what users call says what it returns and shows it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/** What users import from; `proofs` has data alone. */
const ENTRIES = ["src/index.ts", "src/theorems/index.ts", "src/theorems/matchers.ts", "proofs/index.ts"];

const sources = new Map<string, ts.SourceFile>();
function sourceOf(path: string): ts.SourceFile {
  const known = sources.get(path);
  if (known !== undefined) return known;
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  sources.set(path, source);
  return source;
}

const paths = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((file) => join("src", file).replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

type Named = ts.Statement & { readonly name?: ts.Identifier };

const nameOf = (statement: ts.Statement): string =>
  ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]!.name.getText()
    : ((statement as Named).name?.text ?? "default");

/** The docstrings before a node, without the head of its file. */
const docsOf = (node: ts.Node): ts.CommentRange[] => {
  const { text } = node.getSourceFile();
  const comments = ts.getLeadingCommentRanges(text, node.pos) ?? [];
  return comments.filter(({ pos }) => text.startsWith("/**", pos) && (pos > 0 || isAlone(node)));
};

/** Whether a file is about one export: its head is the docstring of that. */
const isAlone = (node: ts.Node): boolean =>
  ts.isSourceFile(node.parent) && node.parent.statements.filter(isExported).length === 1;

const hasTag = (node: ts.Node, tag: string): boolean =>
  ts.getJSDocTags(node).some(({ tagName }) => tagName.text === tag);

/** Whether a `throw` stands in the body itself: those of functions within it are thrown when these are called. */
function throws(node: ts.Node): boolean {
  let found = false;
  const visit = (child: ts.Node): void => {
    if (ts.isThrowStatement(child) && !isRethrow(child)) found = true;
    if (!ts.isFunctionLike(child)) ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}

/** `throw error` of what was caught: the caller has documented that where it began. */
const isRethrow = ({ expression }: ts.ThrowStatement): boolean => ts.isIdentifier(expression);

interface Export {
  readonly place: string;
  readonly name: string;
  readonly statement: ts.Statement;
}

const exportsOf = (path: string): Export[] =>
  sourceOf(path)
    .statements.filter(isExported)
    .map((statement) => ({ place: `${path}: ${nameOf(statement)}`, name: nameOf(statement), statement }));

const all = paths.flatMap(exportsOf);

/** The function that a statement declares, by itself or as a constant. */
function functionOf(statement: ts.Statement): ts.FunctionLikeDeclaration | undefined {
  if (ts.isFunctionDeclaration(statement)) return statement;
  const value = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]!.initializer
    : undefined;
  return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))
    ? value
    : undefined;
}

const target = (from: string, specifier: ts.Expression): string =>
  join(from, "..", (specifier as ts.StringLiteral).text.replace(/\.js$/, ".ts")).replaceAll("\\", "/");

/** What a module exports that is no type, through its re-exports: the declaring statements. */
function valuesOf(path: string): Export[] {
  return sourceOf(path).statements.flatMap((statement): Export[] => {
    if (isExported(statement)) return exportsOf(path).filter((one) => one.statement === statement);
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) return [];
    const { exportClause: clause, moduleSpecifier } = statement;
    if (moduleSpecifier === undefined) {
      const names = clause !== undefined && ts.isNamedExports(clause) ? clause.elements : [];
      return names.flatMap(({ name }) => importedAs(path, name.text));
    }
    const there = valuesOf(target(path, moduleSpecifier));
    if (clause === undefined || !ts.isNamedExports(clause)) return there;
    const names = clause.elements.filter(({ isTypeOnly }) => !isTypeOnly);
    return names.flatMap(({ name, propertyName }) =>
      there.filter((one) => one.name === (propertyName ?? name).getText()),
    );
  });
}

/** What an imported name stands for. */
const importedAs = (path: string, local: string): Export[] =>
  sourceOf(path).statements.flatMap((statement) => {
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
    const element = bindings.elements.find(({ name }) => name.text === local);
    return element === undefined
      ? []
      : valuesOf(target(path, (statement as ts.ImportDeclaration).moduleSpecifier)).filter(
          ({ name }) => name === (element.propertyName ?? element.name).getText(),
        );
  });

/** The function behind `serialising(f, …)`: it carries the example of both. */
function wrapped({ place, statement }: Export): Export[] {
  if (!ts.isVariableStatement(statement)) return [];
  const call = statement.declarationList.declarations[0]!.initializer;
  if (call === undefined || !ts.isCallExpression(call)) return [];
  const [first] = call.arguments;
  return first !== undefined && ts.isIdentifier(first) ? importedAs(place.split(":")[0]!, first.text) : [];
}

const isPrivate = (member: ts.ClassElement): boolean =>
  ts.canHaveModifiers(member) &&
  (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);

const userFacing = ENTRIES.flatMap(valuesOf);

/** Functions and their wrappers; a second signature or the body of an overloaded function says what the first does. */
const called = userFacing.filter(
  (one, k) =>
    (functionOf(one.statement) !== undefined || wrapped(one).length > 0) &&
    userFacing.findIndex(({ place }) => place === one.place) === k,
);

const classes = userFacing.filter(({ statement }) => ts.isClassDeclaration(statement));

describe("docstrings", () => {
  it("are found: of functions, constants that are functions, classes and wrappers", () => {
    const names = new Set([...called, ...classes].map(({ name }) => name));
    for (const name of ["analyze", "locate", "rows", "RationalMatrix", "solve", "powerOfTwo", "criticality"])
      expect(names).toContain(name);
    expect(all.length).toBeGreaterThan(1500);
  });

  it("stand before every export", () => {
    // The body of an overloaded function is seen by nobody.
    const described = new Set(
      all.filter(({ statement }) => docsOf(statement).length > 0).map(({ place }) => place),
    );
    const bare = all.filter(({ place }) => !described.has(place));
    expect(bare.map(({ place }) => place)).toEqual([]);
  });

  it("stand one by one: of two in a row the first belongs to nothing", () => {
    const lost = paths.flatMap((path) =>
      sourceOf(path)
        .statements.filter((statement) => docsOf(statement).filter(({ pos }) => pos > 0).length > 1)
        .map((statement) => `${path}: ${nameOf(statement)}`),
    );
    expect(lost).toEqual([]);
  });

  it("of exported functions name what these throw", () => {
    const silent = all.filter(({ statement }) => {
      const body = functionOf(statement)?.body;
      return body !== undefined && throws(body) && !hasTag(statement, "throws");
    });
    expect(silent.map(({ place }) => place)).toEqual([]);
  });

  it("of what users call say what it returns, with an example", () => {
    const lacking = called.flatMap((one) => {
      const tagged = [one, ...wrapped(one)].map(({ statement }) => statement);
      return ["returns", "example"]
        .filter((tag) => !tagged.some((statement) => hasTag(statement, tag)))
        .map((tag) => `${one.place}: @${tag}`);
    });
    expect(lacking).toEqual([]);
  });

  it("of classes that users make have an example, and stand before every public method", () => {
    const lacking = classes.flatMap(({ statement, place }) => {
      const { members } = statement as ts.ClassDeclaration;
      const bare = members.filter(
        (member) =>
          (ts.isMethodDeclaration(member) || ts.isGetAccessor(member)) &&
          !isPrivate(member) &&
          docsOf(member).length === 0,
      );
      const shown = [statement, ...members].some((node) => hasTag(node, "example"));
      return [
        ...(shown ? [] : [`${place}: @example`]),
        ...bare.map((member) => `${place}.${member.name!.getText()}`),
      ];
    });
    expect(lacking).toEqual([]);
  });
});
