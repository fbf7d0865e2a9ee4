// A figure, drawn by Apache ECharts: lines over epochs or settings, clouds of points, heat maps, parallel coordinates; with a legend of
// buttons, the values under the cursor, and all of them as a table. Colours are names of CSS variables, so that a change between light,
// dark and print needs no drawing.

const MARKERS = ["circle", "rect", "triangle", "diamond", "path://M0 0L10 0L5 9Z", "path://M4 0h2v4h4v2h-4v4h-2v-4h-4v-2h4Z"];
const DASHES = ["solid", [8, 4], [2, 3], [9, 3, 2, 3]];
const VIRIDIS = ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"];
// Markers closer than these hide the line.
const MOST_MARKERS = 12;
const FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

export const figures = {};
// What a reader has hidden, or shown beyond what is shown at first: by the names of series, for all figures alike.
const choices = new Map();
const isShown = one => choices.get(one.name ?? one.label) ?? one.shown ?? true;

export class Figure {
  // element: a figure, by its id. description: { kind: curves, cloud, heat or parallel; x, y: axes of { title, log, whole, categories,
  // values, range }; title, caption: in words; height; marksPeaks; limit, least: where a cloud ends; reference: a horizontal line; format:
  // of values; describe: a series in words }.
  constructor(name, description) {
    this.name = name;
    this.description = { kind: "curves", ...description };
    this.format = description.format ?? number;
    this.element = document.getElementById(name);
    this.titleElement = this.part("b", "title", description.title);
    this.plotElement = this.part("div", "plot");
    this.plotElement.setAttribute("role", "img");
    // A page that was made says in words what it shows; one that is alive is put into words here.
    this.isDescribed = this.plotElement.hasAttribute("aria-label");
    this.legendElement = this.part("ul", "legend");
    this.captionElement = this.part("figcaption", "", description.caption);
    this.details = this.element.querySelector("details") ?? this.element.appendChild(
      make("details", { className: "numbers" }, make("summary", {}, "These values as a table")));
    this.details.addEventListener("toggle", () => this.fillTable());
    new ResizeObserver(() => this.resize()).observe(this.plotElement);
    figures[name] = this;
  }

  set title(text) { this.titleElement.textContent = text; }

  set caption(text) { this.captionElement.textContent = text; }

  get shown() { return this.series.filter(isShown); }

  // series: { label, name: the whole of it; colour, dash, marker; x, y, deviation or low and high; joined, shown, opacity, width, points;
  // silent: without values under the cursor }, or what the kind has in their place.
  draw(series) {
    this.series = series;
    this.fillLegend();
    // However long title and legend are, most of a figure is its plot.
    const beside = this.titleElement.offsetHeight + this.legendElement.offsetHeight;
    const height = Math.max(
      this.description.height ?? 300, Math.round(1.3 * beside + 180),
      this.description.kind === "parallel" && this.axesLie ? 60 * this.description.axes.length : 0);
    this.plotElement.style.height = `${height}px`;
    this.chart ??= echarts.init(this.plotElement, null, { renderer: "svg" });
    this.chart.resize();
    this.chart.setOption(this.options(), { notMerge: true });
    if (this.description.kind === "curves") this.zoomByDragging();
    if (!this.isDescribed) this.plotElement.setAttribute("aria-label", this.inWords());
    if (this.details.open) this.fillTable();
  }

  redraw() { if (this.series) this.draw(this.series); }

  resize() {
    if (!this.chart || this.plotElement.clientWidth === this.width) return;
    this.chart.resize();
    this.chart.setOption(this.options(), { notMerge: true });
  }

  options() {
    this.width = this.plotElement.clientWidth;
    // Rows that somebody chose may not have what this figure shows.
    const isEmpty = this.description.kind !== "heat" && this.shown.length === 0;
    return { animation: false, textStyle: { fontFamily: FONT }, ...this[this.description.kind](), ...(isEmpty ? { title: {
      text: "What is chosen has no values here.", left: "center", top: "middle",
      textStyle: { color: "var(--soft)", fontSize: 13, fontWeight: "normal" } } } : {}) };
  }

