// One example: its picture, its labels, and its values over the recorded epochs.

import { Figure, make, number } from "./figure.js";

let shown = null;
let lastEpoch = 2;

const overEpochs = { x: "epoch", height: 190, scales: { x: { range: () => [1, lastEpoch] } }, key: () => lastEpoch };
const loss = new Figure("life-loss", "Loss", "", { ...overEpochs, y: "loss" });
const weight = new Figure("life-weight", "Weight", "The dashed line is the logit weight.", { ...overEpochs, y: "weight" });
const margin = new Figure("life-margin", "Margin", "Above 0, the network predicts the given label; below, another one.",
  { ...overEpochs, y: "margin" });

export const nameOf = run => `${run.group}, seed ${run.seed ?? "unknown"}`;

export async function showLife(run, index) {
  shown = { run, index };
  await drawLife();
  const title = document.getElementById("life-title");
  title.scrollIntoView({ block: "nearest" });
  title.focus({ preventScroll: true });
}

// Again, since an epoch was recorded.
export async function redrawLife(run) {
  if (shown?.run.run === run.run) await drawLife();
}

async function drawLife() {
  const { run, index } = shown;
  const response = await fetch(`/life?run=${run.run}&example=${index}`);
  if (!response.ok) return;
  const life = await response.json();
  document.getElementById("life").hidden = false;
  document.getElementById("life-title").textContent = `The life of example ${index} under ${nameOf(run)}`;
  lastEpoch = Math.max(2, run.epochs ?? run.epoch);
  const line = { stroke: life.isFlipped ? "--flipped" : "--clean", width: 2 };
  loss.draw([life.epochs, life.loss], [{ ...line, label: "loss" }]);
  weight.draw([life.epochs, life.weight, life.logitWeight],
    [{ ...line, label: "total weight" }, { ...line, label: "logit weight", dash: [6, 4], width: 1.5 }]);
  margin.draw([life.epochs, life.margin, life.epochs.map(() => 0)],
    [{ ...line, label: "margin" }, { label: "zero", stroke: "--soft", width: 1, dash: [2, 4], points: false, silent: true }]);
  const portrait = document.getElementById("portrait");
  portrait.replaceChildren(
    make("span", { className: "picture" }),
    make("b", {}, life.isFlipped ? "MISLABELLED" : "clean"), make("br", {}),
    ...(life.given == null ? []
      : [make("span", { className: "labels" }, `given label ${life.given}, true label ${life.truth}`), make("br", {})]),
    `in epoch ${life.epochs.at(-1)}: loss ${number(life.loss.at(-1))}`
      + (life.margin.at(-1) == null ? ""
        : `, predicted as ${life.margin.at(-1) > 0 ? "its given label" : "another label than the given one"}`));
  Object.assign(portrait.dataset, { index, given: life.given ?? "", truth: life.truth ?? "", long: "true" });
  await fetchPictures(run, [index]);
}

// Puts pictures and the names of classes where examples are shown. They come later than the numbers: the data are loaded for them.
export async function fetchPictures(run, indices) {
  const response = await fetch(`/pictures?run=${run.run}&examples=${indices.join(",")}`);
  if (!response.ok) return;
  const { classNames, pictures, problem } = await response.json();
  const note = document.getElementById("no-pictures");
  note.hidden = !problem;
  note.textContent = problem ? `There are no pictures. ${problem}` : "";
  for (const place of document.querySelectorAll("[data-index]")) {
    const { index, given, truth, long } = place.dataset;
    const words = given === "" || !classNames ? null
      : long ? `given label ${classNames[given]}, true label ${classNames[truth]}`
      : given !== truth ? `MISLABELLED: given ${classNames[given]}, truly ${classNames[truth]}` : `clean: ${classNames[given]}`;
    if (words && place.querySelector(".labels")) place.querySelector(".labels").textContent = words;
    if (pictures[index]) place.querySelector(".picture").replaceChildren(
      make("img", { src: pictures[index], alt: `Example ${index}${words ? `, ${words}` : ""}` }));
  }
}
