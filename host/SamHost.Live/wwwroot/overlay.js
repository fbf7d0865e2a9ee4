// The figures over epochs with all optimizers in them: a line for the mean over seeds, a thin one for each seed.

import { Figure, make, percent, swatch } from "./figure.js";

export const SPLITS = {
  test_accuracy: "the test examples",
  train_accuracy: "training examples, as labelled",
  train_accuracy_clean: "correctly labelled training examples",
  train_accuracy_mislabelled: "mislabelled training examples, as their wrong label: memorised",
  train_accuracy_mislabelled_true: "mislabelled training examples, as their true label: recovered",
  validation_accuracy: "the validation examples",
};

const COLOURS = 7;
const MARKERS = 6;
const hidden = new Set();

const epochs = { title: "epoch", whole: true };
const accuracy = new Figure("accuracy", { x: epochs, y: { title: "accuracy" }, format: percent, legend: false });
const share = new Figure("share", {
  title: "Share of the gradient that clean examples hold", x: epochs, y: { title: "share" }, format: percent, legend: false,
  caption: "Of the sum of all examples' gradient norms at the perturbed weights, the part of the correctly labelled ones; the dotted line "
    + "is their part of the examples.",
});

// study: its state. runs: by number, { metrics: { epochs, columns }, weights }.
export function drawOverlay(study, runs, split) {
  epochs.range = [1, Math.max(2, ...study.runs.map(run => run.epochs ?? run.epoch))];
  accuracy.title = `Accuracy on ${SPLITS[split]}`;
  accuracy.draw(lines(study, run => curve(runs.get(run.run)?.metrics.epochs, runs.get(run.run)?.metrics.columns[split])));
  const recorded = study.runs.flatMap(run => runs.get(run.run)?.weights ?? []).filter(epoch => epoch.cleanCount != null);
  const series = lines(study, run => {
    const own = (runs.get(run.run)?.weights ?? []).filter(epoch => epoch.cleanShare != null);
    return curve(own.map(epoch => epoch.epoch), own.map(epoch => epoch.cleanShare));
  });
  if (series.length > 0 && recorded.length > 0) {
    const { x } = series[0];
    const part = recorded[0].cleanCount / recorded[0].count;
    series.push({ label: "part of the examples", colour: "soft", width: 1, dash: 2, points: false, x, y: x.map(() => part) });
  }

  share.draw(series);
}

export function drawLegend(study, redraw) {
  const list = document.getElementById("legend");
  if (list.dataset.groups === JSON.stringify(study.groups)) return;
  list.dataset.groups = JSON.stringify(study.groups);
  list.replaceChildren(...study.groups.map((group, place) => {
    const button = make("button", { type: "button", ariaPressed: String(!hidden.has(group)) }, swatch(styleOf(place)), group);
    button.addEventListener("click", () => {
      if (!hidden.delete(group)) hidden.add(group);
      button.ariaPressed = String(!hidden.has(group));
      redraw();
    });
    return make("li", {}, button);
  }));
}

const styleOf = place => ({ colour: place % COLOURS, dash: Math.floor(place / COLOURS), marker: place % MARKERS });
const curve = (epochs = [], values = []) => new Map(epochs.map((epoch, i) => [epoch, values[i]]).filter(([, value]) => value != null));

function lines(study, curveOf) {
  const runs = study.runs.map(run => ({ ...run, curve: curveOf(run) })).filter(run => !hidden.has(run.group) && run.curve.size > 0);
  const places = [...new Set(runs.flatMap(run => [...run.curve.keys()]))].sort((a, b) => a - b);
  return study.groups.flatMap((group, place) => {
    const own = runs.filter(run => run.group === group);
    const style = { ...styleOf(place), x: places };
    const seeds = own.length < 2 ? [] : own.map(run => ({
      ...style, label: `${group}, seed ${run.seed}`, width: 1, opacity: 0.4, points: false, silent: true,
      y: places.map(epoch => run.curve.get(epoch) ?? null),
    }));
    const valuesAt = epoch => own.map(run => run.curve.get(epoch)).filter(value => value != null);
    const mean = { ...style, label: group, y: places.map(epoch => meanOf(valuesAt(epoch))) };
    return own.length === 0 ? [] : [...seeds, mean];
  });
}

// A single value stays what it is, to its last digit.
const meanOf = values => values.length === 0 ? null : values.reduce((sum, value) => sum + value) / values.length;
