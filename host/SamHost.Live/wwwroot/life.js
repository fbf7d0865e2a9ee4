// One example: its picture, its labels, and its values over the recorded epochs.

import { Figure, make, number } from "./figure.js";

let shown = null;

const epochs = { title: "epoch", whole: true };
const overEpochs = { x: epochs, height: 220, legend: false };
const loss = new Figure("life-loss", { ...overEpochs, title: "Loss", y: { title: "loss" } });
const weight = new Figure("life-weight", {
  ...overEpochs, title: "Weight", caption: "The dashed line is the logit weight.", y: { title: "weight" },
});
const margin = new Figure("life-margin", {
  ...overEpochs, title: "Margin", caption: "Above 0, the network predicts the given label; below, another one.", y: { title: "margin" },
  reference: 0,
});

// Of unknown truth it has no name.
export const kindOf = example => example.isFlipped == null ? "" : example.isFlipped ? "MISLABELLED" : "clean";

export const nameOf = run => `${run.group}, seed ${run.seed ?? "unknown"}`;

export async function showLife(run, index) {
  shown = { run, index };
  await drawLife();
  const title = document.getElementById("life-title");
  title.scrollIntoView({ block: "start" });
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
  document.getElementById("life-title").textContent = `The life of example ${life.id} under ${nameOf(run)}`;
  epochs.range = [1, Math.max(2, run.epochs ?? run.epoch)];
  const line = (label, y, dash = 0) => ({ label, colour: life.isFlipped ? "flipped" : "clean", dash, x: life.epochs, y });
  loss.draw([line("loss", life.loss)]);
  weight.draw([line("total weight", life.weight), line("logit weight", life.logitWeight, 1)]);
  margin.draw([line("margin", life.margin)]);
  const portrait = document.getElementById("portrait");
  portrait.replaceChildren(
    make("span", { className: "picture" }),
    make("b", {}, kindOf(life)), ...(life.isFlipped == null ? [] : [make("br", {})]),
    ...(life.given == null ? []
      : [make("span", { className: "labels" }, `given label ${life.given}${life.truth == null ? "" : `, true label ${life.truth}`}`),
        make("br", {})]),
    `in epoch ${life.epochs.at(-1)}: loss ${number(life.loss.at(-1))}`
      + (life.margin.at(-1) == null ? ""
        : `, predicted as ${life.margin.at(-1) > 0 ? "its given label" : "another label than the given one"}`));
  Object.assign(portrait.dataset, { index, id: life.id, given: life.given ?? "", truth: life.truth ?? "", long: "true" });
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
    const { index, id, given, truth, long } = place.dataset;
    const words = given === "" || !classNames ? null
      : truth === "" ? `given label ${classNames[given]}`
      : long ? `given label ${classNames[given]}, true label ${classNames[truth]}`
      : given !== truth ? `MISLABELLED: given ${classNames[given]}, truly ${classNames[truth]}` : `clean: ${classNames[given]}`;
    if (words && place.querySelector(".labels")) place.querySelector(".labels").textContent = words;
    if (pictures[index]) place.querySelector(".picture").replaceChildren(
      make("img", { src: pictures[index], alt: `Example ${id}${words ? `, ${words}` : ""}` }));
  }
}
