// The grid of reporting: keys move, a block pasted from a spreadsheet fills, rows save themselves.
// Without this script the page is a plain form.
"use strict";

(() => {
  const all = document.querySelector("[data-all-rows]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const boxes = [...document.querySelectorAll("input[name=row]")];
      const tick = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = tick;
    });
  }

  const form = document.getElementById("entries");
  if (!form) return;

  // ---- moving: Enter goes down (Shift up), arrows too; Tab goes right by itself ----
  const cellsOf = (row) => [...row.querySelectorAll("td :is(input:not([type=hidden]), select, textarea)")];
  const rows = [...form.querySelectorAll("[data-row] tr")].filter((row) => cellsOf(row).length);
  const kindOf = (cell) => cell.name.split("-").pop().replace(/_\d+$/, "");

  function step(cell, by) {
    const column = [...form.querySelectorAll("[data-row] :is(input:not([type=hidden]), select, textarea)")]
      .filter((other) => sameColumn(kindOf(other), kindOf(cell)));
    const next = column[column.indexOf(cell) + by];
    if (next) { next.focus(); if (next.select) next.select(); }
    return Boolean(next);
  }
  const FIGURES = ["value", "met", "percent"];
  const sameColumn = (one, other) => one === other || (FIGURES.includes(one) && FIGURES.includes(other));

  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.closest("[data-row]") || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const isLine = cell.tagName === "INPUT";
    if (event.key === "Enter" && isLine) {
      event.preventDefault();
      step(cell, event.shiftKey ? -1 : 1);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (isLine || cell.tagName === "SELECT")) {
      // a choice would take the arrow for another answer; it is changed with ← and →, or opened with the space bar
      if (step(cell, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    }
  });

  // ---- pasting a block: from this cell down and to the right ----
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const start = event.target;
    if (!/[\t\n]/.test(text) || !start.closest("[data-row]")) return;
    if (start.tagName === "TEXTAREA" && !text.includes("\t")) return;
    event.preventDefault();
    const block = split(text);
    const first = rows.findIndex((row) => row.contains(start));
    block.forEach((line, down) => {
      const row = rows[first + down];
      if (!row) return;
      const cells = cellsOf(row);
      // by the kind of the cell: the first line of a task has more cells than those below it
      const column = down ? cells.findIndex((cell) => sameColumn(kindOf(cell), kindOf(start))) : cells.indexOf(start);
      if (column >= 0) line.forEach((value, right) => put(cells[column + right], value.trim()));
    });
    say(`已粘贴 ${block.length} 行。`);
  });

  // Tab-separated cells; a cell in quotes may hold line breaks.
  function split(text) {
    const lines = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i += 1) {
      const line = lines[lines.length - 1];
      const here = text[i];
      if (here === '"' && (quoted || line[line.length - 1] === "")) {
        if (quoted && text[i + 1] === '"') { line[line.length - 1] += '"'; i += 1; } else quoted = !quoted;
      } else if (!quoted && here === "\t") line.push("");
      else if (!quoted && here === "\n") lines.push([""]);
      else line[line.length - 1] += here;
    }
    return lines;
  }

  function put(cell, value) {
    if (!cell) return;
    if (cell.tagName === "SELECT") {
      const option = [...cell.options].find((o) => o.text === value || o.value === value);
      if (!option) return;
      cell.value = option.value;
    } else cell.value = value;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // ---- saving by itself: each row a moment after the last key; kept here while the line is down ----
  const status = document.getElementById("autosaved");
  const say = (words) => { if (status) status.textContent = words; };
  const waiting = new Map(); // row → timer
  const WAIT = 2000;
  const person = document.getElementById("session");
  const keyOf = (row) => `row:${person ? person.dataset.person : ""}:${form.dataset.draftUrl}:${row.dataset.row}`;
  const fieldsOf = (row) => [...row.querySelectorAll("input, select, textarea")].filter((f) => f.name);
  const versionOf = (row) => row.querySelector("input[name$='-version']");
  let sending = Promise.resolve();

  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || !versionOf(row)) return;
    clearTimeout(waiting.get(row));
    keep(row);
    waiting.set(row, setTimeout(() => { waiting.delete(row); queue(row); }, WAIT));
  });
  form.addEventListener("submit", () => {
    for (const timer of waiting.values()) clearTimeout(timer);
    waiting.clear();
    for (const row of form.querySelectorAll("[data-row]")) {
      const held = localStorage.getItem(keyOf(row));
      if (held) localStorage.setItem(keyOf(row), JSON.stringify({ ...JSON.parse(held), sent: true }));
    }
  });
  window.addEventListener("online", () => {
    for (const row of form.querySelectorAll("[data-row][data-unsent]")) queue(row);
  });
  window.addEventListener("pagehide", () => {
    for (const row of waiting.keys()) keep(row);
  });

  function queue(row) { sending = sending.then(() => send(row)); }

  async function send(row) {
    const body = new FormData();
    for (const field of fieldsOf(row)) body.append(field.name, field.value);
    body.append("row", row.dataset.row);
    if (form.dataset.full) body.append("full", "1");
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    const sent = snapshot(row);
    let response;
    try {
      response = await fetch(form.dataset.draftUrl, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      row.dataset.unsent = "";
      say("连接中断，内容已保存在本机，恢复后自动提交。");
      return;
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) {
      delete row.dataset.unsent;
      wrong(row, answer.warnings || {});
      const bars = row.querySelectorAll("td.col-bar");
      (answer.bars || []).forEach((bar, at) => { if (bars[at]) bars[at].innerHTML = bar; });
      versionOf(row).value = answer.version;
      row.querySelector("input[name$='-seen']").value = answer.seen;
      if (snapshot(row) === sent) localStorage.removeItem(keyOf(row));
      const state = row.querySelector("[data-state].quiet");
      if (state) { state.textContent = state.dataset.draft; state.classList.remove("quiet"); }
      say(`草稿已于 ${answer.saved_at} 保存。`);
    } else if (response.status === 422) {
      wrong(row, answer.errors || {});
      say("有一行的数据需要改正，尚未保存，原因写在那一格下面。");
    } else {
      row.dataset.unsent = "";
      errors(row, [answer.message || "未能保存，内容已保存在本机。", ...(answer.theirs || [])]);
      say("有一行未能保存，原因写在该行下面。");
    }
  }

  function errors(row, sentences) {
    const list = row.querySelector("[data-errors]");
    if (!list) { if (sentences.length) say(sentences.join(" ")); return; }
    list.replaceChildren(...sentences.map((sentence) => {
      const item = document.createElement("li");
      item.textContent = sentence;
      return item;
    }));
    const note = list.closest(".entry-note");
    if (note) note.classList.toggle("is-quiet", !sentences.length && !note.querySelector(".note"));
  }

  // A sentence stands at its field: the cell is marked, and the field says so to those who listen.
  function wrong(row, sentences) {
    for (const old of row.querySelectorAll("[aria-invalid]")) {
      if (sentences[old.name]) continue;
      old.removeAttribute("aria-invalid");
      old.removeAttribute("aria-describedby");
      const place = old.closest("td, .field");
      place.classList.remove("wrong", "field-wrong");
      place.querySelector(".errors")?.remove();
    }
    const loose = [];
    for (const [name, found] of Object.entries(sentences)) {
      const field = row.querySelector(`[name="${CSS.escape(name)}"]`);
      if (!field || field.type === "hidden") { loose.push(...found); continue; }
      const place = field.closest("td, .field");
      place.querySelector(".errors")?.remove();
      const list = document.createElement("ul");
      list.className = "errors";
      list.id = `${field.id}_error`;
      for (const sentence of found) list.appendChild(document.createElement("li")).textContent = sentence;
      place.classList.add(place.tagName === "TD" ? "wrong" : "field-wrong");
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", list.id);
      field.after(list);
    }
    errors(row, loose);
  }

  const visible = (row) => fieldsOf(row).filter((field) => field.type !== "hidden");
  const snapshot = (row) => JSON.stringify(visible(row).map((field) => [field.name, field.value]));

  function keep(row) {
    try {
      localStorage.setItem(keyOf(row), JSON.stringify({ at: Date.now(), version: versionOf(row).value, typed: snapshot(row) }));
    } catch { /* a full or forbidden storage: the row is still sent */ }
  }

  // The server took what was sent (drafts.js, which runs later, clears the mark).
  const arrived = document.cookie.split("; ").includes("saved=1");

  // What was typed and never arrived comes back and is sent, where nobody saved the row since; else it
  // is offered beside what is stored now.
  function restore(row, typed) {
    for (const [name, value] of JSON.parse(typed)) {
      const field = form.elements[name];
      if (field && "value" in field) field.value = value;
    }
    queue(row);
  }
  function offer(row, held) {
    const shown = document.getElementById("draft-note").content.firstElementChild.cloneNode(true);
    const at = new Date(held.at);
    shown.querySelector("time").textContent =
      `${at.getMonth() + 1}月${at.getDate()}日 ${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
    shown.querySelector("[data-restore]").addEventListener("click", () => { shown.remove(); restore(row, held.typed); });
    shown.querySelector("[data-discard]").addEventListener("click", () => { shown.remove(); localStorage.removeItem(keyOf(row)); });
    const list = row.querySelector("[data-errors]");
    if (list) { list.before(shown); list.closest(".entry-note").classList.remove("is-quiet"); } else row.prepend(shown);
  }
  for (const row of form.querySelectorAll("[data-row]")) {
    const held = localStorage.getItem(keyOf(row));
    if (!held) continue;
    if (!versionOf(row)) { localStorage.removeItem(keyOf(row)); continue; }
    const draft = JSON.parse(held);
    if (draft.sent && arrived) { localStorage.removeItem(keyOf(row)); continue; }
    if (draft.typed === snapshot(row)) { localStorage.removeItem(keyOf(row)); continue; }
    if (draft.version !== versionOf(row).value) { offer(row, draft); continue; }
    restore(row, draft.typed);
    say("已恢复上次未及保存的内容。");
  }
})();
