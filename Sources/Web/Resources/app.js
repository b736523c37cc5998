// What makes the pages live. Each page is complete without it: this only brings in what has changed
// since, draws charts from the tables that stand beside them, and narrows the matrix while one types.
"use strict";

(() => {
  /** How long changes are gathered before the page is asked for again, and the least time between. */
  const GATHER_MS = 60;
  const LEAST_MS = 1000;
  /** How long a changed place stays marked. */
  const FLASH_MS = 2400;
  /** How many changes are told one by one. */
  const TOLD = 3;

  const byID = (id) => document.getElementById(id);

  // Bringing in what has changed

  /** Makes `old` like `fresh` and leaves alone what is the same, so that focus and selection stay. */
  function morph(old, fresh, changed) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
      const place = document.importNode(fresh, true);
      old.replaceWith(place);
      note(place, "", changed);
      return;
    }
    if (old.nodeType !== Node.ELEMENT_NODE) {
      const before = old.data.trim();
      old.data = fresh.data;
      if (before !== fresh.data.trim()) note(old, before, changed);
      return;
    }
    if (old.hasAttribute("data-keep") || isBeingFilledIn(old)) return;
    morphAttributes(old, fresh);
    morphChildren(old, fresh, changed);
  }

  /** A form that somebody has begun to fill in is his. */
  function isBeingFilledIn(element) {
    if (element.nodeName !== "FORM") return false;
    if (element.contains(document.activeElement)) return true;
    return Array.from(element.elements).some(
      (field) => field.type !== "hidden" && field.value !== field.defaultValue && field.nodeName !== "BUTTON");
  }

  function morphAttributes(old, fresh) {
    // What a reader has opened stays open; what the search has narrowed stays narrowed.
    const own = old.nodeName === "DETAILS" ? ["open"] : ["hidden", "class"];
    for (const { name, value } of Array.from(fresh.attributes)) {
      if (!own.includes(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of Array.from(old.attributes)) {
      if (!own.includes(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
    }
    if (old.nodeName !== "DETAILS" && !old.classList.contains("flash")) old.className = fresh.className;
  }

  function morphChildren(old, fresh, changed) {
    const named = new Map(Array.from(old.children).filter((e) => e.id).map((e) => [e.id, e]));
    let place = old.firstChild;
    for (const child of Array.from(fresh.childNodes)) {
      const same = child.id && named.get(child.id);
      if (same && same !== place) old.insertBefore(same, place);
      if (same) {
        place = same.nextSibling;
        morph(same, child, changed);
      } else if (place && !(place.id && fresh.querySelector("#" + CSS.escape(place.id)))) {
        const next = place.nextSibling;
        morph(place, child, changed);
        place = next;
      } else {
        const added = document.importNode(child, true);
        old.insertBefore(added, place);
        note(added, "", changed);
      }
    }
    while (place) {
      const next = place.nextSibling;
      if (place.nodeType === Node.ELEMENT_NODE) note(old, "", changed);
      place.remove();
      place = next;
    }
  }

  /** Remembers the place that a change is in: the nearest cell, item or paragraph. */
  function note(node, before, changed) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const place = element && (element.closest("td, th, li, dd, p, tr") || element);
    if (place && !place.closest("[data-quiet]") && !changed.has(place)) changed.set(place, before);
  }

  function flash(place) {
    place.classList.add("flash");
    setTimeout(() => place.classList.remove("flash"), FLASH_MS);
  }

  /** Says what has changed, a few by name and the rest by number. */
  function announce(changed) {
    const told = [];
    for (const [place, before] of changed) {
      if (!place.dataset.say) continue;
      const now = (place.querySelector("a") || place).textContent.trim();
      told.push(place.dataset.say + " " + (before && before !== now ? before + " → " : "") + now);
    }
    if (told.length === 0) return;
    const words = byID("announce").dataset;
    const more = told.length > TOLD ? words.more.replace("{0}", told.length - TOLD) : "";
    byID("announce").textContent = words.changed + told.slice(0, TOLD).join("; ") + more;
  }

  async function refresh() {
    const answer = await fetch(location.href, {
      headers: { Accept: "text/html" }, cache: "no-store", credentials: "same-origin",
    });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const changed = new Map();
    for (const region of document.querySelectorAll("[data-live]")) {
      const other = region.id && fresh.getElementById(region.id);
      if (other) morph(region, other, changed);
    }
    // A page that was empty has no regions to fill.
    if (byID("empty") && !fresh.getElementById("empty")) location.reload();
    if (changed.size === 0) return;
    narrow();
    // An office that reports at last turns many a "no report" into a dash: only numbers are news.
    for (const place of changed.keys()) if (!place.querySelector(".unstated")) flash(place);
    announce(changed);
    drawCharts();
  }

  let waiting = false;
  let lastMs = -LEAST_MS;
  function soon() {
    if (waiting) return;
    waiting = true;
    const delay = Math.max(GATHER_MS, lastMs + LEAST_MS - performance.now());
    setTimeout(async () => {
      waiting = false;
      lastMs = performance.now();
      try { await refresh(); } catch { /* the connection's state says it; the next change tries again */ }
    }, delay);
  }

  /** How long a page waits before it opens a stream again that the browser has given up. */
  const REOPEN_MS = 5000;

  /** Follows the stream where the page names one. */
  function follow() {
    const path = document.body.dataset.stream;
    if (!path || !window.EventSource) return;
    const state = byID("live-state");
    let hasBeenOpen = false;
    const show = (isLive) => {
      state.hidden = false;
      state.classList.toggle("is-lost", !isLive);
      state.querySelector(".text").textContent = isLive ? state.dataset.connected : state.dataset.lost;
    };
    const open = () => {
      const stream = new EventSource(path);
      stream.addEventListener("open", () => {
        show(true);
        if (hasBeenOpen) soon();
        hasBeenOpen = true;
      });
      stream.addEventListener("error", () => {
        if (hasBeenOpen) show(false);
        // A lost connection the browser opens again by itself; an answer such as a proxy's 502, while
        // the daemon starts, it takes for the last word.
        if (stream.readyState === EventSource.CLOSED) setTimeout(open, REOPEN_MS);
      });
      for (const kind of ["totals", "reset"]) stream.addEventListener(kind, soon);
    };
    open();
  }

  // The office's page

  /** How often a page asks again whether the city has a report, while somebody looks at it. */
  const POLL_MS = 4000;

  /** Keeps asking on pages that nobody tells of changes. */
  function poll() {
    if (!document.querySelector("[data-poll]")) return;
    setInterval(() => { if (!document.hidden) soon(); }, POLL_MS);
  }

  /** Files may be dropped anywhere on the frame around the file's field. */
  function takeDrops() {
    const place = document.querySelector("[data-drop]");
    if (!place) return;
    const field = place.querySelector("input[type=file]");
    const form = place.closest("form");
    const check = () => {
      const isTooLarge = field.files[0] && field.files[0].size > Number(form.dataset.limit);
      field.setCustomValidity(isTooLarge ? form.dataset.tooLarge : "");
      field.reportValidity();
    };
    const over = (isOver) => (event) => {
      event.preventDefault();
      place.classList.toggle("is-over", isOver);
    };
    place.addEventListener("dragover", over(true));
    place.addEventListener("dragleave", over(false));
    place.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer.files.length === 0) return;
      field.files = event.dataTransfer.files;
      check();
    });
    field.addEventListener("change", check);
  }

  /** Marks a figure's line and its words; the words are brought into sight where that is wanted. */
  function showTogether(figure, brings) {
    for (const old of document.querySelectorAll(".is-synced")) old.classList.remove("is-synced");
    if (figure === null || figure === undefined) return;
    const words = byID("w-" + figure);
    const spot = words && (words.closest(".spot") || words);
    for (const each of [spot, byID("f-" + figure)]) each?.classList.add("is-synced");
    const source = byID("source");
    if (!spot || !source || !brings) return;
    // Only the text scrolls: the line stays where the reader's eyes are.
    const [frame, box] = [source.getBoundingClientRect(), spot.getBoundingClientRect()];
    if (box.top < frame.top || box.bottom > frame.bottom) {
      source.scrollTop += box.top - frame.top - frame.height / 3;
    }
  }

  /** A line and its words show each other under pointer and keyboard. */
  function syncFigures() {
    const source = byID("source");
    const figures = byID("figures");
    if (!source || !figures) return;
    const mark = (event) => {
      const place = event.target.closest && event.target.closest("[data-figure]");
      showTogether(place && place.dataset.figure, !source.contains(place));
    };
    for (const kind of ["focusin", "mouseover"]) {
      source.addEventListener(kind, mark);
      figures.addEventListener(kind, mark);
    }
    const figure = /^#f-(\d+)$/.exec(location.hash);
    if (figure) showTogether(figure[1], true);
    figures.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const line = event.target.matches("a") && event.target.closest("tr.line");
      if (!step || !line) return;
      const lines = Array.from(figures.querySelectorAll("tr.line"));
      const next = lines[lines.indexOf(line) + step];
      if (!next) return;
      event.preventDefault();
      const index = Array.from(line.querySelectorAll("a")).indexOf(event.target);
      (next.querySelectorAll("a")[index] || next.querySelector("a")).focus();
    });
  }

  /** Opens and closes the form of a figure where it is, without loading the page. */
  function openInPlace() {
    const figures = byID("figures");
    if (!figures) return;
    figures.addEventListener("click", async (event) => {
      const link = event.target.closest("a[data-open]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      try {
        const answer = await fetch(link.href, {
          headers: { Accept: "text/html" }, cache: "no-store", credentials: "same-origin",
        });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        const table = answer.ok && !answer.redirected && fresh.getElementById("check");
        if (!table) throw new Error("no table");
        byID("check").replaceWith(document.importNode(table, true));
        history.replaceState(null, "", link.href);
        const line = byID(new URL(link.href).hash.slice(1));
        (byID("c-value") || line?.querySelector("a[data-open]") || line)?.focus({ preventScroll: true });
        (byID("edit") || line)?.scrollIntoView({ block: "nearest" });
        readyForm();
      } catch {
        location.href = link.href;
      }
    });
  }

  /** Narrows the indicators of the form while one types. */
  function readyForm() {
    const field = byID("c-find");
    const choice = byID("c-indicator");
    if (!field || !choice) return;
    for (const button of document.querySelectorAll("[data-script-hides]")) button.hidden = true;
    const all = Array.from(choice.children).map((each) => each.cloneNode(true));
    const found = byID("c-found");
    field.addEventListener("input", () => {
      const typed = field.value.toLowerCase().replace(/\s/g, "");
      const chosen = choice.value;
      const matches = (option) => option.dataset.search?.replace(/\s/g, "").includes(typed);
      let first = null;
      let count = 0;
      choice.replaceChildren();
      for (const group of all) {
        const copy = group.cloneNode(true);
        for (const option of copy.querySelectorAll("option")) {
          const isFound = matches(option);
          if (isFound) count += 1;
          if (isFound && first === null) first = option.value;
          if (!isFound && option.value !== chosen) option.remove();
        }
        if (copy.nodeName === "OPTION" || copy.children.length > 0) choice.append(copy);
      }
      // What fits what was typed is offered at once; without any the choice stays.
      const fits = choice.querySelector(`option[value="${CSS.escape(chosen)}"]`);
      choice.value = typed && first !== null && !(fits && matches(fits)) ? first : chosen;
      found.textContent = typed ? found.dataset.text.replace("{0}", count) : "";
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      choice.focus();
    });
  }

  // Narrowing the matrix while one types

  function narrow() {
    const field = byID("q");
    const matrix = byID("matrix");
    if (!field || !matrix) return;
    const typed = field.value.toLowerCase().replace(/\s/g, "");
    let count = 0;
    for (const row of matrix.querySelectorAll("tr[data-search]")) {
      row.hidden = !row.dataset.search.replace(/\s/g, "").includes(typed);
      if (!row.hidden) count += 1;
    }
    for (const body of matrix.tBodies) {
      body.hidden = !body.querySelector("tr[data-search]:not([hidden])");
    }
    const found = byID("found");
    const text = found.dataset.text.replace("{0}", count);
    if (found.textContent !== text) found.textContent = text;
  }

  // Charts, drawn from the tables beside them

  const charts = new Map();

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function numbers(cell) {
    return (cell.dataset.value || "").split(" ").filter(Boolean).map(Number);
  }

  /** What a table says: a label a row, and one number or a range a column. */
  function read(table) {
    const rows = Array.from(table.tBodies).flatMap((body) => Array.from(body.rows))
      .filter((row) => row.querySelector("[data-value]"));
    const heads = Array.from(table.tHead.rows[0].cells);
    const columns = heads.map((_, index) => index)
      .filter((index) => rows.some((row) => row.cells[index]?.dataset.value));
    return {
      labels: rows.map((row) => row.cells[0].dataset.label || row.cells[0].textContent.trim()),
      series: columns.map((index) => ({
        label: heads[index].textContent.trim(),
        data: rows.map((row) => {
          const values = numbers(row.cells[index]);
          return values.length === 0 ? null : values.length === 1 ? values[0] : values;
        }),
      })),
    };
  }

  /** So that lines are told apart without colours, too. */
  const POINTS = ["circle", "triangle", "rect", "rectRot", "crossRot", "star", "dash"];

  /** The longest run of years without figures that is drawn. */
  const LONGEST_GAP = 30;

  /** Gives years that nobody has figures of a place of their own, so that no line runs across them. */
  function withMissingYears(content) {
    const years = content.labels.map(Number);
    if (!content.labels.every((label) => /^\d{4}$/.test(label))) return content;
    const places = [];
    years.forEach((year, index) => {
      const missing = index === 0 ? 0 : year - years[index - 1] - 1;
      for (let i = missing; i > 0 && missing <= LONGEST_GAP; i -= 1) places.push([year - i, null]);
      places.push([year, index]);
    });
    return {
      labels: places.map(([year]) => String(year)),
      series: content.series.map((series) => ({
        ...series, data: places.map(([, index]) => index === null ? null : series.data[index]),
      })),
    };
  }

  function configuration(kind, content) {
    const isLine = kind === "history"
      || kind === "trend" && content.series.every((s) => s.data.every((v) => !Array.isArray(v)));
    const text = colour("--soft");
    const line = colour("--line");
    const values = { grid: { color: line }, ticks: { color: text }, beginAtZero: true };
    // Years and offices are all named; of moments only as many as there is room for.
    const ticks = { color: text, autoSkip: kind === "history", maxRotation: 0 };
    const names = { grid: { display: false }, ticks };
    const isRanking = kind === "ranking";
    return {
      type: isLine ? "line" : "bar",
      data: {
        labels: content.labels,
        datasets: content.series.map((series, index) => ({
          ...series,
          backgroundColor: colour(`--series-${(index % 7) + 1}`),
          borderColor: colour(`--series-${(index % 7) + 1}`),
          borderWidth: isLine ? 2 : 0,
          maxBarThickness: 28,
          minBarLength: 2,
          pointRadius: 4,
          pointStyle: POINTS[index % POINTS.length],
          spanGaps: false,
          stepped: kind === "history",
        })),
      },
      options: {
        animation: false,
        indexAxis: isRanking ? "y" : "x",
        maintainAspectRatio: false,
        plugins: {
          legend: {
            display: content.series.length > 1,
            labels: { boxHeight: 7, color: text, usePointStyle: isLine },
          },
          tooltip: { enabled: true },
        },
        scales: isRanking ? { x: values, y: names } : { x: names, y: values },
      },
    };
  }

  function drawCharts() {
    if (!window.Chart) return;
    for (const place of document.querySelectorAll("[data-chart]")) {
      const table = byID(place.dataset.table);
      let content = table && read(table);
      if (content && place.dataset.chart === "trend") content = withMissingYears(content);
      // A history tells the newest first, and time runs to the right.
      if (content && place.dataset.chart === "history") {
        for (const list of [content.labels, ...content.series.map((s) => s.data)]) list.reverse();
      }
      charts.get(place)?.destroy();
      charts.delete(place);
      place.replaceChildren();
      // One point makes no line and one bar compares nothing.
      if (!content || content.labels.length < 2) continue;
      const canvas = document.createElement("canvas");
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", place.dataset.label);
      place.append(canvas);
      Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
      charts.set(place, new Chart(canvas, configuration(place.dataset.chart, content)));
    }
  }

  // Beginning

  drawCharts();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawCharts);
  byID("q")?.addEventListener("input", narrow);
  follow();
  poll();
  takeDrops();
  syncFigures();
  openInPlace();
  readyForm();
})();
