/**
 * Mutants of TypeScript formulas: every small change of an expression over numbers, bigints, rationals or counts.
 *
 *   a + b → a − b, a      a − b → a + b, a      a * b → a + b, a      a / b → a * b      a ** b → a * b
 *   < ↔ <=   > ↔ >=   === ↔ !==   && ↔ ||   !a → a   −a → a   n → n ± 1   c ? a : b → a, b   min ↔ max
 *   += ↔ -=   .add ↔ .sub   .mul → .add   .div → .mul   .neg(), .abs() dropped
 *
 * Left alone: texts (ids, notes, reasons), types, comparisons of rounding errors, decimal constants.
 */
import ts from "typescript";

export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
  /** The line it is on, to recognise it again. */
  readonly context: string;
  /** The line above. */
  readonly above: string;
}

/** Properties whose values are read by people only. */
const TEXTS = new Set([
  "id",
  "family",
  "notes",
  "statement",
  "unavailable",
  "gap",
  "label",
  "title",
  "reason",
]);

const ARITHMETIC: ReadonlyMap<ts.SyntaxKind, readonly (readonly [replacement: string, drop: boolean])[]> =
  new Map([
    [
      ts.SyntaxKind.PlusToken,
      [
        ["-", false],
        ["", true],
      ],
    ],
    [
      ts.SyntaxKind.MinusToken,
      [
        ["+", false],
        ["", true],
      ],
    ],
    [
      ts.SyntaxKind.AsteriskToken,
      [
        ["+", false],
        ["", true],
      ],
    ],
    [ts.SyntaxKind.SlashToken, [["*", false]]],
    [ts.SyntaxKind.AsteriskAsteriskToken, [["*", false]]],
  ]);

const COMPOUND: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.PlusEqualsToken, "-="],
  [ts.SyntaxKind.MinusEqualsToken, "+="],
]);

const COMPARISON: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, "<="],
  [ts.SyntaxKind.LessThanEqualsToken, "<"],
  [ts.SyntaxKind.GreaterThanToken, ">="],
  [ts.SyntaxKind.GreaterThanEqualsToken, ">"],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, "!=="],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, "==="],
]);

const LOGICAL: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.AmpersandAmpersandToken, "||"],
  [ts.SyntaxKind.BarBarToken, "&&"],
]);

const METHODS: Readonly<Record<string, string>> = { add: "sub", sub: "add", mul: "add", div: "mul" };

/** A tolerance, or what is compared with one, is no formula. */
const isRounding = (text: string): boolean => /\d\.\d|\de-\d|EPSILON|\bfloor\b|[sS]cale\b/.test(text);

