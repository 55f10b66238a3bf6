// The column of the cell that the pointer or the focus is on is marked with its head; the row marks itself.
"use strict";

(() => {
  let marked = [];

  function mark(cell) {
    for (const held of marked) held.classList.remove("is-here");
    const column = cell ? cell.cellIndex : -1;
    const table = cell && cell.closest("table.map");
    marked = column < 2 || !table
      ? []
      : [...table.rows].filter((row) => row.cells.length > column).map((row) => row.cells[column]);
    for (const held of marked) held.classList.add("is-here");
  }

  const of = (event) => (event.target instanceof Element ? event.target.closest("table.map td") : null);
  let last = null;
  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const cell = of(event);
      if (cell !== last) mark(cell);
      last = cell;
    });
  }
})();
