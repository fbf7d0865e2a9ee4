// The live page: hears of changes by server-sent events and draws what they are about.

import { figures, make, percent } from "./figure.js";
import { SPLITS, drawLegend, drawOverlay } from "./overlay.js";
import { nameOf, redrawLife } from "./life.js";
import { drawBands, drawEpoch } from "./weights.js";

const $ = id => document.getElementById(id);
// By a run's number: { metrics: { epochs, columns }, weights: recorded epochs }.
const runs = new Map();
let study = { name: "", groups: [], runs: [] };
let chosen;
let isWaiting = false;

// What is chosen stands in the address, so that a reload keeps it. The token came with the link; from now on the cookie has it, and what
// is copied from the address bar opens nothing elsewhere.
const wanted = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, "", `/${location.hash}`);

const source = new EventSource("/events");
source.addEventListener("study", event => {
  study = JSON.parse(event.data);
  draw();
});
source.addEventListener("metrics", event => {
  const { run, from, epochs, columns } = JSON.parse(event.data);
  const known = of(run).metrics;
  known.epochs.splice(from, Infinity, ...epochs);
  for (const [name, values] of Object.entries(columns)) (known.columns[name] ??= []).splice(from, Infinity, ...values);
  draw();
});
source.addEventListener("weights", event => {
  const { run, from, epochs } = JSON.parse(event.data);
  of(run).weights.splice(from, Infinity, ...epochs);
  const state = study.runs.find(one => one.run === run);
  if (state) redrawLife(state);
  draw();
});
source.addEventListener("ended", () => {
  source.close();
  say("samhost has ended; this is the last state. 'samhost look' shows it again.");
});
source.addEventListener("open", () => say(""));
source.addEventListener("error", () => say("samhost does not answer; this is the last state that it has told."));

if (wanted.get("weight") === "logit") $("weight").value = "logit";
for (const name of ["split", "run", "weight", "epoch"]) $(name).addEventListener("change", () => draw());
$("run").addEventListener("change", () => {
  chosen = $("run").value;
  $("epoch").value = "";
});
for (const name of ["run", "weight", "epoch"]) $(name).addEventListener("change", () => {
  wanted.delete("epoch");
  const run = study.runs.find(one => String(one.run) === $("run").value);
  const choice = new URLSearchParams({ run: run?.name ?? "", weight: $("weight").value, epoch: $("epoch").value });
  history.replaceState(null, "", `/#${choice}`);
});

// For whoever wants to read what is drawn: samhost.figures.accuracy.series.
window.samhost = { figures, runs, get study() { return study; } };

function of(run) {
  if (!runs.has(run)) runs.set(run, { metrics: { epochs: [], columns: {} }, weights: [] });
  return runs.get(run);
}

function say(text) { $("note").textContent = text; }

// Many events come at once; all of them are drawn together.
function draw() {
  if (isWaiting) return;
  isWaiting = true;
  setTimeout(() => {
    isWaiting = false;
    drawHead();
    drawRuns();
    drawSplits();
    drawLegend(study, draw);
    drawOverlay(study, runs, $("split").value);
    drawWeights();
  }, 30);
}

function drawHead() {
  const all = study.runs.reduce((sum, run) => sum + (run.epochs ?? run.epoch), 0);
  const done = study.runs.reduce((sum, run) => sum + (ended(run) ? run.epochs ?? run.epoch : run.epoch), 0);
  const open = study.runs.filter(run => !ended(run)).length;
  $("name").textContent = study.name || "Waiting for runs";
  document.title = open ? `${Math.floor(100 * done / Math.max(all, 1))} % · ${study.name}` : study.name || "SamHost";
  $("bar").value = all === 0 ? 0 : done / all;
  $("left").textContent = study.runs.length === 0 ? ""
    : `${study.runs.length - open} of ${study.runs.length} runs have ended`
      + (study.secondsLeft == null ? "" : `, ${duration(study.secondsLeft)} left`);
}