  curves() {
    const { x, y, reference, marksPeaks } = this.description;
    const shown = this.shown;
    const series = shown.flatMap((one, place) => this.curve(one, this.aside(place, shown.length)));
    if (marksPeaks) series.push(...shown.filter(one => one.y.length > 0).map(one => peak(one)));
    if (reference != null && series.length > 0)
      series.push({ type: "line", data: [], silent: true, markLine: level(reference) });
    return {
      ...this.frame(x, y),
      tooltip: { ...this.tip(), trigger: "axis", axisPointer: { type: "line", lineStyle: { color: "var(--soft)" } },
        formatter: points => this.tipOf(points) },
      toolbox: { itemSize: 0, left: -50, feature: { dataZoom: { yAxisIndex: "none" } } },
      series,
    };
  }

  // Points of different series at one category stand beside each other.
  aside(place, count) { return this.description.x.categories ? (place - (count - 1) / 2) * Math.min(0.12, 0.6 / count) : 0; }

  curve(one, aside) {
    const color = colourOf(one.colour);
    const joined = one.joined ?? true;
    const step = Math.ceil(one.x.length / MOST_MARKERS);
    const offset = typeof one.colour === "number" ? one.colour % step : 0;
    const [low, high] = one.deviation ? [-1, 1].map(side => one.y.map((mean, i) => mean + side * one.deviation[i])) : [one.low, one.high];
    const line = {
      type: "line", name: one.label, data: one.x.map((place, i) => [place + aside, one.y[i]]), connectNulls: true, z: 3,
      symbol: MARKERS[one.marker ?? 0], showSymbol: one.points ?? true, showAllSymbol: true,
      symbolSize: (_, point) => !joined || point.dataIndex % step === offset ? (joined ? 6 : 8) : 0,
      itemStyle: { color, opacity: one.opacity ?? 1 },
      lineStyle: { color, width: joined ? one.width ?? 2 : 0, type: DASHES[one.dash ?? 0], opacity: one.opacity ?? 1 },
      emphasis: { disabled: true }, silent: one.silent ?? false,
    };
    if (!low) return [line];
    const spread = joined ? drawBand(one.x, low, high, color) : drawBars(one.x.map(place => place + aside), low, high, color);
    return [spread, line];
  }

  cloud() {
    const { x, y, limit, least } = this.description;
    // What lies beyond is drawn at the edge; its table has the values themselves.
    const within = (left, up) => [Math.max(left, least ?? -Infinity), Math.min(up, limit ?? Infinity)];
    const frame = this.frame(x, { ...y, range: y.range ?? (limit ? [0, 1.04 * limit] : undefined) });
    return {
      ...frame,
      // Where the axis ends is no round number.
      ...(limit ? { yAxis: { ...frame.yAxis, axisLabel: { ...frame.yAxis.axisLabel, showMaxLabel: false } } } : {}),
      tooltip: { ...this.tip(), trigger: "item",
        formatter: ({ seriesName, seriesIndex, dataIndex }) => {
          const one = this.series[seriesIndex];
          return this.tipText(seriesName, [...(one.keys ? [["id", one.keys[dataIndex]]] : []), [x.title, number(one.x[dataIndex])],
            [y.title, number(one.y[dataIndex])]]);
        } },
      series: this.series.map((one, place) => ({
        type: "scatter", name: one.label, symbolSize: 5, z: 3, data: one.x.map((value, i) => within(value, one.y[i])),
        itemStyle: { color: colourOf(one.colour), opacity: 0.55 }, emphasis: { disabled: true },
        ...(place === 0 ? { markLine: level(1) } : {}),
      })),
    };
  }

