/**
 * Line charts with bands as standalone SVG: series (x_k, y_k) with an optional band [low_k, high_k] around them, in one
 * panel or in a row of panels.
 *
 * Scales, ticks and paths are d3's (`d3-scale`, `d3-shape`), which need no DOM. Coordinates are rounded to a hundredth
 * of a pixel, so the same series give the same bytes everywhere. A point that is not finite, or not positive on a
 * logarithmic axis, breaks its line. Colours are those of Okabe and Ito, which the colour-blind can tell apart; the
 * line pattern changes with them, so that a figure survives printing in grey.
 *
 * Not covered: other marks than lines and bands, interaction.
 */

import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from "d3-scale";
import { area, line } from "d3-shape";
import { log10 } from "../elementary/elementary.js";
import { escapeXml } from "./escape.js";
import { formatNumber } from "./number.js";

/** One curve. */
export interface FigureSeries {
  /** Series with equal labels share a colour, also across panels. */
  readonly label: string;
  readonly x: ArrayLike<number>;
  /** As long as `x`. */
  readonly y: ArrayLike<number>;
  /** The band around the line, as long as `x`: for example the range over seeds. */
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
}

/** Curves in one pair of axes. */
export interface FigurePanel {
  readonly title?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xScale?: "linear" | "log";
  readonly yScale?: "linear" | "log";
  /** Fixed ends of the vertical axis; by default those of the data. */
  readonly yDomain?: readonly [number, number];
  readonly series: readonly FigureSeries[];
}

/** Panels under a title. */
export interface Figure {
  readonly title: string;
  readonly panels: readonly FigurePanel[];
  /** Panels side by side before a new row. Default 3. */
  readonly columns?: number;
}

const PANEL = { width: 300, height: 210 } as const;
const MARGIN = { top: 26, right: 14, bottom: 42, left: 58 } as const;
const HEADER = 24;
const LEGEND_ROW = 18;
const TICKS = 5;
const FONT = 11;
/** Room for a character of the legend: the widest common ones at this size. */
const CHARACTER = 6.8;

const STYLES = [
  { colour: "#0072b2", dash: "" },
  { colour: "#d55e00", dash: "6 3" },
  { colour: "#009e73", dash: "2 2" },
  { colour: "#cc79a7", dash: "8 3 2 3" },
  { colour: "#e69f00", dash: "4 2" },
  { colour: "#56b4e9", dash: "1 3" },
  { colour: "#000000", dash: "10 4" },
] as const;

type Style = (typeof STYLES)[number];
type Scale = ScaleContinuousNumeric<number, number>;

/**
 * The figure as an SVG document, ending with a line break; deterministic.
 *
 * @throws RangeError if the arrays of a series differ in length, or a panel has no point that can be drawn.
 * @returns the text of an SVG file.
 * @example
 * figureSvg({
 *   title: "Recovery",
 *   panels: [{ xLabel: "steps", yLabel: "c", yDomain: [0, 1], series: [{ label: "max", x: [0, 1], y: [0.2, 1] }] }],
 * }).startsWith("<svg") // true
 */
