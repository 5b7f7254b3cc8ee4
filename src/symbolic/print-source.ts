/**
 * A loss as TeX in the form in which it was written: nothing is expanded, reordered or collected.
 *
 *   X' ↦ X^⊤,  a*b ↦ a b,  a.*b ↦ a ∘ b,  a^k ↦ a^{k},  a.^k ↦ a^{∘k},  norm2(·) ↦ ‖·‖_F²,  dot(a, b) ↦ ⟨a, b⟩,  comm(a, b) ↦ [a, b],
 *   inv(a) ↦ (a)^{-1},  sqrt(x) ↦ √x,  norm(a) ↦ ‖a‖_F,  det(a) ↦ det(a),  cosine(a, b) ↦ cos(a, b),
 *   exp, log, logdet, softplus, sigmoid and logsumexp by their names,
 *   kron(a, b) ↦ a ⊗ b,  sum(a) ↦ sum(a),  A[i,:] ↦ A_{i,:},  [A, B; C, D] ↦ a matrix,  let Z = …; ↦ a line of its own, with ":="
 *
 * The canonical form, which equal losses share, is that of `print.ts`.
 */
import { LossSyntaxError, lossTokens } from "./parser.js";
import { texName } from "./print.js";
import { TokenReader } from "./tokens.js";

/** What stands before, between and behind the arguments of a function. */
const FENCES: ReadonlyMap<string, readonly [open: string, between: string, close: string]> = new Map([
  ["", ["(", ", ", ")"]],
  ["tr", ["\\operatorname{tr}(", ", ", ")"]],
  ["sg", ["\\operatorname{sg}(", ", ", ")"]],
  ["norm2", ["\\lVert ", ", ", " \\rVert_F^2"]],
  ["diag", ["\\operatorname{diag}(", ", ", ")"]],
  ["diagm", ["\\operatorname{Diag}(", ", ", ")"]],
  ["offdiag", ["\\operatorname{offdiag}(", ", ", ")"]],
  ["sum", ["\\operatorname{sum}(", ", ", ")"]],
  ["dot", ["\\langle ", ", ", " \\rangle"]],
  ["comm", ["[", ", ", "]"]],
  ["inv", ["(", ", ", ")^{-1}"]],
  ["det", ["\\det(", ", ", ")"]],
  ["sqrt", ["\\sqrt{", ", ", "}"]],
  ["norm", ["\\lVert ", ", ", " \\rVert_F"]],
  ["cosine", ["\\cos(", ", ", ")"]],
  ["exp", ["\\exp(", ", ", ")"]],
  ["log", ["\\log(", ", ", ")"]],
  ["logdet", ["\\log\\det(", ", ", ")"]],
  ["softplus", ["\\operatorname{softplus}(", ", ", ")"]],
  ["sigmoid", ["\\operatorname{sigmoid}(", ", ", ")"]],
  ["logsumexp", ["\\operatorname{logsumexp}(", ", ", ")"]],
  ["kron", ["((", ") \\otimes (", "))"]],
]);

/** Matrices that integers name. */
const SIZED: ReadonlyMap<string, (...sizes: readonly string[]) => string> = new Map([
  ["I", (n) => `I_{${n}}`],
  ["ones", (m, n) => `\\mathbf{1}_{${m} \\times ${n}}`],
  ["e", (i) => `e_{${i}}`],
]);

/**
 * TeX of a loss that `parseExpression` accepts.
 *
 * @throws LossSyntaxError at a character that begins no token.
 * @example sourceTex("(tr(W*W') - 1)^2") // "(\\operatorname{tr}(W W^{\\top}) - 1)^{2}"
 */
export function sourceTex(text: string): string {
  const tokens = new TokenReader(lossTokens(text), (expected) => {
    throw new LossSyntaxError(`expected ${expected}`);
  });
  return new SourcePrinter(tokens).text();
}

class SourcePrinter {
  constructor(private readonly tokens: TokenReader) {}

