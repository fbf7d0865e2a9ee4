// How one run weighs its examples: bands over epochs, the cloud of an epoch, and the ends of the order.

import { Figure, make, number, percent } from "./figure.js";
import { fetchPictures, nameOf, showLife } from "./life.js";

// As in the report, smaller losses are drawn here.
const SMALLEST_LOSS = 1e-4;

const NAMES = { total: "Total weight", logit: "Logit weight" };
let lastEpoch = 2;
let asked = "";

const bands = new Figure("bands", "", "Lines are medians; the bands go from the 5th to the 95th percentile.", {
  x: "epoch", y: "weight", scales: { x: { range: () => [1, lastEpoch] } }, key: () => lastEpoch,
});
// Whole decades, as uPlot would take, leave most of the plot empty.
const STEPS = [1, 1.5, 2, 3, 5, 7, 10];
const logRange = (_, low, high) => low == null ? [0.1, 10] : [
  STEPS.findLast(step => step * decade(low) <= low / 1.02) * decade(low) || decade(low) / 2,
  STEPS.find(step => step * decade(high) >= high * 1.02) * decade(high) || decade(high) * 20,
];
const decade = value => 10 ** Math.floor(Math.log10(value));
const cloud = new Figure("cloud", "", "", {
  x: "loss", y: "weight", scales: { x: { distr: 3, range: logRange }, y: { distr: 3, range: logRange } },
  xAxis: { values: (_, ticks) => ticks.map(tick => tick == null ? "" : number(tick)) },
  describe: (one, values) =>
    `${values.length} ${one.label} examples, weights from ${number(Math.min(...values))} to ${number(Math.max(...values))}`,
});

// run: its state. weights: its recorded epochs. kind: total or logit.
export function drawBands(run, weights, kind) {
  lastEpoch = Math.max(2, run.epochs ?? run.epoch);
  const own = weights.filter(epoch => epoch[kind] != null);
  bands.title = `${NAMES[kind]} over the epochs, ${nameOf(run)}`;
  const series = [], columns = [], filled = [];
  for (const [label, stroke] of [["clean", "--clean"], ["mislabelled", "--flipped"]]) {
    if (!own.some(epoch => epoch[kind][label])) continue;
    for (const [what, title, style] of [
      ["high", "95th percentile", { width: 0.5, points: false }], ["low", "5th percentile", { width: 0.5, points: false }],
      ["median", "median", { width: 2.2 }],
    ]) {
      series.push({ label: `${label}, ${title}`, stroke, silent: what !== "median", ...style });
      columns.push(own.map(epoch => epoch[kind][label]?.[what] ?? null));
    }
    // uPlot counts the epochs as the first column.
    filled.push({ series: [columns.length - 2, columns.length - 1], stroke });
  }

  bands.draw([own.map(epoch => epoch.epoch), ...columns], series, filled);
  return own.map(epoch => epoch.epoch);
}

// Asks for the cloud of an epoch; an empty epoch is the last one.
export async function drawEpoch(run, kind, epoch, stamp) {
  const query = `run=${run.run}&weight=${kind}${epoch ? `&epoch=${epoch}` : ""}`;
  const key = `${query} ${stamp}`;
  if (key === asked) return;
  asked = key;
  const response = await fetch(`/epoch?${query}`);
  if (key !== asked) return;
  if (!response.ok) {
    // Asked for again when there is more.
    asked = "";
    return;
  }

  const view = await response.json();
  if (key !== asked) return;
  drawCloud(run, kind, view);
  drawList("down", run, view.down);
  drawList("up", run, view.up);
  await fetchPictures(run, [...view.down, ...view.up].map(example => example.index));
}

function drawCloud(run, kind, view) {
  const points = [...view.clean, ...view.mislabelled].filter(point => point.weight > 0).sort((a, b) => a.loss - b.loss);
  cloud.points = points;
  cloud.title = `${NAMES[kind]} against loss, epoch ${view.epoch}, ${nameOf(run)}`;
  const shown = view.clean.length + view.mislabelled.length;
  cloud.captionElement.textContent = `A point is a training example${shown < view.count ? `, ${shown} of ${view.count} are drawn` : ""}; `
    + "both scales are logarithmic. Click on one to see its life.";
  const column = flipped => points.map(point => point.isFlipped === flipped ? point.weight : null);
  const style = { pointsOnly: true, points: true, pointSize: 4, pointOpacity: 0.55 };
  cloud.draw(
    [points.map(point => Math.max(point.loss, SMALLEST_LOSS)), column(false), column(true)],
    [{ label: "clean", stroke: "--clean", ...style }, { label: "mislabelled", stroke: "--flipped", ...style }]);
  cloud.plot.over.onclick = event => {
    const box = cloud.plot.over.getBoundingClientRect();
    const nearest = nearestTo(event.clientX - box.left, event.clientY - box.top);
    if (nearest) showLife(run, nearest.index);
  };
}

function nearestTo(left, top) {
  const reach = 12;
  let best = reach ** 2, found = null;
  cloud.points.forEach((point, place) => {
    const x = cloud.plot.valToPos(cloud.data[0][place], "x") - left;
    const y = cloud.plot.valToPos(point.weight, "y") - top;
    if (x * x + y * y < best) [best, found] = [x * x + y * y, point];
  });
  return found;
}

function drawList(name, run, examples) {
  document.getElementById(name).replaceChildren(...examples.map(example => {
    const button = make("button", { type: "button" },
      make("span", { className: "picture" }),
      make("span", {}, make("b", {}, `no. ${example.index}`), make("br", {}),
        make("span", { className: "labels" }, labels(example)), make("br", {}),
        `weight ${number(example.weight)}`, make("br", {}), `loss ${number(example.loss)}`));
    Object.assign(button.dataset, { index: example.index, given: example.given ?? "", truth: example.truth ?? "" });
    button.addEventListener("click", () => showLife(run, example.index));
    return make("li", { className: example.isFlipped ? "flipped" : "clean" }, button);
  }));
}

const labels = example => example.given == null ? (example.isFlipped ? "MISLABELLED" : "clean")
  : example.isFlipped ? `MISLABELLED: given ${example.given}, truly ${example.truth}` : `clean: ${example.given}`;