/** Every mutant of a file of the program, in order of position. */
export function mutantsOf(program: ts.Program, path: string, name: string): Mutant[] {
  const source = program.getSourceFile(path);
  if (source === undefined) throw new Error(`mutants: expected a source file, got ${path}`);
  const checker = program.getTypeChecker();
  const lines = source.text.split("\n");
  const mutants: Mutant[] = [];

  const propose = (node: ts.Node, replacement: string) => {
    const start = node.getStart(source);
    const { line } = source.getLineAndCharacterOfPosition(start);
    const original = source.text.slice(start, node.end);
    mutants.push({
      file: name,
      line: line + 1,
      start,
      end: node.end,
      original,
      replacement,
      context: lines[line]!.trim(),
      above: (lines[line - 1] ?? "").trim(),
    });
  };
  const text = (node: ts.Node) => node.getText(source);
  const is = (node: ts.Node, flags: ts.TypeFlags): boolean => {
    const type = checker.getTypeAtLocation(node);
    const parts = type.isUnion() ? type.types : [type];
    return parts.every((part) => (part.flags & flags) !== 0);
  };
  const isNumeric = (node: ts.Node) => is(node, ts.TypeFlags.NumberLike) || is(node, ts.TypeFlags.BigIntLike);
  const typeName = (node: ts.Node) => checker.getTypeAtLocation(node).symbol?.name ?? "";
  const isExact = (node: ts.Node) => /^(Fraction|CountPolynomial)$/.test(typeName(node));

  const binary = (node: ts.BinaryExpression) => {
    const { left, operatorToken, right } = node;
    const kind = operatorToken.kind;
    const joined = (operator: string) => `(${text(left)}) ${operator} (${text(right)})`;
    if (isNumeric(left) && isNumeric(right))
      // ** does not take a signed base without parentheses, so operands always get them.
      for (const [operator, drop] of ARITHMETIC.get(kind) ?? [])
        propose(node, drop ? text(left) : `(${joined(operator)})`);
    const compound = COMPOUND.get(kind);
    if (compound !== undefined && isNumeric(left)) propose(operatorToken, compound);
    const comparison = COMPARISON.get(kind);
    if (comparison !== undefined && !/undefined|null/.test(text(right)))
      propose(node, `(${joined(comparison)})`);
    const logical = LOGICAL.get(kind);
    if (logical !== undefined && is(node, ts.TypeFlags.BooleanLike)) propose(node, `(${joined(logical)})`);
  };

  /** The whole of a sum, product, comparison or call of Math that the node is part of. */
  const whole = (node: ts.Node): ts.Node => {
    const { parent } = node;
    const grows =
      ts.isParenthesizedExpression(parent) ||
      ts.isPrefixUnaryExpression(parent) ||
      (ts.isBinaryExpression(parent) && !LOGICAL.has(parent.operatorToken.kind)) ||
      (ts.isCallExpression(parent) && text(parent).startsWith("Math."));
    return grows ? whole(parent) : node;
  };

  /** A property for people, or the choice whether to give one. */
  const isText = (node: ts.Node): boolean =>
    ts.isPropertyAssignment(node)
      ? ts.isIdentifier(node.name) && TEXTS.has(node.name.text)
      : ts.isConditionalExpression(node) &&
        [node.whenTrue, node.whenFalse].every(
          (branch) => ts.isObjectLiteralExpression(branch) && branch.properties.every(isText),
        );

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isThrowStatement(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isTemplateExpression(node) || isText(node)) return;
    if (!(ts.isExpression(node) && isRounding(text(whole(node))))) mutateNode(node);
    ts.forEachChild(node, visit);
  };

  const mutateNode = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node)) binary(node);
    else if (ts.isPrefixUnaryExpression(node)) {
      const { operator, operand } = node;
      if (operator === ts.SyntaxKind.ExclamationToken) propose(node, text(operand));
      if (operator === ts.SyntaxKind.MinusToken && !ts.isNumericLiteral(operand))
        propose(node, text(operand));
    } else if (ts.isNumericLiteral(node) && /^\d+$/.test(node.text) && text(node) === node.text) {
      propose(node, `${Number(node.text) + 1}`);
      if (Number(node.text) > 0) propose(node, `${Number(node.text) - 1}`);
    } else if (ts.isBigIntLiteral(node)) {
      const value = BigInt(node.text.slice(0, -1));
      propose(node, `${value + 1n}n`);
      if (value > 0n) propose(node, `${value - 1n}n`);
    } else if (ts.isConditionalExpression(node) && (isNumeric(node) || isExact(node))) {
      propose(node, `(${text(node.whenTrue)})`);
      propose(node, `(${text(node.whenFalse)})`);
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: receiver, name: method } = node.expression;
      if (text(receiver) === "Math" && (method.text === "min" || method.text === "max"))
        propose(method, method.text === "min" ? "max" : "min");
      else if (isExact(receiver)) {
        if (method.text === "neg" || method.text === "abs") propose(node, text(receiver));
        const other = METHODS[method.text];
        // Counts have no subtraction: there a sum loses its second term.
        if (other !== undefined && typeName(receiver) === "Fraction") propose(method, other);
        else if (method.text === "add" || method.text === "shift" || method.text === "scale")
          propose(node, text(receiver));
      }
    }
  };

  visit(source);
  return mutants.sort((a, b) => a.start - b.start);
}

/** The source with the mutant in place. */
export const mutate = (source: string, { start, end, replacement }: Mutant): string =>
  source.slice(0, start) + replacement + source.slice(end);
