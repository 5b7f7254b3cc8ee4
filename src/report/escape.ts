/**
 * Escapes at the border of each text format: LaTeX text mode, Markdown (GitHub), CSV fields (RFC 4180), XML.
 *
 * Not covered: mathematics. TeX that is meant as TeX is never passed through here.
 */

const TEX_SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "`": "\\textasciigrave{}",
  // Braces keep these from being read as the optional argument or the star of a preceding `\\`.
  "[": "{[}",
  "]": "{]}",
  "*": "{*}",
};

/** Characters of the repository's own vocabulary, as mathematics. */
const TEX_MATH: Readonly<Record<string, string>> = {
  Γ: "\\Gamma",
  Σ: "\\Sigma",
  Λ: "\\Lambda",
  Δ: "\\Delta",
  Π: "\\Pi",
  Φ: "\\Phi",
  Ψ: "\\Psi",
  Ω: "\\Omega",
  Θ: "\\Theta",
  Ξ: "\\Xi",
  α: "\\alpha",
  β: "\\beta",
  γ: "\\gamma",
  δ: "\\delta",
  ε: "\\varepsilon",
  ζ: "\\zeta",
  η: "\\eta",
  θ: "\\theta",
  ι: "\\iota",
  κ: "\\kappa",
  λ: "\\lambda",
  μ: "\\mu",
  ν: "\\nu",
  ξ: "\\xi",
  π: "\\pi",
  ρ: "\\rho",
  σ: "\\sigma",
  τ: "\\tau",
  φ: "\\varphi",
  χ: "\\chi",
  ψ: "\\psi",
  ω: "\\omega",
  "±": "\\pm",
  "∓": "\\mp",
  "×": "\\times",
  "·": "\\cdot",
  "−": "-",
  "≅": "\\cong",
  "≈": "\\approx",
  "≠": "\\neq",
  "≤": "\\leq",
  "≥": "\\geq",
  "≻": "\\succ",
  "⪰": "\\succeq",
  "∈": "\\in",
  "∉": "\\notin",
  "∅": "\\emptyset",
  "∞": "\\infty",
  "∑": "\\sum",
  "∏": "\\prod",
  "√": "\\surd",
  "∂": "\\partial",
  "∇": "\\nabla",
  "⟨": "\\langle",
  "⟩": "\\rangle",
  "‖": "\\|",
  "→": "\\to",
  "⇒": "\\Rightarrow",
  "⇔": "\\Leftrightarrow",
  "∘": "\\circ",
  "⊗": "\\otimes",
  "⊥": "\\perp",
  ℝ: "\\mathrm{R}",
  "⌊": "\\lfloor",
  "⌋": "\\rfloor",
  Ã: "\\tilde{A}",
  ẇ: "\\dot{w}",
  Ẇ: "\\dot{W}",
  Ṗ: "\\dot{P}",
  "½": "\\tfrac{1}{2}",
  ᵀ: "^{\\top}",
  ᵐ: "^{m}",
  ᵖ: "^{p}",
  ⁿ: "^{n}",
  "⁺": "^{+}",
  "⁻": "^{-}",
  "⁰": "^{0}",
  "¹": "^{1}",
  "²": "^{2}",
  "³": "^{3}",
  "⁴": "^{4}",
  "⁵": "^{5}",
  "⁶": "^{6}",
  "⁷": "^{7}",
  "⁸": "^{8}",
  "⁹": "^{9}",
  "₊": "_{+}",
  "₋": "_{-}",
  "₀": "_{0}",
  "₁": "_{1}",
  "₂": "_{2}",
  "₃": "_{3}",
  "₄": "_{4}",
  "₅": "_{5}",
  "₆": "_{6}",
  "₇": "_{7}",
  "₈": "_{8}",
  "₉": "_{9}",
  ᵢ: "_{i}",
  ⱼ: "_{j}",
  ₖ: "_{k}",
  ₘ: "_{m}",
  ₚ: "_{p}",
};

const TEX_TEXT: Readonly<Record<string, string>> = {
  "–": "\\textendash{}",
  "—": "\\textemdash{}",
  "…": "\\dots{}",
  "“": "\\textquotedblleft{}",
  "”": "\\textquotedblright{}",
  "‘": "\\textquoteleft{}",
  "’": "\\textquoteright{}",
};

/** Letters that pdflatex sets in T1 fonts: Latin-1 and Latin Extended-A without the nine it does not know. */
const T1_LETTER = /^(?![ĦħĸĿŀŉŦŧſ])[À-ÖØ-öø-ÿĀ-ſ]$/u;

/**
 * Text for LaTeX's text mode: every special character, Greek letter and sign of `docs/notation.md` is written so
 * that pdflatex accepts it; characters it has no glyph for become their code point, `U+4E2D`.
 *
 * @example escapeTex("W_1 & 50 %") // "W\\_1 \\& 50 \\%"
 */
export function escapeTex(text: string): string {
  let out = "";
  for (const character of text.normalize("NFC")) {
    const own = (table: Readonly<Record<string, string>>) =>
      Object.hasOwn(table, character) ? table[character] : undefined;
    const special = own(TEX_SPECIAL) ?? own(TEX_TEXT);
    const math = own(TEX_MATH);
    const code = character.codePointAt(0)!;
    if (special !== undefined) out += special;
    else if (math !== undefined) out += `\\ensuremath{${math}}`;
    else if (code < 0x20 || code === 0x7f || /\s/u.test(character)) out += " ";
    else if (code < 0x7f || T1_LETTER.test(character)) out += character;
    else out += `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  }
  // Empty braces keep doubled signs from becoming ligatures: the id "s=+--" has two signs, not a dash.
  return out.replace(/([-,'])(?=\1)/g, "$1{}");
}

/** TeX that may hold characters pdflatex does not know: those of `escapeTex`'s vocabulary become commands. */
export function texCharacters(tex: string, inMathematics: boolean): string {
  let out = "";
  for (const character of tex.normalize("NFC")) {
    const math = Object.hasOwn(TEX_MATH, character) ? TEX_MATH[character] : undefined;
    const text = Object.hasOwn(TEX_TEXT, character) ? TEX_TEXT[character] : undefined;
    if (math !== undefined) out += inMathematics ? `{${math}}` : `\\ensuremath{${math}}`;
    else out += text ?? character;
  }
  return out;
}

/**
 * Text for a Markdown paragraph or table cell: on one line, markup characters escaped.
 *
 * @example escapeMarkdown("a|b *c*") // "a\\|b \\*c\\*"
 */
export const escapeMarkdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_{}[\]#|~$]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");

/** A Markdown code span, whatever back-ticks the text holds; `|` is escaped for use inside a table. */
export function markdownCode(text: string): string {
  const line = oneLine(text).replace(/\|/g, "\\|");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

/** A CSV field, quoted when RFC 4180 asks for it. */
export const csvField = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;

/** Character data of XML and SVG, on one line. */
export const escapeXml = (text: string): string =>
  oneLine(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** Control characters and line breaks collapsed to single spaces. */
export const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, " ").trim();