  private peek(): string | undefined {
    return this.tokens.next?.text;
  }

  /** Definitions, each on a line of its own, and the loss. */
  text(): string {
    const lines: string[] = [];
    while (this.peek() === "let") {
      this.tokens.take();
      const name = texName(this.tokens.take()?.text ?? "");
      this.tokens.take();
      lines.push(`${name} := ${this.sum()}`);
      this.tokens.take();
    }
    const loss = this.sum();
    return lines.length === 0
      ? loss
      : `\\begin{gathered} ${[loss, ...lines].join(", \\\\ ")} \\end{gathered}`;
  }

  /** Up to the parenthesis that closes, or the end. */
  sum(): string {
    let out = this.peek() === "-" ? "" : this.product();
    for (let sign = this.peek(); sign === "+" || sign === "-"; sign = this.peek()) {
      this.tokens.take();
      out += out === "" ? `-${this.product()}` : ` ${sign} ${this.product()}`;
    }
    return out;
  }

  private product(): string {
    let out = this.factor();
    for (let sign = this.peek(); sign === "*" || sign === "/" || sign === ".*"; sign = this.peek()) {
      this.tokens.take();
      const right = this.factor();
      if (sign === ".*") {
        out += ` \\circ ${right}`;
        continue;
      }
      // Juxtaposed numbers would read as one.
      out += sign === "/" ? ` / ${right}` : /^[\d.]/.test(right) ? ` \\cdot ${right}` : ` ${right}`;
    }
    return out;
  }

  private factor(): string {
    if (this.peek() === "-") {
      this.tokens.take();
      return `-${this.factor()}`;
    }
    let base = this.primary();
    let raised = base.endsWith("_F^2") || base.endsWith("^{-1}");
    for (
      let mark = this.peek();
      mark === "'" || mark === "^" || mark === ".^" || mark === "[";
      mark = this.peek()
    ) {
      this.tokens.take();
      if (mark === "[") {
        // Subscripts stand at a base of their own.
        base = `${raised ? `{${base}}` : base}_{${this.untilBracket()}}`;
        continue;
      }
      // One base bears one superscript.
      base = raised ? `{${base}}` : base;
      base +=
        mark === "'" ? "^{\\top}" : `^{${mark === ".^" ? "\\circ " : ""}${this.tokens.take()?.text ?? ""}}`;
      raised = true;
    }
    return base;
  }

  /** Ranges, as they are written. */
  private untilBracket(): string {
    let out = "";
    for (
      let text = this.tokens.take()?.text;
      text !== undefined && text !== "]";
      text = this.tokens.take()?.text
    )
      out += text;
    return out;
  }

  /** The rows of a block matrix. */
  private blocks(): string {
    let out = this.sum();
    for (let mark = this.peek(); mark === "," || mark === ";"; mark = this.peek()) {
      this.tokens.take();
      out += mark === "," ? ` & ${this.sum()}` : ` \\\\ ${this.sum()}`;
    }
    this.tokens.take();
    return `\\begin{bmatrix} ${out} \\end{bmatrix}`;
  }

  private primary(): string {
    const token = this.tokens.take()?.text ?? "";
    if (token === "(") return this.fenced("");
    if (token === "[") return this.blocks();
    if (this.peek() !== "(") return /^[A-Za-z]/.test(token) ? texName(token) : token;
    this.tokens.take();
    const sized = SIZED.get(token);
    return sized === undefined ? this.fenced(FENCES.has(token) ? token : "") : sized(...this.list());
  }

  private fenced(kind: string): string {
    const [open, between, close] = FENCES.get(kind)!;
    return `${open}${this.list().join(between)}${close}`;
  }

  /** What stands between commas, and the parenthesis that closes. */
  private list(): string[] {
    const out = [this.sum()];
    while (this.peek() === ",") {
      this.tokens.take();
      out.push(this.sum());
    }
    this.tokens.take();
    return out;
  }
}