  heat() {
    const { x, y, cells, value: valueName, scale } = this.description;
    const values = cells.map(cell => cell[2]);
    const [low, high] = scale ?? [Math.min(...values), Math.max(...values)];
    const axis = own => ({ type: "category", data: own.categories, name: own.title, ...texts(), splitLine: { show: false },
      axisLabel: { ...label(), width: 80, overflow: "truncate", hideOverlap: true } });
    return {
      grid: { left: 12, right: 12, top: 34, bottom: 34, containLabel: true },
      xAxis: { ...axis(x), nameLocation: "middle", nameGap: 28 },
      yAxis: { ...axis(y), nameLocation: "end",
        nameTextStyle: { color: "var(--soft)", fontSize: 12, align: "left", padding: [0, 0, 0, -30] } },
      visualMap: { show: false, min: low, max: high > low ? high : low + 1, inRange: { color: VIRIDIS } },
      tooltip: { ...this.tip(), trigger: "item", formatter: ({ value: [column, row, value] }) =>
        this.tipText("", [[x.title, x.categories[column]], [y.title, y.categories[row]], [valueName, `${value} %`]]) },
      series: [{
        type: "heatmap", emphasis: { disabled: true },
        data: cells.map(cell => ({ value: cell, label: { color: cell[2] < (low + high) / 2 ? "#fff" : "#000" } })),
        label: { show: this.width / x.categories.length > 46, fontSize: 12, formatter: point => point.value[2].toFixed(1) },
      }],
    };
  }

  get axesLie() { return this.plotElement.clientWidth / this.description.axes.length < 105; }

  parallel() {
    const axes = this.description.axes;
    // Upright axes need room for their names; else they lie below each other.
    const lies = this.axesLie;
    return {
      parallel: { layout: lies ? "vertical" : "horizontal", left: lies ? 30 : 60, right: lies ? 30 : 60, top: lies ? 34 : 40, bottom: 30,
        parallelAxisDefault: { nameGap: lies ? 8 : 18, ...texts() } },
      parallelAxis: axes.map((axis, dim) => ({
        dim, name: axis.title, nameLocation: lies ? "start" : "end", areaSelectStyle: { width: 0 },
        nameTextStyle: { color: "var(--text)", fontSize: 12,
          ...(lies ? { align: "left", verticalAlign: "bottom", padding: [0, 0, 5, 0] } : {}) },
        ...(axis.categories ? { type: "category", data: axis.categories, axisTick: { show: false } } : this.span(axis, dim)),
        axisLabel: { ...label(), hideOverlap: true, width: 70, overflow: "truncate", formatter: axis.categories ? undefined : number,
          ...(axis.values ? { customValues: axis.values } : {}) },
      })),
      tooltip: { show: false },
      series: this.shown.map(one => ({
        type: "parallel", name: one.label, smooth: false, emphasis: { disabled: true },
        lineStyle: { color: colourOf(one.colour), width: 1.5, opacity: 0.55, type: DASHES[one.dash ?? 0] },
        data: one.rows.map(row => row.map((value, dim) =>
          value == null ? "-" : axes[dim].categories ? axes[dim].categories[value] : value)),
      })),
    };
  }

  // From the least to the largest, so that no line leaves its axis.
  span(axis, dim) {
    const values = this.series.flatMap(one => one.rows.map(row => row[dim])).filter(value => value != null);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const step = axis.values || axis.log ? 0 : 10 ** Math.floor(Math.log10((high - low) || 1));
    const room = high > low ? 0 : Math.abs(low) / 2 || 1;
    return { type: axis.log ? "log" : "value", ...(axis.values ? { axisTick: { customValues: axis.values } } : {}),
      min: step ? Math.floor(low / step) * step - room : low - room, max: step ? Math.ceil(high / step) * step + room : high + room };
  }

  frame(x, y) {
    return {
      grid: { left: 8, right: 18, top: 30, bottom: 28, containLabel: true },
      xAxis: { ...this.axis(x), name: x.title, nameLocation: "middle", nameGap: 32, ...this.marks(x) },
      yAxis: { ...this.axis(y), ...this.room(y), name: y.title, nameLocation: "end", nameGap: 12,
        nameTextStyle: { color: "var(--soft)", fontSize: 12, align: "left", padding: [0, 0, 0, -8] },
        ...(y.log && y.range ? { axisTick: { customValues: logMarks(y.range) } } : {}),
        axisLabel: { ...label(), formatter: this.format, ...(y.log && y.range ? { customValues: logMarks(y.range) } : {}) } },
    };
  }

