// A figure: a plot by uPlot, its title, what is under the cursor, and its values as a table.

const EPOCH_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

// Colours are looked up while drawing, so that a change between light and dark is a matter of drawing again.
export const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
export const faded = (name, share) => {
  const [r, g, b] = [1, 3, 5].map(at => parseInt(colour(name).slice(at, at + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${share})`;
};

export const figures = {};

export class Figure {
  // name: the id of its element. title, caption: in words. options: { x, y: axis titles; height; scales; axes; format of values }.
  constructor(name, title, caption, options) {
    this.options = options;
    this.element = document.getElementById(name);
    this.plotElement = make("div", { className: "plot", role: "img" });
    this.valuesElement = make("div", { className: "values" });
    this.titleElement = make("b", {}, title);
    this.captionElement = make("span", {}, caption);
    this.details = make("details", {}, make("summary", {}, "These values as a table"));
    // Captions differ in length; below the plots, they leave those in a row.
    this.element.append(
      this.titleElement, this.plotElement, this.valuesElement, make("figcaption", {}, this.captionElement), this.details);
    this.details.addEventListener("toggle", () => this.fillTable());
    new ResizeObserver(() => this.resize()).observe(this.plotElement);
    figures[name] = this;
  }

  set title(text) { this.titleElement.textContent = text; }

  // data: uPlot's columns. series: { label, stroke, width, dash, opacity, points, pointsOnly, silent } for each but the first; strokes
  // are names of colours. bands: { series: [upper, lower], stroke }.
  draw(data, series, bands = []) {
    this.data = data;
    this.series = series;
    const shape = JSON.stringify([series, bands, this.options.key?.() ?? ""]);
    if (this.plot && shape === this.shape) this.plot.setData(data);
    else {
      this.plot?.destroy();
      this.plot = new uPlot(this.describe(series, bands), data, this.plotElement);
      this.shape = shape;
    }

    this.plotElement.setAttribute("aria-label", this.inWords());
    if (this.details.open) this.fillTable();
  }

  describe(series, bands) {
    const { x, y, height = 260, scales = {} } = this.options;
    const format = this.options.format ?? number;
    const axis = own => ({
      stroke: () => colour("--soft"), grid: { stroke: () => faded("--soft", 0.18), width: 1 },
      ticks: { stroke: () => colour("--line"), width: 1 },
      font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif", labelSize: 20, ...own,
    });
    return {
      width: this.width(), height, legend: { show: false },
      bands: bands.map(band => ({ series: band.series, fill: () => faded(band.stroke, 0.17) })),
      hooks: { setCursor: [plot => this.showValues(plot)] },
      cursor: { y: false, drag: { x: true, y: false } },
      scales: { x: { time: false, ...scales.x }, y: { ...scales.y } },
      axes: [
        axis({ label: x, size: 34, ...(x === "epoch" ? { incrs: EPOCH_STEPS } : {}), ...this.options.xAxis }),
        axis({ label: y, size: 62, values: (_, ticks) => ticks.map(tick => tick == null ? "" : format(tick)), ...this.options.yAxis }),
      ],
      series: [{}, ...series.map(one => ({
        spanGaps: true, label: one.label, width: one.width, dash: one.dash, ...(one.pointsOnly ? { paths: () => null } : {}),
        stroke: () => one.opacity ? faded(one.stroke, one.opacity) : colour(one.stroke),
        points: { show: one.points ?? this.isSparse(), size: one.pointSize ?? 5, stroke: () => colour(one.stroke),
          fill: () => one.pointOpacity ? faded(one.stroke, one.pointOpacity) : colour(one.stroke), width: one.pointOpacity ? 0 : 1 },
      }))],
    };
  }

  // Few values are seen as points; a single one is no line.
  isSparse() { return this.data[0].length <= 25; }

  width() { return Math.max(this.plotElement.clientWidth, 200); }

  resize() {
    if (this.plot && this.plot.width !== this.width()) this.plot.setSize({ width: this.width(), height: this.plot.height });
  }

  showValues(plot) {
    const place = plot.cursor.idx;
    const format = this.options.format ?? number;
    this.valuesElement.textContent = place == null ? "" : [
      `${this.options.x} ${number(this.data[0][place])}`,
      ...this.series.map((one, i) => [one, this.data[i + 1][place]]).filter(([one, value]) => value != null && !one.silent)
        .map(([one, value]) => `${one.label} ${format(value)}`),
    ].join(" · ");
  }

  // The alternative text: where each line begins and ends.
  inWords() {
    const format = this.options.format ?? number;
    const lines = this.series.map((one, i) => [one, this.data[i + 1].filter(value => value != null)])
      .filter(([one, values]) => values.length > 0 && !one.silent)
      .map(([one, values]) => this.options.describe
        ? this.options.describe(one, values)
        : `${one.label} from ${format(values[0])} to ${format(values.at(-1))}`);
    return `${this.titleElement.textContent}, ${this.options.y} over ${this.options.x}: ${lines.join("; ") || "no values yet"}.`;
  }

  // Only while it is open: most people never open it.
  fillTable() {
    this.details.querySelector(".wide")?.remove();
    if (!this.details.open || !this.data) return;
    const head = make("tr", {}, ...[this.options.x, ...this.series.map(one => one.label)].map(text => make("th", { scope: "col" }, text)));
    const rows = this.data[0].map((x, place) => make("tr", {}, make("th", { scope: "row" }, String(x)),
      ...this.series.map((_, i) => make("td", {}, this.data[i + 1][place] == null ? "" : String(this.data[i + 1][place])))));
    const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows));
    this.details.append(make("div", { className: "wide", tabIndex: 0 }, table));
  }
}

export function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// Four digits, as people read them.
export const number = value => Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
export const percent = value => `${(100 * value).toFixed(1)} %`;

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const figure of Object.values(figures)) figure.plot?.redraw(false, true);
});
