// What a page does beside its figures: it draws each once it comes into sight, sorts tables, and lets readers choose the rows of figures.

const pending = new Map();
const sight = new IntersectionObserver(entries => {
  for (const entry of entries) if (entry.isIntersecting) show(entry.target);
}, { rootMargin: "400px" });
for (const element of document.querySelectorAll("figure[id]")) {
  pending.set(element, () => {
    const { series, ...description } = JSON.parse(element.querySelector("script").textContent);
    new Figure(element.id, { ...description, ...(element.closest(".small") ? { height: 240, legend: false } : {}) }).draw(series ?? []);
  });
  sight.observe(element);
}

function show(element) {
  sight.unobserve(element);
  const draw = pending.get(element);
  pending.delete(element);
  draw?.();
}

function showAll() { for (const element of [...pending.keys()]) show(element); }
addEventListener("beforeprint", showAll);

for (const table of document.querySelectorAll("table.sortable")) {
  for (const heading of table.tHead.rows[0].cells) {
    const button = make("button", { type: "button" }, ...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sort(table, heading));
  }
}

function sort(table, heading) {
  const sign = heading.ariaSort === "ascending" ? -1 : 1;
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.ariaSort = sign > 0 ? "ascending" : "descending";
  const key = row => row.cells[heading.cellIndex].textContent;
  table.tBodies[0].append(...[...table.tBodies[0].rows].sort((one, other) => sign * compare(key(one), key(other))));
}

// What begins with a number is one; what has none comes last either way round.
const numberIn = text => parseFloat(text.replace("−", "-"));
const compare = (one, other) => {
  const [a, b] = [numberIn(one), numberIn(other)];
  return Number.isNaN(a) || Number.isNaN(b) ? Number.isNaN(a) - Number.isNaN(b) || one.localeCompare(other) : a - b;
};

const boxes = document.querySelectorAll("input[data-series]");
for (const box of boxes) box.addEventListener("change", () => choose(box.dataset.series, box.checked));
addEventListener("chosen", () => {
  for (const box of boxes) box.checked = isChosen(box.dataset.series) ?? box.defaultChecked;
});

// For whoever wants to read what is drawn.
window.samhost = { figures, showAll, get pending() { return pending.size; } };