  axis(axis) {
    const [min, max] = axis.range?.map(end => end ?? undefined) ?? (axis.whole ? ["dataMin", "dataMax"] : []);
    return { type: axis.log ? "log" : "value", scale: true, min, max, minInterval: axis.whole ? 1 : undefined, ...texts() };
  }

  // Around values that are all the same there is a little room, not half of them.
  room(y) {
    const values = this.shown.flatMap(one => one.deviation || one.low ? [NaN] : one.y ?? []).filter(value => value != null);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const around = Math.abs(low) / 50 || 1;
    if (low === high && !y.range) return { min: low - around, max: low + around };
    // A band may go beyond what a share can be.
    if (!y.title?.endsWith("%")) return {};
    return { min: y.range?.[0] ?? (ends => ends.min < 0 ? 0 : undefined), max: ends => ends.max > 100 ? 100 : undefined };
  }

  // The values that there are, where these are few; else round numbers.
  marks(x) {
    if (x.categories) {
      const customValues = x.categories.map((_, place) => place);
      const width = Math.max(30, (this.width - 60) / x.categories.length - 8);
      return { min: -0.5, max: x.categories.length - 0.5, axisTick: { customValues }, splitLine: { show: false },
        axisLabel: { ...below(), customValues, formatter: place => x.categories[place], width, overflow: "truncate", hideOverlap: true } };
    }

    const customValues = x.values ?? (x.log && x.range ? logMarks(x.range) : undefined);
    return { axisLabel: { ...below(), hideOverlap: true, formatter: number, ...(customValues ? { customValues } : {}) },
      ...(customValues ? { axisTick: { customValues } } : {}),
      ...(x.log && x.values ? { min: customValues[0] / 1.15, max: customValues.at(-1) * 1.15 } : {}) };
  }

  tip() {
    return { confine: true, appendTo: undefined, backgroundColor: "var(--back)", borderColor: "var(--line)", padding: 8,
      textStyle: { color: "var(--text)", fontSize: 13, fontFamily: FONT } };
  }

  tipOf(points) {
    const place = points[0]?.value?.[0];
    const { x } = this.description;
    const rows = this.shown.filter(one => !one.silent)
      .map(one => [one, points.find(point => point.seriesType === "line" && point.seriesName === one.label)])
      .filter(([, point]) => point?.value?.[1] != null)
      .map(([one, point]) => [one.label, this.format(point.value[1])
        + (one.deviation ? ` ± ${this.format(one.deviation[point.dataIndex])}` : "")]);
    return this.tipText(`${x.title} ${x.categories ? x.categories[Math.round(place)] : number(place)}`, rows);
  }

  tipText(head, rows) {
    return make("div", { className: "tip" }, ...(head ? [make("b", {}, head)] : []),
      make("table", {}, make("tbody", {}, ...rows.map(row => make("tr", {}, ...row.map(text => make("td", {}, String(text))))))));
  }

  zoomByDragging() {
    if (!matchMedia("(pointer: fine)").matches) return;
    this.chart.dispatchAction({ type: "takeGlobalCursor", key: "dataZoomSelect", dataZoomSelectActive: true });
    const handler = this.chart.getZr();
    handler.off("dblclick");
    handler.on("dblclick", () => this.redraw());
  }

  fillLegend() {
    const entries = this.description.legend === false ? [] : this.series.filter(one => !one.silent);
    // Those that are not shown at first are chosen elsewhere.
    const there = entries.filter(one => (one.shown ?? true) || isShown(one));
    this.legendElement.hidden = there.length < 2;
    this.legendElement.replaceChildren(...(there.length < 2 ? [] : there.map(one => {
      const name = one.name ?? one.label;
      const button = make("button", { type: "button", title: name, ariaPressed: String(isShown(one)) }, swatch(one), one.label);
      button.addEventListener("click", () => choose(name, !isShown(one)));
      button.addEventListener("dblclick", () => isolate(this, one));
      return make("li", {}, button);
    })));
  }

