import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

/** What ECMAScript leaves to the implementation; √ is determined. */
const THEIRS = new Set([
  ...[
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "cos",
    "cosh",
    "exp",
    "expm1",
    "hypot",
  ],
  ...["log", "log10", "log1p", "log2", "pow", "sin", "sinh", "tan", "tanh"],
]);
const ROOT = join(import.meta.dirname, "..", "..");
/** Lends the integrator the project's own functions under these names. */
const LENDER = "src/numeric/real/ode.ts";

const isBigInt = (text: string): boolean => /^(BigInt\(.*|\d+n|\(.* \d+n\))$/s.test(text);

/** Places of a file where a double depends on the engine: functions of `Math`, and powers but 2 to a literal. */
function places(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAccessExpression(node) &&
      node.expression.getText() === "Math" &&
      THEIRS.has(node.name.text)
    )
      found.push(`${file}: ${node.getText()}`);
    if (
      ts.isBinaryExpression(node) &&
      [ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken].includes(
        node.operatorToken.kind as ts.SyntaxKind.AsteriskAsteriskToken,
      ) &&
      !isBigInt(node.right.getText()) &&
      !isBigInt(node.left.getText()) &&
      !/^2 \*\* -?[\d_]+$/.test(node.getText())
    )
      found.push(`${file}: ${node.getText()}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test("no source calls a function that engines compute differently", () => {
  const files = ["src", "proofs"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(100);
  const found = files
    .filter((file) => file !== LENDER)
    .flatMap((file) => places(file, readFileSync(join(ROOT, file), "utf8")));
  expect(found).toEqual([]);
});

test("such calls are seen", () => {
  expect(
    places("a.ts", "const x = Math.sin(1) + y ** 2 + 10 ** -k + 2 ** -52 + n ** 2n + Math.sqrt(2);"),
  ).toEqual(["a.ts: Math.sin", "a.ts: y ** 2", "a.ts: 10 ** -k"]);
});
