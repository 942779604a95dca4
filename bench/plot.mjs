const COLUMNS = 2;
const COLUMN_WIDTH = 490;
const MARGIN = 20;
const LABEL_WIDTH = 236;
const BAR_WIDTH = 130;
const ROW_HEIGHT = 17;
const BAR_HEIGHT = 9;
const HEAD_HEIGHT = 40;
const PANEL_GAP = 18;
const CAPTION_HEIGHT = 46;
/** Beyond so many times what is compared with, a bar is cut: one that is far off must not hide the others. */
const CUT_AT = 4;

/** A background of its own: the picture is readable on any page, light or dark. */
const LIGHT = {
  paper: "#ffffff",
  ink: "#1f2328",
  faint: "#59636e",
  other: "#afb8c1",
  met: "#1a7f37",
  missed: "#bc4c00",
};
const DARK = {
  paper: "#0d1117",
  ink: "#e6edf3",
  faint: "#9198a1",
  other: "#59636e",
  met: "#3fb950",
  missed: "#f0883e",
};
const colours = ({ ink, faint, ...fills }) =>
  [
    `text { fill: ${ink}; } .faint { fill: ${faint}; } .one { stroke: ${faint}; } .target { stroke: ${ink}; }`,
    ...Object.entries(fills).map(([name, colour]) => `.${name} { fill: ${colour}; }`),
  ].join(" ");
const STYLE = `
    text { font: 11px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
    .caption { font-size: 15px; font-weight: 600; } .title { font-size: 12px; font-weight: 600; }
    .faint { font-size: 10px; } .label { text-anchor: end; } .target { stroke-width: 2; }
    ${colours(LIGHT)}
    @media (prefers-color-scheme: dark) { ${colours(DARK)} }`;

/**
 * Panels (see plot-panels.mjs) as one SVG: a bar for each row, a thin line at 1, a thick one at the row's target.
 *
 * @param caption `{ title, text }`, the text being the machine and the like.
 */
export function formatPlot(panels, caption) {
  const columns = arrange(panels);
  const height = CAPTION_HEIGHT + Math.max(...columns.map(heightOf)) + MARGIN;
  const width = COLUMNS * COLUMN_WIDTH + 2 * MARGIN;
  const drawn = columns.flatMap((column, index) => drawColumn(column, MARGIN + index * COLUMN_WIDTH));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">
  <title id="title">${escape(caption.title)}</title>
  <desc id="description">${escape(describe(panels))}</desc>
  <style>${STYLE}
  </style>
  <rect class="paper" width="100%" height="100%" rx="6"/>
  <text class="caption" x="${MARGIN}" y="24">${escape(caption.title)}</text>
  <text class="faint" x="${MARGIN}" y="39">${escape(caption.text)}</text>
  ${drawn.join("\n  ")}
</svg>
`;
}

const panelHeight = ({ rows }) => HEAD_HEIGHT + rows.length * ROW_HEIGHT + PANEL_GAP;
const heightOf = (column) => column.reduce((sum, panel) => sum + panelHeight(panel), 0);

/** In order, the first column until it holds half of the height. */
function arrange(panels) {
  const half = heightOf(panels) / COLUMNS;
  const columns = Array.from({ length: COLUMNS }, () => []);
  let above = 0;
  for (const panel of panels) {
    const column = Math.min(COLUMNS - 1, Math.floor((above + panelHeight(panel) / 2) / half));
    columns[column].push(panel);
    above += panelHeight(panel);
  }
  return columns;
}

function drawColumn(panels, x) {
  let top = CAPTION_HEIGHT;
  return panels.map((panel) => {
    const group = `<g transform="translate(${x} ${top})">\n    ${drawPanel(panel).join("\n    ")}\n  </g>`;
    top += panelHeight(panel);
    return group;
  });
}

function drawPanel({ title, subtitle, rows }) {
  const scale = scaleOf(rows);
  const bottom = HEAD_HEIGHT + rows.length * ROW_HEIGHT;
  const one = LABEL_WIDTH + scale(1);
  return [
    `<text class="title" y="16">${escape(title)}</text>`,
    `<text class="faint" y="30">${escape(subtitle)}</text>`,
    ...rows.flatMap((row, index) => drawRow(row, HEAD_HEIGHT + index * ROW_HEIGHT, scale)),
    `<line class="one" x1="${one}" x2="${one}" y1="${HEAD_HEIGHT}" y2="${bottom}"/>`,
  ];
}

/** From a value to pixels. */
function scaleOf(rows) {
  const marks = Math.max(1, ...rows.map(({ target = 0 }) => target));
  const largest = Math.max(marks, ...rows.map(({ value }) => value));
  const end = Math.min(largest, marks * CUT_AT);
  return (value) => Number(((Math.min(value, end) / end) * BAR_WIDTH).toFixed(1));
}

function drawRow({ label, value, text, target, isMet }, top, scale) {
  const kind = target === undefined ? "other" : isMet ? "met" : "missed";
  const base = top + ROW_HEIGHT - 5;
  const barTop = top + (ROW_HEIGHT - BAR_HEIGHT) / 2;
  const mark = LABEL_WIDTH + scale(target ?? 0);
  const verdict = target === undefined ? "" : isMet ? " ✓" : " ✗";
  return [
    `<text class="label" x="${LABEL_WIDTH - 8}" y="${base}">${escape(label)}</text>`,
    `<rect class="${kind}" x="${LABEL_WIDTH}" y="${barTop}" width="${Math.max(1, scale(value))}" height="${BAR_HEIGHT}" rx="1"/>`,
    ...(target === undefined
      ? []
      : [`<line class="target" x1="${mark}" x2="${mark}" y1="${top + 1}" y2="${top + ROW_HEIGHT - 1}"/>`]),
    `<text x="${LABEL_WIDTH + BAR_WIDTH + 8}" y="${base}">${escape(text + verdict)}</text>`,
  ];
}

/** The whole picture in words. */
const describe = (panels) =>
  panels
    .map(({ title, subtitle, rows }) => {
      const all = rows.map(({ label, text, target, isMet }) => {
        const verdict = target === undefined ? "" : isMet ? ", met" : ", missed";
        return `${label}: ${text}${verdict}`;
      });
      return `${title} (${subtitle}). ${all.join("; ")}.`;
    })
    .join(" ");

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]);
