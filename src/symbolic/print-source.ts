/**
 * A loss as TeX in the form in which it was written: nothing is expanded, reordered or collected.
 *
 *   X' ↦ X^⊤,  a*b ↦ a b,  a^k ↦ a^{k},  tr(·) ↦ tr(·),  norm2(·) ↦ ‖·‖_F²,  sg(·) ↦ sg(·),  I(n) ↦ I_n
 *
 * The canonical form, which equal losses share, is that of `print.ts`.
 */
import { LossSyntaxError, lossTokens } from "./parser.js";
import { texName } from "./print.js";
import { TokenReader } from "./tokens.js";

/** What closes a parenthesis. */
const FENCES: Readonly<Record<string, readonly [open: string, close: string]>> = {
  "": ["(", ")"],
  tr: ["\\operatorname{tr}(", ")"],
  sg: ["\\operatorname{sg}(", ")"],
  norm2: ["\\lVert ", " \\rVert_F^2"],
};

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
  return new SourcePrinter(tokens).sum();
}

class SourcePrinter {
  constructor(private readonly tokens: TokenReader) {}

  private peek(): string | undefined {
    return this.tokens.next?.text;
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
    for (let sign = this.peek(); sign === "*" || sign === "/"; sign = this.peek()) {
      this.tokens.take();
      const right = this.factor();
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
    let raised = base.endsWith("_F^2");
    for (let mark = this.peek(); mark === "'" || mark === "^"; mark = this.peek()) {
      this.tokens.take();
      // One base bears one superscript.
      base = raised ? `{${base}}` : base;
      base += mark === "'" ? "^{\\top}" : `^{${this.tokens.take()?.text ?? ""}}`;
      raised = true;
    }
    return base;
  }

  private primary(): string {
    const token = this.tokens.take()?.text ?? "";
    if (token === "(") return this.fenced("");
    if (this.peek() !== "(") return /^[A-Za-z]/.test(token) ? texName(token) : token;
    this.tokens.take();
    if (token !== "I") return this.fenced(Object.hasOwn(FENCES, token) ? token : "");
    const size = this.sum();
    this.tokens.take();
    return `I_{${size}}`;
  }

  private fenced(kind: string): string {
    const [open, close] = FENCES[kind]!;
    const inside = this.sum();
    this.tokens.take();
    return `${open}${inside}${close}`;
  }
}
