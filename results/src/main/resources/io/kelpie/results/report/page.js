"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const SVG = "http://www.w3.org/2000/svg";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  function make(parent, name, attributes = {}, text) {
    const element = document.createElementNS(SVG, name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  }

  function tag(parent, name, text, className) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    parent.append(element);
    return element;
  }

  const digits = value => {
    if (value === 0) return "0";
    const size = Math.abs(value);
    return size >= 1e5 || size < 1e-3 ? value.toExponential(1) : String(+value.toPrecision(3));
  };

  /** Microseconds in a unit that fits. */
  const time = us => us == null ? "–" : us >= 1e6 ? digits(us / 1e6) + " s" : us >= 1e3 ? digits(us / 1e3) + " ms" : us >= 1 ? digits(us) + " µs" : digits(us * 1e3) + " ns";
  const seconds = s => s >= 7200 ? digits(s / 3600) + " h" : s >= 120 ? digits(s / 60) + " min" : digits(s) + " s";

  // Hatches tell stages apart without colour: [lines' angle, distance, width].
  const HATCH = { request: [0, 3, 1], ring: [90, 4, 1.6], post: [45, 4, 1.6], fence: [0, 0, 0], signal: [135, 4, 2], verify: [45, 2.4, 1], transfer: [90, 2.4, 1] };
  const LANES = data.stages.filter(stage => stage.name !== "transfer");

  function patterns(svg, id) {
    const defs = make(svg, "defs");
    for (const stage of data.stages) {
      const [angle, distance, width] = HATCH[stage.name];
      if (!distance) continue;
      const pattern = make(defs, "pattern", { id: id + stage.name, width: distance, height: distance, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${angle})` });
      make(pattern, "rect", { width: distance, height: distance, class: "hatch-ground" });
      make(pattern, "line", { x1: 0, x2: distance, y1: distance / 2, y2: distance / 2, "stroke-width": width, class: "m-" + stage.name });
    }
  }

  const paint = (id, stage) => HATCH[stage][1] ? { fill: `url(#${id}${stage})` } : { class: "s-" + stage };

  function ticks(most) {
    const raw = most / 6;
    const size = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map(each => each * size).find(each => each >= raw);
    const at = [];
    for (let tick = 0; tick <= most * 1.0001; tick += step) at.push(tick);
    return at;
  }

  const near = length => Math.round(length * 100) / 100;

  /** A path a stage: rectangles of their own, each with its hatching, take a browser a minute to print. */
  function waterfall(plot, test) {
    if (!test.runs.length) { tag(plot, "p", "No tile-by-tile record: no window of a confirming run completed.", "quiet"); return; }
    const id = "h" + Math.random().toString(36).slice(2) + "-";
    const width = Math.max(320, plot.clientWidth || 900);
    const isNarrow = width < 640; // where what is told of a run needs a line of its own
    const left = 8, right = 10, gap = isNarrow ? 48 : 34;
    const most = Math.max(...test.runs.map(run => Math.max(...run.stamps[7]))) || 1;
    const height = run => Math.max(1.6, Math.min(7, 190 / run.stamps[0].length));
    let total = 6;
    for (const run of test.runs) total += gap + run.stamps[0].length * height(run);
    const svg = make(plot, "svg", { class: "lanes", viewBox: `0 0 ${width} ${total + 24}`, role: "img", "aria-label": "Waterfall of tiles: " + test.runs.map(run => run.name + ", pass of " + time(Math.max(...run.stamps[7]) / 1e3)).join("; ") });
    patterns(svg, id);
    const x = nanos => left + (width - left - right) * nanos / most;
    for (const tick of ticks(most)) {
      make(svg, "line", { class: "tick", x1: x(tick), x2: x(tick), y1: 4, y2: total });
      make(svg, "text", { x: Math.min(x(tick), width - 34), y: total + 14, "text-anchor": tick ? "middle" : "start" }, time(tick / 1e3));
    }
    let y = 0;
    for (const run of test.runs) {
      const count = run.stamps[0].length, row = height(run);
      const end = Math.max(...run.stamps[7]);
      make(svg, "text", { class: "name", x: left, y: y + 22 }, `${run.name} (run ${run.run}, ${run.flow})`);
      make(svg, "text", isNarrow ? { x: left, y: y + 37 } : { x: width - right, y: y + 22, "text-anchor": "end" }, `${count < run.tiles ? "first " + count + " of " : ""}${run.tiles} tiles, the last shown verified after ${time(end / 1e3)}`);
      y += gap - 6;
      const body = make(svg, "g", { class: "tiles" });
      const top = y;
      const shown = LANES.filter(stage => stage.name !== "request");
      for (const stage of shown) {
        let path = "";
        for (let tile = 0; tile < count; tile++) {
          const from = run.stamps[stage.from][tile], to = run.stamps[stage.to][tile];
          if (to <= from) continue;
          const across = Math.max(.6, x(to) - x(from));
          path += `M${near(x(from))} ${near(top + tile * row)}h${near(across)}v${near(Math.max(1, row - (row > 3 ? 1 : .3)))}h${near(-across)}z`;
        }
        if (path) make(body, "path", { d: path, ...paint(id, stage.name) });
      }
      const hint = make(body, "title");
      body.addEventListener("mousemove", event => {
        const box = svg.getBoundingClientRect(), scale = width / box.width;
        const tile = Math.min(count - 1, Math.max(0, Math.floor(((event.clientY - box.top) * scale - top) / row)));
        const nanos = ((event.clientX - box.left) * scale - left) / (width - left - right) * most;
        const stage = shown.findLast(each => run.stamps[each.from][tile] <= nanos && nanos <= run.stamps[each.to][tile]);
        if (!stage) { hint.textContent = `tile ${tile}`; return; }
        const from = run.stamps[stage.from][tile], to = run.stamps[stage.to][tile];
        hint.textContent = `tile ${tile}, ${stage.name}: ${time((to - from) / 1e3)}, from ${time(from / 1e3)}`;
      });
      make(svg, "line", { class: "end", x1: x(end), x2: x(end), y1: y - 2, y2: y + count * row + 2 });
      y += count * row + 6;
    }
    const legend = tag(plot, "div", undefined, "legend");
    plot.prepend(legend);
    for (const stage of LANES.filter(each => each.name !== "request")) {
      const item = tag(legend, "span");
      const swatch = make(item, "svg", { viewBox: "0 0 26 12", "aria-hidden": "true" });
      patterns(swatch, id + "l");
      make(swatch, "rect", { width: 26, height: 12, ...paint(id + "l", stage.name) });
      item.append(stage.name);
    }
  }

  const axis = extra => ({ stroke: colour("quiet"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line") }, font: "11px system-ui, sans-serif", ...extra });

  function draw(plot, options, values) {
    const width = Math.max(280, plot.clientWidth || 520);
    const chart = new uPlot({ width, height: 230, cursor: { drag: { x: true, y: false } }, ...options }, values, plot);
    plot.chart = chart;
    return chart;
  }

  // Of the runs that are shown: all sizes of one look alike.
  const LOOKS = [{ colour: "bad", dash: [] }, { colour: "accent", dash: [6, 4] }, { colour: "good", dash: [2, 3] }];

  /** Share of tiles that take longer, on logarithmic axes: the tail is on the right. */
  function latency(plot, test) {
    const series = [];
    const xs = new Set();
    for (const run of test.runs) for (const each of run.latencies) {
      const total = each.counts.reduce((sum, count) => sum + count, 0);
      let left = total;
      const points = new Map();
      each.nanos.forEach((nanos, i) => { points.set(nanos / 1e3, left / total); left -= each.counts[i]; xs.add(nanos / 1e3); });
      series.push({ name: run.name + (run.latencies.length > 1 ? ", up to " + each.bytes + " B" : ""), points, look: LOOKS[test.runs.indexOf(run)] });
    }
    if (!series.length) { tag(plot, "p", "No distribution was kept.", "quiet"); return; }
    const x = [...xs].sort((a, b) => a - b);
    const values = series.map(each => {
      const sorted = [...each.points.keys()];
      return x.map(at => {
        if (each.points.has(at)) return each.points.get(at);
        const next = sorted.find(key => key > at);
        return next === undefined || at < sorted[0] ? null : each.points.get(next);
      });
    });
    draw(plot, {
      scales: { x: { time: false, distr: 3 }, y: { distr: 3 } },
      series: [{ label: "at", value: (_, v) => time(v) }, ...series.map(each => ({ label: each.name, stroke: colour(each.look.colour), width: 2, dash: each.look.dash, spanGaps: true, value: (_, v) => v == null ? "–" : digits(v * 100) + " % longer" }))],
      axes: [axis({ values: (_, at) => at.map(v => v == null ? "" : time(v)), space: 60 }), axis({ size: 58, values: (_, at) => at.map(v => v == null || Math.log10(v) % 1 ? "" : digits(v * 100) + " %") })],
    }, [x, ...values]);
  }

  const mark = (shape, name) => (u, i) => {
    const { ctx } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    ctx.clip();
    ctx.strokeStyle = ctx.fillStyle = colour(name);
    ctx.lineWidth = 1.4 * devicePixelRatio;
    const r = (shape === "x" ? 4 : 3) * devicePixelRatio;
    ctx.beginPath();
    for (let j = 0; j < u.data[0].length; j++) {
      const value = u.data[i][j];
      if (value == null) continue;
      const cx = u.valToPos(u.data[0][j], "x", true), cy = u.valToPos(value, "y", true);
      if (shape === "x") { ctx.moveTo(cx - r, cy - r); ctx.lineTo(cx + r, cy + r); ctx.moveTo(cx - r, cy + r); ctx.lineTo(cx + r, cy - r); }
      else { ctx.moveTo(cx + r, cy); ctx.arc(cx, cy, r, 0, 7); }
    }
    ctx.stroke();
    ctx.restore();
    return null;
  };

  function pairs(plot, test) {
    if (!test.pairs.length) { tag(plot, "p", "The journal holds no confirmation run of this workload.", "quiet"); return; }
    if (!test.ratio) {
      const list = tag(plot, "p");
      tag(list, "b", test.pairs.map(pair => pair.shows ? "✕" : "○").join(" "));
      list.append(" (✕ shows it, ○ does not; the first " + test.pairs.filter(pair => !pair.fresh).length + " on the same queue pairs)");
      return;
    }
    const x = test.pairs.map((_, i) => i + 1);
    const series = [["✕ anomaly", "bad", "x", "tile"], ["○ beside it", "good", "o", "other"]].filter(each => test.pairs.some(pair => pair[each[3]] != null));
    draw(plot, {
      scales: { x: { time: false, range: [0.5, x.length + .5] }, y: { distr: 3 } },
      series: [{ label: "pair", value: (_, v) => v == null ? "–" : v + ", run " + test.pairs[v - 1].run }, ...series.map(([label, name, shape]) => ({ label, stroke: colour(name), paths: mark(shape, name), points: { show: false }, value: (_, v) => time(v) + " a tile" }))],
      axes: [axis({ incrs: [1, 2, 5] }), axis({ size: 66, values: (_, at) => at.map(v => v == null ? "" : time(v)) })],
    }, [x, ...series.map(each => test.pairs.map(pair => pair[each[3]]))]);
  }

  function progress(plot) {
    const line = data.timeline;
    if (!line.at.length) { tag(plot, "p", "No search probe ran.", "quiet"); return; }
    const finds = data.finds.map(find => find.at).sort((a, b) => a - b);
    const found = [];
    let count = 0;
    for (const at of line.at) { while (count < finds.length && finds[count] <= at) count++; found.push(count); }
    draw(plot, {
      scales: { x: { time: false }, n: { range: (_, low, high) => [0, Math.max(1, high)] }, y: { range: (_, low, high) => [0, Math.max(1, high * 1.1)] } },
      series: [{ label: "after", value: (_, v) => v == null ? "–" : seconds(v) }, { label: "anomalies", stroke: colour("bad"), width: 2.5, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } }, { label: "search probes", scale: "n", stroke: colour("accent"), dash: [6, 4], width: 1.5, points: { show: false } }],
      axes: [axis({ values: (_, at) => at.map(seconds) }), axis({ incrs: [1, 2, 5, 10, 20, 50, 100], label: "anomalies", labelSize: 16 }), axis({ side: 1, scale: "n", grid: { show: false }, label: "search probes", labelSize: 16, size: 56 })],
    }, [line.at, found, line.searched]);
  }

  function tiles(plot) {
    const line = data.timeline;
    if (!line.at.length) return;
    const of = kind => line.tile.map((value, i) => line.kinds[i] === kind ? value : null);
    draw(plot, {
      scales: { x: { time: false }, y: { distr: 3 } },
      series: [{ label: "after", value: (_, v) => v == null ? "–" : seconds(v) }, { label: "○ clean", stroke: colour("good"), paths: mark("o", "good"), points: { show: false }, value: (_, v) => time(v) + " a tile" }, { label: "✕ suspicious", stroke: colour("bad"), paths: mark("x", "bad"), points: { show: false }, value: (_, v) => time(v) + " a tile" }],
      axes: [axis({ values: (_, at) => at.map(seconds) }), axis({ size: 66, values: (_, at) => at.map(v => v == null || Math.log10(v) % 1 ? "" : time(v)) })],
    }, [line.at, of("c"), of("a")]);
  }

  function matrix(plot) {
    const { axes, pairs } = data.coverage;
    const label = 112, size = 14, count = axes.length;
    const lean = label / 2; // how far the last column's name, which leans, reaches beyond it
    const svg = make(plot, "svg", { viewBox: `0 0 ${label + count * size + lean} ${label + count * size}`, role: "group", "aria-label": "Coverage of pairs of dimensions" });
    let chosen;
    axes.forEach((each, i) => {
      make(svg, "text", { x: label - 4, y: label + i * size + 10, "text-anchor": "end" }, each.name);
      make(svg, "text", { transform: `translate(${label + i * size + 10} ${label - 4}) rotate(-60)` }, each.name);
    });
    for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) {
      const cells = pairs[i + "," + j];
      let seen = 0;
      for (let k = 0; k < cells.length; k += 2) if (cells[k] + cells[k + 1]) seen++;
      const share = seen / (cells.length / 2);
      const x = label + i * size, y = label + j * size, side = (size - 2) * Math.sqrt(share);
      const cell = make(svg, "rect", { class: "cell", x, y, width: size - 1, height: size - 1 });
      make(cell, "title", {}, `${axes[i].name} × ${axes[j].name}: ${Math.round(share * 100)} % of the combinations`);
      make(svg, "rect", { class: "full", x: x + (size - 1 - side) / 2, y: y + (size - 1 - side) / 2, width: side, height: side });
      cell.addEventListener("click", () => {
        if (chosen) chosen.classList.remove("chosen");
        (chosen = cell).classList.add("chosen");
        pair(i, j);
      });
    }
    pair(0, Math.min(1, count - 1));
  }

  function pair(i, j) {
    const { axes, pairs } = data.coverage;
    const cells = pairs[i + "," + j];
    const place = document.getElementById("pair");
    place.replaceChildren();
    if (!cells) return;
    tag(place, "h3", `${axes[i].name} (down) × ${axes[j].name} (across): clean / suspicious`);
    const table = tag(tag(place, "div", undefined, "scroll"), "table", undefined, "bins");
    const head = tag(table, "tr");
    tag(head, "th");
    for (const label of axes[j].labels) tag(head, "th", label);
    axes[i].labels.forEach((label, row) => {
      const line = tag(table, "tr");
      tag(line, "th", label);
      axes[j].labels.forEach((_, column) => {
        const at = 2 * (row * axes[j].labels.length + column);
        const [clean, bad] = [cells[at], cells[at + 1]];
        tag(line, "td", clean + bad ? clean + " / " + bad : "–", clean + bad ? bad ? "mixed" : "clean" : "empty");
      });
    });
  }

  const CHARTS = { waterfall, latency, pairs, progress, tiles, matrix };

  function show(figure) {
    const plot = one(".plot", figure);
    if (plot.dataset.drawn) return;
    plot.dataset.drawn = "yes";
    const owner = figure.closest("details.case");
    const test = owner ? data.cases[owner.dataset.id] : undefined;
    if (!owner || test) CHARTS[figure.dataset.chart](plot, test);
  }

  function redraw() {
    for (const figure of all("figure[data-chart]")) {
      const plot = one(".plot", figure);
      if (!plot.dataset.drawn) continue;
      if (plot.chart) plot.chart.destroy();
      plot.chart = undefined;
      plot.replaceChildren();
      delete plot.dataset.drawn;
      if (plot.offsetParent) show(figure);
    }
    watchAll();
  }

  const watcher = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) { watcher.unobserve(entry.target); show(entry.target); }
  }, { rootMargin: "300px" });
  const watchAll = () => all("figure[data-chart]").forEach(figure => { if (!one(".plot", figure).dataset.drawn) watcher.observe(figure); });
  watchAll();
  for (const test of all("details.case")) test.addEventListener("toggle", () => { if (test.open) all("figure[data-chart]", test).forEach(show); });

  // The ranking: sort, filter, keyboard.
  const table = document.getElementById("ranking");
  const rows = () => table ? all("tbody tr", table) : [];
  const visible = () => rows().filter(row => !row.hidden);

  function sort(column, head) {
    const was = head.getAttribute("aria-sort");
    const number = head.dataset.kind === "number";
    const rising = was ? was === "descending" : head.classList.contains("h-rank") || !number;
    all("th", table).forEach(each => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", rising ? "ascending" : "descending");
    const key = row => { const cell = row.cells[column]; return number ? Number(cell.dataset.sort) : cell.textContent; };
    const sorted = rows().sort((a, b) => { const [x, y] = [key(a), key(b)]; const order = number ? x - y : x.localeCompare(y); return rising ? order : -order; });
    one("tbody", table).append(...sorted);
  }

  function open(id, focus = true) {
    const test = document.getElementById("a-" + id);
    if (!test) return;
    test.hidden = false;
    test.open = true;
    test.scrollIntoView({ block: "start" });
    if (focus) one("summary", test).focus({ preventScroll: true });
    history.replaceState(null, "", "#a-" + id);
  }

  if (table) {
    all("thead th", table).forEach((head, column) => one("button", head).addEventListener("click", () => sort(column, head)));
    for (const row of rows()) row.addEventListener("click", event => { event.preventDefault(); open(row.dataset.id); });
    const filter = document.getElementById("filter"), shown = document.getElementById("shown");
    const unfolded = new Set();
    let printing = false;
    const apply = () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows()) {
        const text = row.textContent.toLowerCase();
        const folded = !printing && !words.length && row.dataset.lead && !unfolded.has(row.dataset.lead);
        row.hidden = folded || !words.every(word => text.includes(word));
        const test = document.getElementById("a-" + row.dataset.id);
        if (test) test.hidden = row.hidden;
      }
      shown.textContent = words.length ? visible().length + " of " + rows().length + " shown" : "";
    };
    filter.addEventListener("input", apply);
    const fold = button => {
      const id = button.closest("tr").dataset.id;
      if (!unfolded.delete(id)) unfolded.add(id);
      button.setAttribute("aria-expanded", unfolded.has(id));
      apply();
    };
    for (const button of all("button.alike", table)) {
      button.setAttribute("aria-expanded", "false");
      button.addEventListener("click", event => { event.stopPropagation(); fold(button); });
    }
    apply();
    for (const [event, starts] of [["beforeprint", true], ["afterprint", false]]) addEventListener(event, () => { printing = starts; apply(); });
    document.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target === filter;
      const at = visible().indexOf(document.activeElement);
      if (event.key === "Escape") {
        if (typing && filter.value) { filter.value = ""; apply(); return; }
        const test = document.activeElement.closest && document.activeElement.closest("details.case");
        const row = test ? rows().find(each => each.dataset.id === test.dataset.id) : visible()[0];
        if (test) test.open = false;
        window.scrollTo(0, 0);
        if (row) row.focus({ preventScroll: true });
      } else if (typing) {
        if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); if (visible()[0]) visible()[0].focus(); }
      } else if (event.key === "/") { event.preventDefault(); window.scrollTo(0, 0); filter.focus(); }
      else if (event.key === "j" || (event.key === "ArrowDown" && at >= 0)) { event.preventDefault(); const next = visible()[Math.min(at + 1, visible().length - 1)]; if (next) next.focus(); }
      else if (event.key === "k" || (event.key === "ArrowUp" && at >= 0)) { event.preventDefault(); const next = visible()[Math.max(at - 1, 0)]; if (next) next.focus(); }
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); open(document.activeElement.dataset.id); }
      else if (event.key === "?") help();
    });
  }

  function help() {
    let dialog = one("dialog.help");
    if (!dialog) {
      dialog = tag(document.body, "dialog", undefined, "help");
      tag(dialog, "h3", "Keys");
      const list = tag(dialog, "table");
      for (const [key, what] of [["/", "filter the anomalies"], ["j, k", "next and previous anomaly"], ["Enter", "open it"], ["Esc", "back to the table"], ["?", "this list"]]) {
        const row = tag(list, "tr");
        tag(row, "th", key);
        tag(row, "td", what);
      }
      const close = tag(dialog, "button", "Close", "copy");
      close.addEventListener("click", () => dialog.close());
    }
    dialog.showModal();
  }

  for (const button of all("button.copy")) button.addEventListener("click", async () => {
    const code = one("code", button.parentElement);
    try { await navigator.clipboard.writeText(code.textContent); button.textContent = "Copied"; }
    catch { getSelection().selectAllChildren(code); button.textContent = "Selected"; }
  });

  if (location.hash.startsWith("#a-")) open(location.hash.slice(3), false);
  addEventListener("hashchange", () => { if (location.hash.startsWith("#a-")) open(location.hash.slice(3), false); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  let sizing;
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth === width) return; width = innerWidth; clearTimeout(sizing); sizing = setTimeout(redraw, 150); });
  addEventListener("beforeprint", () => {
    for (const test of all("details.case")) if (!test.hidden) test.open = true;
    all("figure[data-chart]").forEach(show);
  });
  document.documentElement.dataset.ready = "yes";
})();
