/**
 * Widths of TeX as set in Computer Modern, before any TeX is run: what decides which columns fit a line and where formulas break.
 *
 *   width(text) = Σ of the advance widths of cmr10, cmtt10 or cmmi10, in em of ten points, × the size factor of the smaller fonts
 *
 * An estimate from above: kerning and stretching are left out, sub- and superscripts count one after the other. Lengths are in
 * points of TeX (72.27 to the inch).
 *
 * Source of the widths: D. Knuth, "Computer Modern Typefaces" (1986), and the metric files of these fonts.
 */

/** Advance widths of cmr10 in thousandths of an em; other characters count as wide as a capital. */
const ROMAN = new Map<string, number>(
  Object.entries({
    "278": "ijl.,:;'!|()[] ",
    "306": "f",
    "333": "-",
    "392": "rs`",
    "389": "t",
    "444": "cez",
    "500": 'agoq0123456789/*"',
    "556": "bdhknpuvxy",
    "722": "wABCDHKNORUVXY&",
    "650": "EFGIJLPSTZ",
    "778": "+=<>QM~",
    "833": "m%",
    "1028": "W@",
  }).flatMap(([width, characters]) => [...characters].map((c) => [c, Number(width)] as const)),
);
const CAPITAL = 750;
const TYPEWRITER = 525;
/** A letter of a formula with its italic correction. */
const ITALIC = 640;
/** A sign of a sum or a relation with the space on its sides. */
const OPERATOR = 778 + 2 * 222;
const RELATION = 778 + 2 * 278;
/** Fonts below ten points are cut wider: cmr8 by this factor, cmr7 for scripts. */
const SMALL_CUT = 1.065;
const SCRIPT = 0.72 * 1.14;

const RELATIONS = new Set(["=", "\\le", "\\ge", "\\leq", "\\geq", "\\approx", "\\in", "<", ">", "\\to"]);
const SPACES = new Map([
  ["\\quad", 1000],
  ["\\qquad", 2000],
  ["\\,", 167],
  ["\\;", 278],
  ["\\ ", 333],
  ["\\smallskip", 0],
]);
/** Commands that set their argument without taking room themselves. */
const TRANSPARENT = new Set([
  "\\operatorname",
  "\\mathit",
  "\\mathrm",
  "\\mathbf",
  "\\text",
  "\\textbf",
  "\\num",
]);

/**
 * The width of a TeX fragment, text with `$…$` or (`mathematics`) a formula, in points.
 *
 * @param size of the font in points: 10 for the text, 8 for `\footnotesize`.
 */
export function texWidth(tex: string, size: number, mathematics = false): number {
  const cut = size < 10 ? SMALL_CUT : 1;
  return (new Scanner(tex).width(mathematics) / 1000) * size * cut;
}

/** One command, one character, or one group. */
class Scanner {
  private at = 0;

  constructor(private readonly tex: string) {}

  /** Of what is left, up to the end of the group. */
  width(mathematics: boolean, typewriter = false): number {
    let inside = mathematics;
    let sum = 0;
    while (this.at < this.tex.length && this.tex[this.at] !== "}") {
      if (this.tex[this.at] === "$") {
        inside = !inside;
        this.at++;
      } else sum += this.item(inside, typewriter);
    }
    return sum;
  }

  private item(mathematics: boolean, typewriter: boolean): number {
    const c = this.tex[this.at]!;
    if (c === "{") return this.group(mathematics, typewriter);
    if (c === "\\") return this.command(mathematics, typewriter);
    this.at++;
    if (mathematics && (c === "^" || c === "_")) return SCRIPT * this.argument(true, false);
    if (mathematics && /\s/.test(c)) return 0;
    if (typewriter) return TYPEWRITER;
    if (mathematics) return mathematicsWidth(c);
    return ROMAN.get(c) ?? (/[a-z]/.test(c) ? 556 : CAPITAL);
  }

  private group(mathematics: boolean, typewriter: boolean): number {
    this.at++;
    const width = this.width(mathematics, typewriter);
    this.at++;
    return width;
  }

  private argument(mathematics: boolean, typewriter: boolean): number {
    return this.at < this.tex.length ? this.item(mathematics, typewriter) : 0;
  }

  /** siunitx sets `1e-5` as a power of ten. */
  private number(): number {
    const [group, mantissa, exponent] = /^\{([^e}]*)(?:e([^}]*))?\}/.exec(this.tex.slice(this.at))!;
    this.at += group.length;
    const tex = exponent === undefined ? mantissa! : `${mantissa} \\times 10^{${exponent}}`;
    return new Scanner(tex).width(true);
  }

  private command(mathematics: boolean, typewriter: boolean): number {
    const name = /^\\(?:[A-Za-z]+|.)/s.exec(this.tex.slice(this.at))![0];
    this.at += name.length;
    const space = SPACES.get(name);
    if (space !== undefined) return space;
    if (name === "\\texttt") return this.argument(false, true);
    if (name === "\\text") return this.argument(false, typewriter);
    if (name === "\\num") return this.number();
    if (TRANSPARENT.has(name)) return this.argument(mathematics, typewriter);
    if (name === "\\textsuperscript") return SCRIPT * this.argument(false, false);
    if (name === "\\frac") return 240 + Math.max(this.argument(true, false), this.argument(true, false));
    if (name === "\\tfrac")
      return 240 + SCRIPT * Math.max(this.argument(true, false), this.argument(true, false));
    if (/^\\(left|right|bigl|bigr|displaystyle|allowbreak)$/.test(name)) return 0;
    if (typewriter) return TYPEWRITER;
    if (name === "\\times" || name === "\\pm" || name === "\\cdot") return OPERATOR;
    return RELATIONS.has(name) ? RELATION : CAPITAL;
  }
}

function mathematicsWidth(c: string): number {
  if (c === "+" || c === "-") return OPERATOR;
  if (RELATIONS.has(c)) return RELATION;
  if (/[A-Za-z]/.test(c)) return c === "W" || c === "M" ? 1080 : ITALIC;
  return ROMAN.get(c) ?? CAPITAL;
}
