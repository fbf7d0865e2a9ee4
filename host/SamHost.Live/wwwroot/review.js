// The review page: one suspect at a time, decided by a key or a button, saved at once.

import { make, percent } from "./figure.js";

const $ = id => document.getElementById(id);

// The token came with the link; from now on the cookie has it, and what is copied from the address bar opens nothing elsewhere.
history.replaceState(null, "", "/");

const { file, classes, cut, problem, examples } = await (await fetch("/suspects")).json();
let place = Math.max(0, examples.findIndex(example => !example.isByPerson));

$("problem").hidden = !problem;
$("problem").textContent = problem ?? "";
$("other").append(make("option", { value: "" }, "choose a class"), ...classes.map(name => make("option", { value: name }, name)));
$("example").hidden = examples.length === 0;

const current = () => examples[place];
const acts = {
  accept: () => current().proposed && decide("label", current().proposed),
  keep: () => decide("label", current().given),
  drop: () => decide("drop"),
  undo: () => current().isByPerson && decide("undo"),
  back: () => go(place - 1),
  next: () => go(place + 1),
  open: () => go(undecidedAfter(place)),
};
const keys = { a: "accept", k: "keep", d: "drop", u: "undo", n: "open", ArrowLeft: "back", ArrowRight: "next" };

for (const [name, act] of Object.entries(acts)) $(name).addEventListener("click", act);
$("other").addEventListener("change", () => $("other").value && decide("label", $("other").value));
addEventListener("keydown", event => {
  // A list that has the focus is moved through by the arrows, and a class of it is found by its first letter.
  if (event.target instanceof HTMLSelectElement || event.ctrlKey || event.altKey || event.metaKey || !(event.key in keys)) return;
  event.preventDefault();
  acts[keys[event.key]]();
});

// For whoever wants to read what is shown.
window.samhost = { examples, get place() { return place; } };
await draw();

// Those that a person has decided are passed over; where all are, the next one.
function undecidedAfter(from) {
  const found = examples.findIndex((example, index) => index > from && !example.isByPerson);
  return found >= 0 ? found : from + 1;
}

async function decide(verb, label) {
  const id = current().id;
  const query = new URLSearchParams({ id, verb, ...(label == null ? {} : { label }) });
  let answer;
  try {
    const response = await fetch(`/decision?${query}`, { method: "POST" });
    answer = response.ok ? await response.json() : null;
    say(answer ? `${id} is saved in ${file}.` : await response.text());
  } catch {
    say("samhost does not answer: this decision is not saved. Those before it are.");
  }
  if (!answer) return;
  Object.assign(examples.find(example => example.id === id), answer);
  if (verb === "undo" || current().id !== id) await draw();
  else await go(undecidedAfter(place));
}

async function go(to) {
  place = Math.min(Math.max(to, 0), examples.length - 1);
  await draw();
}

async function draw() {
  const suspects = examples.slice(0, cut);
  const done = suspects.filter(example => example.isByPerson).length;
  $("bar").value = cut === 0 ? 0 : done / cut;
  $("count").textContent = `${done} of ${cut} suspects decided`;
  if (examples.length === 0) return;
  const example = current();
  $("title").textContent = `Example ${example.id}, ${place + 1} of ${examples.length}`
    + (place < cut ? "" : ", not taken for a suspect");
  $("labels").replaceChildren("Given ", make("b", {}, example.given),
    ...(example.proposed ? [", proposed ", make("b", {}, example.proposed), ` (${percent(example.confidence)})`]
      : [", and no other class is likelier"]));
  $("decision").className = example.isByPerson ? "decided" : "";
  $("decision").textContent = `${example.isByPerson ? "You have decided: " : `In ${file} unless you decide: `}${words(example)}.`;
  $("accept").replaceChildren(`It is ${example.proposed ?? "as proposed"} `, make("kbd", {}, "a"));
  $("accept").disabled = !example.proposed;
  $("keep").replaceChildren(`It is ${example.given} `, make("kbd", {}, "k"));
  $("undo").disabled = !example.isByPerson;
  $("back").disabled = place === 0;
  $("next").disabled = place === examples.length - 1;
  $("other").value = example.isByPerson && example.action === "relabelled" ? example.label : "";
  await look(example.id);
}

function words({ action, label }) {
  return action === "dropped" ? "the example is left out of training" : `it ${action === "kept" ? "stays" : "becomes"} ${label}`;
}

async function look(id) {
  const response = await fetch(`/example?${new URLSearchParams({ id })}`);
  const { picture, cells, shares } = await response.json();
  // Whoever is fast is further by now.
  if (current().id !== id) return;
  $("look").replaceChildren(
    ...(picture ? [make("img", { src: picture, alt: `Example ${id}` })] : []),
    ...(cells.length === 0 ? [] : [make("table", {}, make("tbody", {}, ...cells.map(cell =>
      make("tr", {}, make("th", { scope: "row", className: "text" }, cell.name), make("td", {}, cell.text)))))]));
  $("shares").tBodies[0].replaceChildren(...shares.map(share => make("tr", {},
    make("th", { scope: "row", className: "text" }, share.name), make("td", {}, percent(share.probability)))));
  $("shares").hidden = shares.length === 0;
}

function say(text) { $("note").textContent = text; }