export function figureSvg({ title, panels, columns = 3 }: Figure): string {
  if (panels.length === 0) throw new RangeError("figure: expected at least one panel, got none");
  const across = Math.min(columns, panels.length);
  const down = Math.ceil(panels.length / across);
  const labels = [...new Set(panels.flatMap(({ series }) => series.map(({ label }) => label)))];
  const styleOf = (label: string): Style => STYLES[labels.indexOf(label) % STYLES.length]!;
  const width = across * PANEL.width;
  const legend = legendOf(labels, styleOf, width);
  const top = HEADER + legend.height;
  const height = top + down * PANEL.height;
  const body = panels.map((panel, k) => {
    const at = `translate(${(k % across) * PANEL.width},${top + Math.floor(k / across) * PANEL.height})`;
    return `<g transform="${at}">\n${panelOf(panel, styleOf)}\n</g>`;
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="${FONT}" fill="#222">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${width / 2}" y="16" text-anchor="middle" font-size="13">${escapeXml(title)}</text>`,
    // Every panel has the same frame in its own coordinates.
    `<clipPath id="frame"><rect x="${MARGIN.left}" y="${MARGIN.top}" width="${PANEL.width - MARGIN.left - MARGIN.right}" height="${PANEL.height - MARGIN.top - MARGIN.bottom}"/></clipPath>`,
    ...legend.lines,
    ...body,
    "</svg>",
  ].join("\n")}\n`;
}

/** One entry per label, in rows that fit the width. */
function legendOf(
  labels: readonly string[],
  styleOf: (label: string) => Style,
  width: number,
): { lines: string[]; height: number } {
  const lines: string[] = [];
  let x = MARGIN.left;
  let y = HEADER + 8;
  for (const label of labels) {
    const room = 40 + CHARACTER * [...label].length;
    if (x > MARGIN.left && x + room > width) {
      x = MARGIN.left;
      y += LEGEND_ROW;
    }
    lines.push(
      `<line x1="${round(x)}" y1="${y}" x2="${round(x + 22)}" y2="${y}" ${stroke(styleOf(label))}/>`,
      `<text x="${round(x + 27)}" y="${y + 4}">${escapeXml(label)}</text>`,
    );
    x += room;
  }
  return { lines, height: y + LEGEND_ROW - HEADER - 8 };
}

function panelOf(panel: FigurePanel, styleOf: (label: string) => Style): string {
  const { title, xLabel, yLabel, series } = panel;
  for (const { label, x, ...columns } of series)
    for (const [name, values] of Object.entries({ y: columns.y, low: columns.low, high: columns.high }))
      if (values !== undefined && values.length !== x.length)
        throw new RangeError(
          `figure: expected ${name} of ${JSON.stringify(label)} as long as x (${x.length}), got ${values.length}`,
        );
  const [right, bottom] = [PANEL.width - MARGIN.right, PANEL.height - MARGIN.bottom];
  const xs = series.flatMap((s) => Array.from(s.x));
  const ys = series.flatMap((s) =>
    [s.y, s.low, s.high].flatMap((v) => (v === undefined ? [] : Array.from(v))),
  );
  const xScale = scaleOf(panel.xScale, extentOf(xs, panel.xScale), [MARGIN.left, right]);
  const yScale = scaleOf(panel.yScale, panel.yDomain ?? extentOf(ys, panel.yScale), [bottom, MARGIN.top]);
  const shapes = series.flatMap((one) => seriesShapes(one, panel, xScale, yScale, styleOf(one.label)));
  return [
    ...axis("x", xScale, panel.xScale, { from: MARGIN.left, to: right, at: bottom }),
    ...axis("y", yScale, panel.yScale, { from: bottom, to: MARGIN.top, at: MARGIN.left }),
    `<text x="${(MARGIN.left + right) / 2}" y="${PANEL.height - 8}" text-anchor="middle">${escapeXml(xLabel)}</text>`,
    `<text transform="translate(14,${(MARGIN.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(yLabel)}</text>`,
    ...(title === undefined
      ? []
      : [`<text x="${(MARGIN.left + right) / 2}" y="16" text-anchor="middle">${escapeXml(title)}</text>`]),
    // A series may leave a fixed axis: what lies outside the frame is cut off.
    '<g clip-path="url(#frame)">',
    ...shapes,
    "</g>",
  ].join("\n");
}

/** The curve of a series and its band, broken where an axis has no place for a value. */
function seriesShapes(
  { x, y, low, high }: FigureSeries,
  { xScale: xKind, yScale: yKind }: FigurePanel,
  xScale: Scale,
  yScale: Scale,
  style: Style,
): string[] {
  const drawable = (value: number, kind: FigurePanel["xScale"]) =>
    Number.isFinite(value) && (kind !== "log" || value > 0);
  const points = Array.from(x, (_, k) => k);
  const shown =
    (...values: readonly ArrayLike<number>[]) =>
    (k: number) =>
      drawable(x[k]!, xKind) && values.every((v) => drawable(v[k]!, yKind));
  const curve = line<number>(
    (k) => xScale(x[k]!),
    (k) => yScale(y[k]!),
  )
    .defined(shown(y))
    .digits(2)(points);
  const band =
    low === undefined || high === undefined
      ? null
      : area<number>(
          (k) => xScale(x[k]!),
          (k) => yScale(low[k]!),
          (k) => yScale(high[k]!),
        )
          .defined(shown(low, high))
          .digits(2)(points);
  return [
    ...(band === null
      ? []
      : [`<path d="${band}" fill="${style.colour}" fill-opacity="0.18" stroke="none"/>`]),
    ...(curve === null ? [] : [`<path d="${curve}" fill="none" ${stroke(style)}/>`]),
  ];
}

