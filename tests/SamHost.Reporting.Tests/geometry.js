// What is wrong with the looks of an open page, a line each; by where its parts are.
(() => {
  samhost.showAll();
  const found = [];
  const say = (figure, text) => found.push(`${innerWidth} px, ${figure}: ${text}`);
  const inside = (inner, outer, slack) => inner.left >= outer.left - slack && inner.right <= outer.right + slack
    && inner.top >= outer.top - slack && inner.bottom <= outer.bottom + slack;
  const overlap = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
    && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;

  if (document.documentElement.scrollWidth > innerWidth) say("the page", `${document.documentElement.scrollWidth} px wide`);
  for (const figure of document.querySelectorAll("figure")) {
    const drawn = samhost.figures[figure.id];
    const svg = figure.querySelector(".plot svg");
    if (!svg) { say(figure.id, "nothing is drawn"); continue; }
    const box = svg.getBoundingClientRect();
    const kind = drawn.description.kind;
    // Where its values are: the plot. The caption is text, and no part of the drawing.
    const area = drawn.chart.getModel().getComponent(kind === "parallel" ? "parallel" : "grid").coordinateSystem.getRect();
    const plot = new DOMRect(box.left + area.x, box.top + area.y, area.width, area.height);
    const legend = figure.querySelector(".legend");
    const height = (legend.hidden ? box.bottom : legend.getBoundingClientRect().bottom) - figure.getBoundingClientRect().top;
    const across = area.width / figure.getBoundingClientRect().width, up = area.height / height;
    if (across < 0.55 || up < 0.55) say(figure.id, `the plot has ${across.toFixed(2)} of the width and ${up.toFixed(2)} of the height`);

    const shapes = [...svg.querySelectorAll("path")].filter(path => /var\(--(line-\d|clean|flipped|text)\)/.test(
      `${path.getAttribute("stroke")} ${path.getAttribute("fill")}`) || kind === "heat");
    if (shapes.length === 0 && drawn.shown.length > 0) say(figure.id, "no value is seen");
    if (kind === "curves") {
      const lines = [...svg.querySelectorAll("path[fill=none]")].filter(path => /var\(--line-\d\)/.test(path.getAttribute("stroke")));
      for (const line of lines) if (!inside(line.getBoundingClientRect(), plot, 6)) say(figure.id, "a line leaves the plot");
      const needed = drawn.shown.filter(one => (one.joined ?? true) && one.x.length > 1).length;
      if (lines.length < needed) say(figure.id, `${lines.length} lines of ${needed}`);
    }

    const texts = [...svg.querySelectorAll("text")].filter(text => text.textContent.trim())
      .map(text => [text.textContent, text.getBoundingClientRect()]);
    for (const [text, place] of texts) if (!inside(place, box, 2)) say(figure.id, `'${text}' is cut`);
    texts.forEach(([text, place], i) => {
      for (const [other, there] of texts.slice(i + 1)) if (overlap(place, there)) say(figure.id, `'${text}' lies on '${other}'`);
    });
    for (const button of legend.querySelectorAll("button"))
      if (button.scrollWidth > button.clientWidth + 1) say(figure.id, `the legend cuts '${button.textContent}'`);
  }

  // Text outside of figures: what is wider than its place is cut, but in a region that scrolls.
  for (const element of document.querySelectorAll("h1, h2, h3, p, li, summary, label, figcaption, .title, dt, dd"))
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline" && element.clientWidth > 0
      && !element.closest(".wide")) say(element.tagName, `'${element.textContent.slice(0, 60)}' is wider than its place`);
  return found;
})()
