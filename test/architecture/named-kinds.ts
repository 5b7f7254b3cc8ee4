/**
 * Kinds named where they should not be: a string literal of the source that is the name of a kind, outside of the files that
 * own it. A name that is a word of other things too is looked for only where something of that sort is compared with it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** A sort of kinds. */
export interface Named {
  readonly names: readonly string[];
  /** Files, or folders with a slash at their end, that may name a kind of this sort. */
  readonly owners: (name: string) => readonly string[];
  /** Names that are words of other things, too. */
  readonly shared?: readonly string[];
  /** What is compared with a shared name, by its end: "latent.kind". */
  readonly subjects?: readonly string[];
}

export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** All TypeScript files below a folder, by path. */
export const sourcesOf = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name))
      .map((file) => [file, readFileSync(file, "utf8")]),
  );

/** The names of kinds in these sources that stand outside of the files that own them. */
export function namedOutside(sources: ReadonlyMap<string, string>, sorts: readonly Named[]): Finding[] {
  const findings: Finding[] = [];
  const candidate = candidates(sorts);
  for (const [file, text] of sources) {
    // Most files name none at all and need no parsing.
    if (!candidate.test(text)) continue;
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteralLike(node) && sorts.some((sort) => isNamed(node, file, sort)))
        findings.push({
          file,
          line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
          name: node.text,
        });
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return findings;
}

/** What a text with a finding has in it: a name in quotes, a shared one beside a comparison or a case. */
function candidates(sorts: readonly Named[]): RegExp {
  const alternatives = (names: readonly string[]) => `["'\`](?:${names.join("|")})["'\`]`;
  const shared = sorts.flatMap((sort) => sort.shared ?? []);
  const distinct = sorts.flatMap(({ names, shared = [] }) => names.filter((name) => !shared.includes(name)));
  const compared = alternatives(shared);
  return new RegExp(`${alternatives(distinct)}|(?:case|[!=]==)\\s*${compared}|${compared}\\s*[!=]==`);
}

function isNamed(node: ts.StringLiteralLike, file: string, sort: Named): boolean {
  const { names, owners, shared = [], subjects = [] } = sort;
  if (!names.includes(node.text)) return false;
  if (owners(node.text).some((owner) => (owner.endsWith("/") ? file.startsWith(owner) : file === owner)))
    return false;
  const subject = comparedWith(node);
  return (
    !shared.includes(node.text) || subjects.some((end) => subject === end || subject?.endsWith(`.${end}`))
  );
}

/** The text of what a literal is compared with; undefined where it is not. */
function comparedWith(node: ts.StringLiteralLike): string | undefined {
  const { parent } = node;
  if (ts.isCaseClause(parent)) return parent.parent.parent.expression.getText();
  if (!ts.isBinaryExpression(parent)) return undefined;
  const { kind } = parent.operatorToken;
  if (kind !== ts.SyntaxKind.EqualsEqualsEqualsToken && kind !== ts.SyntaxKind.ExclamationEqualsEqualsToken)
    return undefined;
  return (parent.left === node ? parent.right : parent.left).getText();
}
