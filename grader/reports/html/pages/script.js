"use strict";
// The class page: a table from the summary, and one student's page at a time, named by the address.
(() => {
  const byId = (id) => document.getElementById(id);
  const { parts, most, statuses, students } = JSON.parse(byId("summary").textContent);
  const PAGE = 100;
  const table = byId("table"), body = byId("rows"), sheet = document.querySelector(".sheet");
  const rows = students.map(([id, shown, score, waiting, codes, scores, pieces], index) =>
    ({ id, shown: shown || id, score, waiting, codes, scores, pieces, index, key: id.toLowerCase() }));
  const state = { text: "", code: "", sort: "id", descending: false, page: 0 };
  const title = document.title;
  let chosen = rows, returnTo = 0, opening = 0;

  const make = (tag, kind, text) => {
    const element = document.createElement(tag);
    if (kind) element.className = kind;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const points = (value) => value === null ? "–" : String(Math.round(value * 100) / 100);
  const address = (row, part) =>
    "#student=" + encodeURIComponent(row.id) + (part ? "&part=" + encodeURIComponent(part) : "");

  // --- the table

  const value = (row) => state.sort === "id" ? row.index
    : state.sort === "score" ? row.score : state.sort === "waiting" ? row.waiting : row.scores[state.sort];

  function choose() {
    const text = state.text.toLowerCase();
    chosen = rows.filter((row) => row.key.includes(text) && (!state.code || row.codes.includes(state.code)));
    const sign = state.descending ? -1 : 1;
    chosen.sort((a, b) => {
      const x = value(a) ?? null, y = value(b) ?? null;
      if (x === null || y === null) return (x === null) - (y === null) || a.index - b.index;  // no points yet: last
      return sign * (x - y) || a.index - b.index;
    });
    state.page = 0;
    draw();
  }

  function rowOf(row) {
    const tr = make("tr");
    const head = make("th", "corner");
    head.scope = "row";
    const link = make("a");
    link.href = address(row);
    link.append(make("bdi", "", row.shown));
    head.append(link);
    const score = make("td", "num score");
    score.append(make("b", "", points(row.score)), make("span", "of", " / " + points(most)));
    const waiting = make("td", "num waiting", row.waiting ? points(row.waiting) : "");
    if (row.waiting) waiting.append(make("span", "narrow-only", " waiting"));
    tr.append(head, score, waiting);
    parts.forEach((part, at) => {
      const status = statuses[row.codes[at]];
      const td = make("td", "cell" + (part.first ? " first" : "") + (status ? " s-" + status.name : ""));
      td.dataset.part = part.id;
      if (status) {
        td.title = `${part.id}: ${status.words}, ${points(row.scores[at])} of ${points(part.max)}`;
        const chip = make("span", "chip");
        const symbol = make("span", "sym", status.symbol);
        symbol.setAttribute("aria-hidden", "true");
        chip.append(symbol, make("span", "hidden-words", status.words + " "));
        if (row.scores[at] !== null) chip.append(make("span", "pts", points(row.scores[at])));
        td.append(chip);
      }
      tr.append(td);
    });
    return tr;
  }

  function draw() {
    const start = state.page * PAGE, end = Math.min(start + PAGE, chosen.length);
    body.replaceChildren(...chosen.slice(start, end).map(rowOf));
    if (!chosen.length) {
      const cell = make("td", "nobody", "Nobody matches.");
      cell.colSpan = parts.length + 3;
      const tr = make("tr");
      tr.append(cell);
      body.append(tr);
    }
    byId("count").textContent = chosen.length === rows.length ? `${rows.length} students` : `${chosen.length} of ${rows.length} students`;
    byId("pager").hidden = chosen.length <= PAGE;
    byId("range").textContent = `${start + 1}–${end} of ${chosen.length}`;
    byId("earlier").disabled = start === 0;
    byId("later").disabled = end === chosen.length;
    byId("sort").value = state.sort;
    for (const th of table.querySelectorAll("th[data-sort]")) {
      if (th.dataset.sort === state.sort) th.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    }
  }

  function sortBy(column, descending) {
    state.sort = column;
    state.descending = descending;
    choose();
  }

  table.tHead.addEventListener("click", (event) => {
    const th = event.target.closest("th[data-sort]");
    if (th && event.target.closest("button")) sortBy(th.dataset.sort, th.dataset.sort === state.sort && !state.descending);
  });
  byId("sort").addEventListener("change", (event) => sortBy(event.target.value, false));
  byId("search").addEventListener("input", (event) => { state.text = event.target.value.trim(); choose(); });
  byId("filter").addEventListener("change", (event) => { state.code = event.target.value; choose(); });
  const turn = (by) => { state.page += by; draw(); sheet.scrollTop = 0; byId("students").scrollIntoView(); };
  byId("earlier").addEventListener("click", () => turn(-1));
  byId("later").addEventListener("click", () => turn(1));
  body.addEventListener("click", (event) => {
    const tr = event.target.closest("tr");
    if (event.target.closest("a") || !tr || !tr.querySelector("a") || String(getSelection())) return;
    const cell = event.target.closest("td[data-part]");
    location.hash = tr.querySelector("a").hash + (cell ? "&part=" + encodeURIComponent(cell.dataset.part) : "");
  });

  // --- one student

  async function inflate(text) {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).json();
  }

  // Pieces are numbered as they first occur, and each lies in the pack of the student in whose page it does.
  const homes = [];
  for (const { pieces, index } of rows) {
    let place = 0;
    for (const number of pieces) if (number === homes.length) homes.push([index, place++]);
  }

  async function page(row) {
    const wanted = [...new Set(row.pieces.map((number) => homes[number][0]))];
    const packs = new Map(await Promise.all(wanted.map(async (at) => [at, await inflate(byId("s" + at).textContent)])));
    return row.pieces.map((number) => packs.get(homes[number][0])[homes[number][1]]).join("");
  }

  function step(id, row) {
    const link = byId(id);
    link.hidden = !row;
    if (row) {
      link.href = address(row);
      link.querySelector("bdi").textContent = row.shown;
    } else link.removeAttribute("href");
  }

  function toPart(id) {
    const part = byId("part-" + id);
    if (!part) return;
    part.scrollIntoView();
    part.focus({ preventScroll: true });
  }

  async function open(id, part) {
    const row = rows.find((row) => row.id === id), turn = ++opening, place = byId("fragment");
    const at = chosen.indexOf(row);
    if (byId("student").hidden) returnTo = scrollY;
    byId("class").hidden = true;
    byId("student").hidden = false;
    step("previous", at > 0 ? chosen[at - 1] : null);
    step("next", at >= 0 ? chosen[at + 1] : null);
    byId("place").textContent = at >= 0 ? `${at + 1} of ${chosen.length}` : "";
    document.title = (row ? row.shown : id) + ", " + title;
    if (!row) {
      place.replaceChildren(make("p", "caveat", `Nobody in this class has the id '${id}'.`));
      return;
    }
    const html = await page(row);
    if (turn !== opening) return;  // another student was opened meanwhile
    place.innerHTML = html;        // made by the report's own renderer, which escapes every text
    const heading = place.querySelector("h2");
    heading.tabIndex = -1;
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
    if (part) toPart(part);
  }

  function close() {
    opening += 1;
    const was = byId("student").hidden ? null : returnTo;
    byId("student").hidden = true;
    byId("class").hidden = false;
    byId("fragment").replaceChildren();
    document.title = title;
    const target = location.hash.length > 1 && byId(location.hash.slice(1));
    if (target) target.scrollIntoView();
    else if (was !== null) scrollTo(0, was);
  }

  function follow() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    if (wanted.has("student")) open(wanted.get("student"), wanted.get("part"));
    else close();
  }

  byId("fragment").addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#part-"]');
    if (!link) return;
    event.preventDefault();
    toPart(decodeURIComponent(link.getAttribute("href").slice("#part-".length)));
  });
  addEventListener("hashchange", follow);
  history.scrollRestoration = "manual";
  choose();
  follow();
})();
