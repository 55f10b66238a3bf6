// Choosing rows of a table: one box in the head ticks all, and only the fields of what is chosen show.
// Without this script every box and field is there.
"use strict";

(() => {
  const form = document.querySelector("form.bulk");
  const all = document.getElementById("all-tasks");
  if (!form || !all) return;
  const boxes = [...form.querySelectorAll("input[name=tasks]")];
  all.hidden = false;
  form.querySelector("label[for=all-tasks]").hidden = false;
  const settle = () => { all.checked = boxes.length > 0 && boxes.every((box) => box.checked); };
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; });

  function show() {
    const chosen = form.querySelector("input[name=what]:checked");
    for (const part of form.querySelectorAll("[data-for]")) {
      part.hidden = Boolean(chosen) && part.dataset.for !== chosen.value;
    }
  }
  form.addEventListener("change", () => { settle(); show(); });
  settle();
  show();
})();