const ended = run => run.status !== "running" && run.status !== "waiting";

function drawRuns() {
  $("runs").tBodies[0].replaceChildren(...study.runs.map(run => {
    const state = make("td", { className: `text ${run.status}` }, run.status);
    const cells = [
      run.seed ?? "", null, `${run.epoch} / ${run.epochs ?? "?"}`, share(run.testAccuracy), share(run.peakTestAccuracy),
      run.peakEpoch ?? "", run.secondsLeft == null ? "" : duration(run.secondsLeft),
    ];
    return make("tr", {}, make("th", { scope: "row", className: "text", title: run.name }, run.group),
      ...cells.map(text => text === null ? state : make("td", {}, String(text))));
  }));
  // In the open, where no pointer has to find it.
  $("reasons").replaceChildren(...study.runs.flatMap(run =>
    [run.reason, run.problem].filter(text => text).map(text => make("li", {}, `${nameOf(run)}: ${text}`))));
}

const share = value => value == null ? "" : percent(value).replace(" %", "");

function duration(seconds) {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `about ${whole} s` : whole < 3600 ? `about ${Math.floor(whole / 60)} min ${whole % 60} s`
    : `about ${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}

// Those that some run has measured.
function drawSplits() {
  const there = Object.keys(SPLITS).filter(name =>
    name === "test_accuracy" || [...runs.values()].some(run => run.metrics.columns[name]?.some(value => value != null)));
  options($("split"), there.map(name => [name, SPLITS[name]]));
}

function drawWeights() {
  const own = study.runs.filter(run => runs.get(run.run)?.weights.length > 0);
  $("weighed").hidden = own.length === 0;
  $("absent").hidden = own.length > 0;
  if (own.length === 0) {
    $("absent").textContent = study.runs.every(ended)
      ? "No run has recorded its examples (Study:RecordExamplesAt)."
      : "No run has recorded its examples yet: the first recorded epoch brings them.";
    return;
  }

  options($("run"), own.map(run => [run.run, nameOf(run)]));
  const kind = $("weight").value;
  // Until somebody chooses: the last one that perturbs, since the others weigh all examples alike.
  chosen ??= own.find(one => one.name === wanted.get("run"))?.run;
  const run = own.find(one => String(one.run) === String(chosen))
    ?? own.findLast(one => perturbs(runs.get(one.run).weights, kind)) ?? own.at(-1);
  $("run").value = run.run;
  const weights = runs.get(run.run).weights;
  const epochs = drawBands(run, weights, kind);
  options($("epoch"), [["", "the last recorded one"], ...epochs.map(epoch => [epoch, `${epoch}`])]);
  // Once, when it is there: what is chosen from then on is somebody's choice.
  if (epochs.includes(Number(wanted.get("epoch")))) {
    $("epoch").value = wanted.get("epoch");
    wanted.delete("epoch");
  }

  const isThere = epochs.length > 0;
  $("absent").hidden = isThere;
  $("weighed").hidden = !isThere;
  if (!isThere) {
    $("absent").textContent = "No epoch has recorded this weight yet (Study:RecordWeightsAt); each recorded one has the logit weight.";
    return;
  }

  drawEpoch(run, kind, $("epoch").value, $("epoch").value ? "" : `${epochs.at(-1)} ${weights.length}`);
}

const perturbs = (weights, kind) => weights.some(({ [kind]: bands }) =>
  [bands?.clean, bands?.mislabelled].some(band => band && (band.low !== 1 || band.high !== 1)));

// Only where they are others: a list that is open in the browser would close.
function options(select, choices) {
  const key = JSON.stringify(choices);
  if (select.dataset.choices === key) return;
  const value = select.value;
  select.dataset.choices = key;
  select.replaceChildren(...choices.map(([name, text]) => make("option", { value: name }, text)));
  if (choices.some(([name]) => String(name) === value)) select.value = value;
}
