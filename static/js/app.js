// Small comforts; every page works without them.
"use strict";

// "/" goes to the search, unless something is being typed.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.getElementById("search");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
  if (event.key === "Escape") closeMenus(null, true);
});

// A menu closes when something else is clicked, or with Escape.
function closeMenus(except, refocus) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except || (except && menu.contains(except))) continue;
    menu.open = false;
    if (refocus) menu.querySelector("summary").focus();
  }
}
document.addEventListener("click", (event) => closeMenus(event.target, false));

// A form that asks once more before it acts: <form data-confirm="…">.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm || (event.submitter && event.submitter.dataset.confirm);
  if (question && !window.confirm(question)) event.preventDefault();
});

// Typed text is not lost by a slip: <form data-keep> warns before its page is left unsaved.
let leaving = false;
const differs = (field) => field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
  : field.tagName === "SELECT" ? [...field.options].some((option) => option.selected !== option.defaultSelected)
  : "defaultValue" in field && !["hidden", "submit"].includes(field.type) && field.value !== field.defaultValue;
const touched = new Set(); // forms that somebody typed in; what stands as it came needs no question
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) touched.add(form);
});
document.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
window.addEventListener("beforeunload", (event) => {
  if (!leaving && [...touched].some((form) => form.isConnected && [...form.elements].some(differs))) event.preventDefault();
});

// A page that was sent back opens at its first error.
const wrong = document.querySelector('main [aria-invalid="true"]');
if (wrong) {
  for (let fold = wrong.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  wrong.scrollIntoView({ block: "center" });
  wrong.focus({ preventScroll: true });
}

// Printing needs the browser; the button shows only where it works.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The reason of a light stands over the page: a frame that scrolls would cut it off.
let lit = null;
function placeReason() {
  const why = lit && lit.querySelector(".why");
  if (!why || getComputedStyle(why).display === "none") return;
  why.classList.add("is-placed");
  const at = lit.getBoundingClientRect(), edge = document.documentElement;
  const below = at.bottom + 4 + why.offsetHeight <= edge.clientHeight;
  why.style.left = `${Math.max(8, Math.min(at.left, edge.clientWidth - why.offsetWidth - 8))}px`;
  why.style.top = `${below ? at.bottom + 4 : at.top - 4 - why.offsetHeight}px`;
}
for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    lit = event.target instanceof Element ? event.target.closest(".light") : null;
    placeReason();
  });
}
document.addEventListener("scroll", placeReason, { capture: true, passive: true });
