// The grid of shares: keys move, a block copied from a spreadsheet fills, sums run along.
// Without this script the page is a plain form.
"use strict";

(() => {
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;

  const rows = [...grid.tBodies[0].rows].map((row) => [...row.cells].slice(1).map((cell) => cell.querySelector("input")));
  const foot = (name) => [...grid.querySelectorAll(name)];
  const sums = foot("[data-sum]");
  const stated = foot("[data-stated]");
  const gaps = foot("[data-gap]");

  function where(input) {
    for (let down = 0; down < rows.length; down += 1) {
      const across = rows[down].indexOf(input);
      if (across >= 0) return { down, across };
    }
    return null;
  }

  // ---- moving: Enter goes down (Shift up), arrows every way; left and right only from the edge of the text ----
  function go(down, across) {
    const input = rows[down] && rows[down][across];
    if (input) { input.focus(); input.select(); }
    return Boolean(input);
  }
  grid.addEventListener("keydown", (event) => {
    const at = where(event.target);
    if (!at || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const { selectionStart: from, selectionEnd: to, value } = event.target;
    const all = from === 0 && to === value.length;
    if (event.key === "Enter") {
      event.preventDefault();
      go(at.down + (event.shiftKey ? -1 : 1), at.across);
    } else if (event.shiftKey) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (go(at.down + (event.key === "ArrowDown" ? 1 : -1), at.across)) event.preventDefault();
    } else if (event.key === "ArrowLeft" && (all || (from === 0 && to === 0))) {
      if (go(at.down, at.across - 1)) event.preventDefault();
    } else if (event.key === "ArrowRight" && (all || (from === value.length && to === value.length))) {
      if (go(at.down, at.across + 1)) event.preventDefault();
    }
  });

  // ---- pasting a block: from this cell down and to the right; what hangs over the edge is left out ----
  grid.addEventListener("paste", (event) => {
    const at = where(event.target);
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!at || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    text.split("\n").forEach((line, down) => {
      line.split("\t").forEach((value, right) => {
        const input = rows[at.down + down] && rows[at.down + down][at.across + right];
        if (!input) return;
        input.value = value.trim();
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
  });

  // ---- sums, in ten-thousandths so that 0.1 + 0.2 is 0.3 ----
  const HALF_WIDTH = (text) => text.replace(/[０-９．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[,，\s]/g, "");
  const parts = (text) => Math.round(Number(HALF_WIDTH(text)) * 10000) || 0;
  const figure = (number) => String(number / 10000);

  function settle() {
    sums.forEach((output, across) => {
      const sum = rows.reduce((total, row) => total + (row[across] ? parts(row[across].value) : 0), 0);
      output.value = figure(sum);
      const target = stated[across].dataset.stated;
      const gap = target === "" ? 0 : parts(target) - sum;
      gaps[across].value = gap ? figure(gap) : "—";
      gaps[across].classList.toggle("is-off", gap !== 0);
    });
  }
  grid.addEventListener("input", settle);
  settle();
})();