  // The alternative text: where each line begins and ends.
  inWords() {
    const { x, y, describe } = this.description;
    const lines = this.shown.filter(one => one.y?.some(value => value != null) && !one.silent).map(one => {
      const values = one.y.filter(value => value != null);
      return describe ? describe(one, values) : `${one.label} from ${this.format(values[0])} to ${this.format(values.at(-1))}`;
    });
    return `${this.titleElement.textContent}, ${y.title} over ${x.title}: ${lines.join("; ") || "no values yet"}.`;
  }

  // Only while it is open: most people never open it.
  fillTable() {
    this.details.querySelector(".wide")?.remove();
    if (!this.details.open || !this.series) return;
    const [titles, rows] = this.values();
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...titles.map(text => make("th", { scope: "col" }, text)))),
      make("tbody", {}, ...rows.map(([first, ...rest]) => make("tr", {}, make("th", { scope: "row" }, String(first)),
        ...rest.map(value => make("td", {}, cell(value)))))));
    const ariaLabel = `${this.titleElement.textContent}: values`;
    this.details.append(make("div", { className: "wide", tabIndex: 0, role: "region", ariaLabel }, table));
  }

  values() {
    const { kind, x, y, axes, cells, value } = this.description;
    if (kind === "heat")
      return [[x.title, y.title, `${value} %`], cells.map(cell => [x.categories[cell[0]], y.categories[cell[1]], cell[2]])];
    if (kind === "parallel") {
      return [["", ...axes.map(axis => axis.title)], this.shown.flatMap(one => one.rows.map(row =>
        [one.name ?? one.label, ...row.map((value, dim) => value != null && axes[dim].categories ? axes[dim].categories[value] : value)]))];
    }

    if (kind === "cloud") {
      const haveKeys = this.series.some(one => one.keys);
      return [["", ...(haveKeys ? ["id"] : []), x.title, y.title], this.series.flatMap(one =>
        one.x.map((value, i) => [one.label, ...(haveKeys ? [one.keys[i]] : []), value, one.y[i]]))];
    }

    const places = [...new Set(this.shown.flatMap(one => one.x))].sort((a, b) => a - b);
    const columns = this.shown.map(one => new Map(one.x.map((place, i) => [place, one.deviation
      ? `${cell(one.y[i])} ± ${cell(one.deviation[i])}` : one.y[i]])));
    return [[x.title, ...this.shown.map(one => one.name ?? one.label)],
      places.map(place => [x.categories ? x.categories[place] : place, ...columns.map(column => column.get(place))])];
  }

  part(tag, className, text) {
    const found = this.element.querySelector(`:scope > ${tag}${className ? `.${className}` : ""}`)
      ?? this.element.appendChild(make(tag, className ? { className } : {}));
    if (text !== undefined) found.textContent = text;
    return found;
  }
}

// 1, 2, 5, 10, ... within a range; of a wide one, its decades.
function logMarks([low, high]) {
  const steps = high / low < 1000 ? [1, 2, 5] : [1];
  const decades = Array.from({ length: Math.ceil(Math.log10(high / low)) + 2 }, (_, i) => 10 ** (Math.floor(Math.log10(low)) + i));
  return decades.flatMap(decade => steps.map(step => Number((step * decade).toPrecision(3)))).filter(mark => mark >= low && mark <= high);
}

// Shows or hides a series in every figure.
export function choose(name, shown) {
  choices.set(name, shown);
  redrawAll();
}

// Hides all others; once more, and they are back.
function isolate(figure, one) {
  const name = one.name ?? one.label;
  const others = figure.series.filter(other => (other.name ?? other.label) !== name && (other.shown ?? true));
  const alone = others.every(other => !isShown(other));
  for (const other of others) choices.set(other.name ?? other.label, alone);
  choices.set(name, true);
  redrawAll();
}

function redrawAll() {
  for (const figure of Object.values(figures)) figure.redraw();
  dispatchEvent(new Event("chosen"));
}

