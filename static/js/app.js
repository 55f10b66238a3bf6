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
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-keep]")) unsaved = true;
});
document.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

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
