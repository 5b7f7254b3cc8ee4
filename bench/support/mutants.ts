/**
 * Mutants of TypeScript formulas: every small change of an expression over numbers, bigints, rationals or counts.
 *
 *   a + b → a − b, a      a − b → a + b, a      a * b → a + b, a      a / b → a * b      a ** b → a * b
 *   < ↔ <=   > ↔ >=   === ↔ !==   && ↔ ||   !a → a   −a → a   n → n ± 1   c ? a : b → a, b   min ↔ max
 *   += ↔ -=   .add ↔ .sub   .mul → .add   .div → .mul   .neg(), .abs() dropped
 *
 * Left alone, because they are no formulas: texts (ids, notes, labels), types, conditions of a `throw`, decimal constants,
 * and whatever is compared with, or defines, a bound of rounding errors or of effort: ε, δ, a scale, and the constants in
 * capitals (`EXACT_SIZE`: beyond it exact arithmetic is too slow, and another way gives the same answer).
 */
import ts from "typescript";

export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
  /** The smallest expression that contains the change: [start, end). */
  readonly around: readonly [number, number];
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

/**
 * What serves training (distances to components), certificates (whether a completeness is proved) and the solver (whether there
 * are systems for orbits), and is no index, value, count or family: no theorem speaks of it, tests of its own do.
 */
const OTHER_PURPOSES = new Set([
  "nearest",
  "nearestRows",
  "distanceToPair",
  "unitOr",
  "decided",
  "provesGroups",
  "isPositiveDefinite",
  "contrastiveMinimum",
]);

/** Fields of a theorem and of its forms. */
const ABOUT_INSTANCES = new Set(["instances", "parts", "controls", "share", "hypotheses"]);

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
const isRounding = (text: string): boolean =>
  /\d\.\d|\de-\d|\b(EPSILON|CLEAR|[A-Z]+_[A-Z_]+|floor|delta|amplification|magnitude)\b|(?<!\.)\b\w*[sS]cale\b/.test(
    text,
  );

/** Every mutant of a file of the program, in order of position. */
export function mutantsOf(program: ts.Program, path: string, name: string): Mutant[] {
  const source = program.getSourceFile(path);
  if (source === undefined) throw new Error(`mutants: expected a source file, got ${path}`);
  const checker = program.getTypeChecker();
  const lines = source.text.split("\n");
  const mutants: Mutant[] = [];

  const propose = (node: ts.Node, replacement: string, around: ts.Node = node) => {
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
      around: [around.getStart(source), around.end],
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
    if (compound !== undefined && isNumeric(left)) propose(operatorToken, compound, node);
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

  /** A property for people, a choice between texts or whether to give one, a list of texts. */
  const isText = (node: ts.Node): boolean => {
    if (ts.isPropertyAssignment(node)) return ts.isIdentifier(node.name) && TEXTS.has(node.name.text);
    if (ts.isCallExpression(node)) {
      const type = checker.getTypeAtLocation(node);
      const element = checker.isArrayType(type)
        ? checker.getTypeArguments(type as ts.TypeReference)[0]
        : undefined;
      return element !== undefined && (element.flags & ts.TypeFlags.StringLike) !== 0;
    }
    if (!ts.isConditionalExpression(node)) return false;
    const branches = [node.whenTrue, node.whenFalse];
    return (
      is(node, ts.TypeFlags.StringLike) ||
      branches.every((branch) => ts.isObjectLiteralExpression(branch) && branch.properties.every(isText))
    );
  };
  /** The value of a bound, or the condition of a `throw`. */
  const isGuard = (node: ts.Node): boolean => {
    const { parent } = node;
    if ((ts.isVariableDeclaration(parent) || ts.isParameter(parent)) && parent.initializer === node)
      return isRounding(text(parent.name));
    if (!ts.isIfStatement(parent) || parent.expression !== node) return false;
    const { thenStatement } = parent;
    return ts.isThrowStatement(
      ts.isBlock(thenStatement) && thenStatement.statements.length === 1
        ? thenStatement.statements[0]!
        : thenStatement,
    );
  };

  const servesOthers = (node: ts.Node): boolean =>
    (ts.isFunctionDeclaration(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isPropertyAssignment(node) ||
      ts.isMethodDeclaration(node)) &&
    node.name !== undefined &&
    ts.isIdentifier(node.name) &&
    OTHER_PURPOSES.has(node.name.text);

  /** What makes the instances of a theorem, says which of them are which, or is meant to fail: its formulas are elsewhere. */
  const isOfInstances = (node: ts.Node): boolean => {
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name))
      return ABOUT_INSTANCES.has(node.name.text);
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined)
      return (
        node.type !== undefined && ts.isTypeReferenceNode(node.type) && text(node.type.typeName) === "Parts"
      );
    const made = ts.isFunctionLike(node)
      ? checker.getSignatureFromDeclaration(node)?.getReturnType()
      : ts.isExpression(node)
        ? checker.getTypeAtLocation(node)
        : undefined;
    return made?.symbol?.name === "Arbitrary";
  };

  const visit = (node: ts.Node): void => {
    if (servesOthers(node) || isOfInstances(node)) return;
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isThrowStatement(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isTemplateExpression(node) || isText(node) || (ts.isExpression(node) && isGuard(node))) return;
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
        propose(method, method.text === "min" ? "max" : "min", node);
      else if (isExact(receiver)) {
        if (method.text === "neg" || method.text === "abs") propose(node, text(receiver));
        const other = METHODS[method.text];
        // Counts have no subtraction: there a sum loses its second term.
        if (other !== undefined && typeName(receiver) === "Fraction") propose(method, other, node);
        else if (method.text === "add" || method.text === "shift" || method.text === "scale")
          propose(node, text(receiver));
      }
    }
  };

  visit(source);
  return mutants.sort((a, b) => a.start - b.start);
}

/**
 * The source with all of its mutants in place, each behind a question: `(guard(id) ? changed : original)`.
 *
 * Changes nest where expressions do; a changed branch contains no further question, so that one mutant is one change.
 *
 * @param guard the text of a call that says whether the mutant with this id is on.
 */
export function instrument(
  source: string,
  mutants: ReadonlyMap<number, Mutant>,
  guard: (id: number) => string,
): string {
  const regions = new Map<string, [[id: number, Mutant], ...[id: number, Mutant][]]>();
  for (const [id, mutant] of mutants) {
    const key = mutant.around.join();
    const region = regions.get(key);
    if (region === undefined) regions.set(key, [[id, mutant]]);
    else region.push([id, mutant]);
  }
  // Outer regions before the inner ones they contain.
  const ordered = [...regions.values()].sort(
    ([[, { around: a }]], [[, { around: b }]]) => a[0] - b[0] || b[1] - a[1],
  );
  let next = 0;
  const render = (start: number, end: number): string => {
    let text = "";
    let position = start;
    while (next < ordered.length && ordered[next]![0]![1].around[0] < end) {
      const group = ordered[next++]!;
      const [from, to] = group[0]![1].around;
      const questions = group.map(([id, { start: s, end: e, replacement }]) => {
        const changed = source.slice(from, s) + replacement + source.slice(e, to);
        return `${guard(id)} ? (${changed}) : `;
      });
      text += `${source.slice(position, from)}(${questions.join("")}(${render(from, to)}))`;
      position = to;
    }
    return text + source.slice(position, end);
  };
  return render(0, source.length);
}