export const isChosen = name => choices.get(name);

export const colourOf = colour => typeof colour === "number" ? `var(--line-${colour})` : `var(--${colour})`;

const texts = () => ({
  nameTextStyle: { color: "var(--soft)", fontSize: 12 }, axisLine: { show: true, onZero: false, lineStyle: { color: "var(--soft)" } },
  axisTick: { show: true, lineStyle: { color: "var(--soft)" } }, splitLine: { lineStyle: { color: "var(--line)", opacity: 0.7 } },
});
const label = () => ({ color: "var(--soft)", fontSize: 12 });
// Clear of the lowest number of the other axis.
const below = () => ({ ...label(), margin: 12 });
const level = value => ({ silent: true, symbol: "none", label: { show: false }, animation: false, emphasis: { disabled: true },
  lineStyle: { color: "var(--soft)", type: "dotted", width: 1 }, data: [{ yAxis: value }] });

function peak(one) {
  const at = one.y.indexOf(Math.max(...one.y.filter(value => value != null)));
  return { type: "scatter", name: "", silent: true, symbolSize: 10, z: 4, data: [[one.x[at], one.y[at]]],
    itemStyle: { color: colourOf(one.colour) }, emphasis: { disabled: true }, tooltip: { show: false } };
}

// A band between two lines.
const drawBand = (x, low, high, color) => ({
  type: "custom", name: "", silent: true, z: 2, data: x.map((place, i) => [place, low[i], high[i]]), encode: { x: 0, y: [1, 2] },
  clip: true, tooltip: { show: false },
  // All points count for the axis; the first of them draws the whole.
  renderItem: (point, api) => point.dataIndex > 0 ? undefined : ({
    type: "polygon", style: { fill: color, opacity: 0.16 }, silent: true,
    shape: { points: [...x.map((place, i) => api.coord([place, high[i]])), ...x.map((place, i) => api.coord([place, low[i]])).reverse()] },
  }),
});

// A bar from low to high at each place.
const drawBars = (x, low, high, color) => ({
  type: "custom", name: "", silent: true, z: 2, data: x.map((place, i) => [place, low[i], high[i]]), encode: { x: 0, y: [1, 2] },
  clip: true, tooltip: { show: false },
  renderItem: (_, api) => {
    const [from, to] = [api.coord([api.value(0), api.value(1)]), api.coord([api.value(0), api.value(2)])];
    return { type: "line", silent: true, style: { stroke: color, lineWidth: 1.5, opacity: 0.7 },
      shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] } };
  },
});

// The markers again, in the middle of 28 by 12.
const SWATCHES = [
  "M14 2a4 4 0 1 0 .1 0Z", "M10 2h8v8h-8Z", "M14 1l5 9h-10Z", "M14 0l5 6l-5 6l-5 -6Z", "M14 11l5 -9h-10Z",
  "M13 1h2v4h4v2h-4v4h-2v-4h-4v-2h4Z",
];

// The line and the marker of a series, small.
export function swatch(one) {
  const dash = DASHES[one.dash ?? 0];
  const color = colourOf(one.colour);
  return makeSvg("svg", { viewBox: "0 0 28 12", width: 28, height: 12, "aria-hidden": "true" },
    makeSvg("path", { d: "M0 6H28", stroke: color, "stroke-width": 2, "stroke-dasharray": dash === "solid" ? "" : dash.join(" ") }),
    makeSvg("path", { d: SWATCHES[one.marker ?? 0], fill: color }));
}

function makeSvg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
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

// In a table there is room for six digits.
const cell = value => value == null ? "" : typeof value === "number" ? String(Number(value.toPrecision(6))) : String(value);

// Four digits, as people read them.
export const number = value => value == null ? "" : Number.isInteger(value) ? String(value)
  : Math.abs(value) < 1e-3 && value !== 0 ? Number(value.toPrecision(3)).toExponential() : String(Number(value.toPrecision(4)));
export const percent = value => value == null ? "" : `${(100 * value).toFixed(1)} %`;
