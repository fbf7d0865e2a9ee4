// How one run weighs its examples: bands over epochs, the cloud of an epoch, and the ends of the order.

import { Figure, make, number } from "./figure.js";
import { fetchPictures, kindOf, nameOf, showLife } from "./life.js";

// As in the report, smaller losses are drawn here.
const SMALLEST_LOSS = 1e-4;

const NAMES = { total: "Total weight", logit: "Logit weight" };
let asked = "";

const epochs = { title: "epoch", whole: true };
const bands = new Figure("bands", {
  caption: "Lines are medians; the bands go from the 5th to the 95th percentile.", x: epochs, y: { title: "weight" }, legend: false,
});
const [loss, weight] = [{ title: "loss", log: true }, { title: "weight", log: true }];
const cloud = new Figure("cloud", {
  kind: "cloud", x: loss, y: weight, legend: false,
  describe: (one, values) =>
    `${values.length} ${one.label} examples, weights from ${number(Math.min(...values))} to ${number(Math.max(...values))}`,
});
// Whole decades leave most of the plot empty.
const STEPS = [1, 1.5, 2, 3, 5, 7, 10];
const logRange = values => values.length === 0 ? [0.1, 10] : [
  STEPS.findLast(step => step * decade(Math.min(...values)) <= Math.min(...values) / 1.02) * decade(Math.min(...values))
    || decade(Math.min(...values)) / 2,
  STEPS.find(step => step * decade(Math.max(...values)) >= Math.max(...values) * 1.02) * decade(Math.max(...values))
    || decade(Math.max(...values)) * 20,
];
const decade = value => 10 ** Math.floor(Math.log10(value));

// run: its state. weights: its recorded epochs. kind: total or logit.
export function drawBands(run, weights, kind) {
  epochs.range = [1, Math.max(2, run.epochs ?? run.epoch)];
  const own = weights.filter(epoch => epoch[kind] != null);
  const x = own.map(epoch => epoch.epoch);
  bands.title = `${NAMES[kind]} over the epochs, ${nameOf(run)}`;
  const column = (label, what) => own.map(epoch => epoch[kind][label]?.[what] ?? null);
  bands.draw([["clean", "clean"], ["mislabelled", "flipped"], ["all", "clean"]].filter(([label]) => own.some(epoch => epoch[kind][label]))
    .map(([label, colour]) => ({
      label: `${label}, median`, colour, x, y: column(label, "median"), low: column(label, "low"), high: column(label, "high"),
    })));
  document.getElementById("crossing").textContent = crossings(own.map(epoch => ({ epoch: epoch.epoch, ...epoch[kind] })));
  return x;
}

// In words: which label's examples are heavier by their median, and between which recorded epochs that changes.
function crossings(epochs) {
  const told = epochs.filter(one => one.clean && one.mislabelled && one.clean.median !== one.mislabelled.median)
    .map(one => ({ epoch: one.epoch, heavier: one.clean.median > one.mislabelled.median ? "clean" : "mislabelled" }));
  if (told.length === 0) return "";
  const changes = told.slice(1).map((one, place) => [told[place], one]).filter(([before, after]) => before.heavier !== after.heavier);
  return changes.length === 0
    ? `In each recorded epoch the median ${told[0].heavier} example is the heavier one.`
    : `The median ${told[0].heavier} example is the heavier one at first; the medians cross between the recorded epochs `
      + `${changes.map(([before, after]) => `${before.epoch} and ${after.epoch}`).join(", ")}, and at last the ${told.at(-1).heavier} one `
      + "is heavier.";
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
  const points = [...view.clean, ...view.mislabelled, ...view.unknown].filter(point => point.weight > 0).sort((a, b) => a.loss - b.loss);
  cloud.title = `${NAMES[kind]} against loss, epoch ${view.epoch}, ${nameOf(run)}`;
  const shown = view.clean.length + view.mislabelled.length + view.unknown.length;
  cloud.caption = `A point is a training example${shown < view.count ? `, ${shown} of ${view.count} are drawn` : ""}; `
    + "both scales are logarithmic. Click on one to see its life.";
  const placed = points.map(point => ({ ...point, x: Math.max(point.loss, SMALLEST_LOSS) }));
  [loss.range, weight.range] = [logRange(placed.map(point => point.x)), logRange(placed.map(point => point.weight))];
  const kinds = view.unknown.length ? [["all", "clean", null]] : [["clean", "clean", false], ["mislabelled", "flipped", true]];
  cloud.draw(kinds.map(([label, colour, flipped]) => {
    const own = placed.filter(point => (point.isFlipped ?? null) === flipped);
    return { label, colour, x: own.map(point => point.x), y: own.map(point => point.weight), keys: own.map(point => point.id) };
  }));
  const surface = cloud.chart.getZr();
  surface.off("click");
  surface.on("click", event => {
    const nearest = nearestTo(placed, event.offsetX, event.offsetY);
    if (nearest) showLife(run, nearest.index);
  });
}

function nearestTo(points, left, top) {
  const reach = 12;
  let best = reach ** 2, found = null;
  for (const point of points) {
    const [x, y] = cloud.chart.convertToPixel({ gridIndex: 0 }, [point.x, point.weight]);
    const far = (x - left) ** 2 + (y - top) ** 2;
    if (far < best) [best, found] = [far, point];
  }

  return found;
}

function drawList(name, run, examples) {
  document.getElementById(name).replaceChildren(...examples.map(example => {
    const button = make("button", { type: "button" },
      make("span", { className: "picture" }),
      make("span", {}, make("b", {}, example.id), make("br", {}),
        make("span", { className: "labels" }, labels(example)), make("br", {}),
        `weight ${number(example.weight)}`, make("br", {}), `loss ${number(example.loss)}`));
    Object.assign(button.dataset, { index: example.index, id: example.id, given: example.given ?? "", truth: example.truth ?? "" });
    button.addEventListener("click", () => showLife(run, example.index));
    return make("li", { className: example.isFlipped ? "flipped" : "clean" }, button);
  }));
}

const labels = example => example.given == null ? kindOf(example)
  : example.isFlipped == null ? `given ${example.given}`
  : example.isFlipped ? `MISLABELLED: given ${example.given}, truly ${example.truth}` : `clean: ${example.given}`;