/** The line of an axis with ticks, labels and faint grid lines. */
function axis(
  which: "x" | "y",
  scale: Scale,
  kind: FigurePanel["xScale"],
  { from, to, at }: { readonly from: number; readonly to: number; readonly at: number },
): string[] {
  const horizontal = which === "x";
  const [gridFrom, gridTo] = horizontal
    ? [MARGIN.top, PANEL.height - MARGIN.bottom]
    : [MARGIN.left, PANEL.width - MARGIN.right];
  const ticks = kind === "log" ? decades(scale) : scale.ticks(TICKS);
  return [
    ...ticks.map((tick) => {
      const place = round(scale(tick));
      const grid = horizontal
        ? `<path d="M${place},${gridFrom}V${gridTo}" stroke="#e4e4e4"/>`
        : `<path d="M${gridFrom},${place}H${gridTo}" stroke="#e4e4e4"/>`;
      const text = escapeXml(tickText(tick, kind));
      return horizontal
        ? `${grid}<text x="${place}" y="${at + 15}" text-anchor="middle">${text}</text>`
        : `${grid}<text x="${at - 6}" y="${round(place + 4)}" text-anchor="end">${text}</text>`;
    }),
    horizontal
      ? `<path d="M${from},${at}H${to}" stroke="#222"/>`
      : `<path d="M${at},${from}V${to}" stroke="#222"/>`,
  ];
}

/** Far powers of ten as such: there is no room for their zeros. */
const tickText = (tick: number, kind: FigurePanel["xScale"]): string =>
  kind === "log" && tick > 0 && (tick < 0.0099 || tick > 9999)
    ? tick.toExponential().replace("e+", "e")
    : formatNumber(tick, 6);

/** Powers of ten inside the domain, thinned to a handful; the ends where it holds fewer than two. */
function decades(scale: Scale): number[] {
  const [low, high] = scale.domain() as [number, number];
  const first = Math.ceil(log10(low) - 1e-9);
  const last = Math.floor(log10(high) + 1e-9);
  if (last - first < 1)
    return scale.ticks(TICKS).filter((_, k, all) => k % Math.ceil(all.length / TICKS) === 0);
  const every = Math.ceil((last - first + 1) / (TICKS + 1));
  const powers: number[] = [];
  for (let e = first; e <= last; e += every) powers.push(Number(`1e${e}`));
  return powers;
}

function scaleOf(
  kind: FigurePanel["xScale"],
  domain: readonly [number, number],
  range: readonly [number, number],
): Scale {
  const scale: Scale = kind === "log" ? scaleLog() : scaleLinear();
  return scale.domain([...domain]).range([...range]);
}

/** The ends of what can be drawn; a single value gets some room around it. */
function extentOf(values: readonly number[], kind: FigurePanel["xScale"]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value) || (kind === "log" && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) throw new RangeError("figure: expected at least one point that can be drawn, got none");
  if (low < high) return [low, high];
  if (kind === "log") return [low / 2, low * 2];
  const room = low === 0 ? 1 : Math.abs(low) / 10;
  return [low - room, high + room];
}

const stroke = ({ colour, dash }: Style): string =>
  `stroke="${colour}" stroke-width="1.5"${dash === "" ? "" : ` stroke-dasharray="${dash}"`}`;

/** To a hundredth of a pixel, without −0. */
const round = (value: number): number => Math.round(value * 100) / 100 + 0;
