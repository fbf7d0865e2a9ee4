// The figures over epochs with all optimizers in them: a line for the mean over seeds, a thin one for each seed.

import { Figure, make, percent } from "./figure.js";

export const SPLITS = {
  test_accuracy: "the test examples",
  train_accuracy_clean: "correctly labelled training examples",
  train_accuracy_mislabelled: "mislabelled training examples, as their wrong label: memorised",
  train_accuracy_mislabelled_true: "mislabelled training examples, as their true label: recovered",
  validation_accuracy: "the validation examples",
};

const COLOURS = 7;
const hidden = new Set();
let lastEpoch = 2;

const overEpochs = { x: "epoch", format: percent, scales: { x: { range: () => [1, lastEpoch] } }, key: () => lastEpoch };
const accuracy = new Figure("accuracy", "Accuracy", "", { ...overEpochs, y: "accuracy" });
const share = new Figure("share", "Share of the gradient that clean examples hold",
  "Of the sum of all examples' gradient norms at the perturbed weights, the part of the correctly labelled ones; the dotted line is their "
  + "part of the examples.",
  { ...overEpochs, y: "share" });

// study: its state. runs: by number, { metrics: { epochs, columns }, weights }.
export function drawOverlay(study, runs, split) {
  lastEpoch = Math.max(2, ...study.runs.map(run => run.epochs ?? run.epoch));
  accuracy.title = `Accuracy on ${SPLITS[split]}`;
  accuracy.draw(...lines(study, run => curve(runs.get(run.run)?.metrics.epochs, runs.get(run.run)?.metrics.columns[split])));
  const recorded = study.runs.flatMap(run => runs.get(run.run)?.weights ?? []);
  const [data, series] = lines(study, run => {
    const own = (runs.get(run.run)?.weights ?? []).filter(epoch => epoch.cleanShare != null);
    return curve(own.map(epoch => epoch.epoch), own.map(epoch => epoch.cleanShare));
  });
  if (data.length > 1 && recorded.length > 0) {
    // Over the whole width, also where a single epoch is recorded.
    const epochs = data[0];
    const part = recorded[0].cleanCount / recorded[0].count;
    data.push(epochs.map(() => part));
    series.push({ label: "part of the examples", stroke: "--soft", width: 1, dash: [2, 4], points: false });
  }

  share.draw(data, series);
}

export function drawLegend(study, redraw) {
  const list = document.getElementById("legend");
  if (list.dataset.groups === JSON.stringify(study.groups)) return;
  list.dataset.groups = JSON.stringify(study.groups);
  list.replaceChildren(...study.groups.map((group, place) => {
    const swatch = make("i", { className: place >= COLOURS ? "dashed" : "", ariaHidden: "true" });
    swatch.style.borderTopColor = `var(${strokeOf(place)})`;
    const button = make("button", { type: "button", ariaPressed: String(!hidden.has(group)) }, swatch, group);
    button.addEventListener("click", () => {
      if (!hidden.delete(group)) hidden.add(group);
      button.ariaPressed = String(!hidden.has(group));
      redraw();
    });
    return make("li", {}, button);
  }));
}

const strokeOf = place => `--line-${place % COLOURS}`;
const curve = (epochs = [], values = []) => new Map(epochs.map((epoch, i) => [epoch, values[i]]).filter(([, value]) => value != null));

function lines(study, curveOf) {
  const runs = study.runs.map(run => ({ ...run, curve: curveOf(run) })).filter(run => !hidden.has(run.group) && run.curve.size > 0);
  const epochs = [...new Set(runs.flatMap(run => [...run.curve.keys()]))].sort((a, b) => a - b);
  const columns = [], series = [];
  study.groups.forEach((group, place) => {
    const own = runs.filter(run => run.group === group);
    if (own.length === 0) return;
    const style = { group, stroke: strokeOf(place), ...(place >= COLOURS ? { dash: [7, 4] } : {}) };
    if (own.length > 1) {
      for (const run of own) {
        columns.push(epochs.map(epoch => run.curve.get(epoch) ?? null));
        series.push({ ...style, label: `${group}, seed ${run.seed}`, width: 1, opacity: 0.4, points: false, silent: true });
      }
    }

    columns.push(epochs.map(epoch => mean(own.map(run => run.curve.get(epoch)).filter(value => value != null))));
    series.push({ ...style, label: group, width: 2.2 });
  });
  return [[epochs, ...columns], series];
}

// A single value stays what it is, to its last digit.
const mean = values => values.length === 0 ? null : values.reduce((sum, value) => sum + value) / values.length;
