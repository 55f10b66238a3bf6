// What is typed into a form is kept on this computer until it has arrived: a lost session, connection
// or window loses nothing. Each form of method post with a field for text takes part, unless it has
// data-no-draft. Passwords and files are never kept. One entry a person, page and form.
"use strict";

(() => {
  const known = document.getElementById("session");
  if (!known) return;

  const PREFIX = `draft:${known.dataset.person}:`;
  const KEPT_FOR = 7 * 24 * 3600 * 1000; // milliseconds
  const TEXT = "textarea, input[type=text], input[type=number], input[type=date], input:not([type])";

  const arrived = document.cookie.split("; ").includes("saved=1");
  if (arrived) document.cookie = "saved=; path=/; max-age=0; samesite=strict";

  function load(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }
  function store(key, draft) {
    try {
      localStorage.setItem(key, JSON.stringify(draft));
    } catch { /* a full or forbidden storage: the page still works */ }
  }

  // Forms that were sent: gone when the server took them, else kept.
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith("draft:")) continue;
    const draft = load(key);
    if (!draft || Date.now() - draft.at > KEPT_FOR) localStorage.removeItem(key);
    else if (key.startsWith(PREFIX) && draft.sent) {
      if (arrived) localStorage.removeItem(key);
      else store(key, { ...draft, sent: false });
    }
  }

  const fields = (form) => Array.from(form.elements).filter((field) =>
    field.name && field.name !== "csrfmiddlewaretoken" && field.name !== "next" &&
    !["hidden", "password", "file", "submit", "button", "reset", "image"].includes(field.type) &&
    field.tagName !== "FIELDSET" && field.tagName !== "BUTTON" && field.tagName !== "OUTPUT");

  // [[name, value or checked], …] in the order of the page; several fields may share a name.
  const values = (form) => fields(form).map((field) => [
    field.name,
    field.type === "checkbox" || field.type === "radio" ? field.checked
      : field.multiple ? Array.from(field.selectedOptions, (o) => o.value) : field.value,
  ]);

  function fill(form, wanted) {
    const waiting = new Map();
    for (const [name, value] of wanted) waiting.set(name, [...(waiting.get(name) || []), value]);
    for (const field of fields(form)) {
      const queue = waiting.get(field.name);
      if (!queue || !queue.length) continue;
      const value = queue.shift();
      if (field.type === "checkbox" || field.type === "radio") field.checked = value;
      else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
      else field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  function keyOf(form) {
    const forms = Array.from(document.querySelectorAll("form[method=post i]"));
    const address = new URL(form.action, location.href).pathname;
    const twins = forms.filter((f) => new URL(f.action, location.href).pathname === address);
    return `${PREFIX}${location.pathname}:${address}:${form.dataset.draft || form.id || twins.indexOf(form)}`;
  }

  function note(form, draft, restored, key, before) {
    const shown = document.getElementById("draft-note").content.firstElementChild.cloneNode(true);
    shown.querySelector("[data-restored]").hidden = !restored;
    shown.querySelector("[data-offered]").hidden = restored;
    shown.querySelector("time").textContent = new Date(draft.at).toLocaleString("zh-CN", {
      month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit",
    });
    const restore = shown.querySelector("[data-restore]");
    restore.hidden = restored;
    restore.addEventListener("click", () => { fill(form, draft.values); shown.remove(); });
    shown.querySelector("[data-discard]").addEventListener("click", () => {
      localStorage.removeItem(key);
      if (restored) fill(form, before);
      shown.remove();
    });
    form.prepend(shown);
  }

  function watch(form) {
    if (form.dataset.drafted || "noDraft" in form.dataset || !form.querySelector(TEXT)) return;
    form.dataset.drafted = "1";
    const key = keyOf(form);
    let before = values(form);
    const draft = load(key);
    if (draft && same(draft.values, before)) {
      if (form.querySelector(".errors, .note-error")) before = draft.before; // sent back, not taken
      else localStorage.removeItem(key);
    } else if (draft) {
      const unchanged = same(draft.before, before);
      if (unchanged) fill(form, draft.values);
      note(form, draft, unchanged, key, before);
    }
    let waiting = 0;
    const keep = () => {
      window.clearTimeout(waiting);
      waiting = 0;
      const now = values(form);
      if (same(now, before)) localStorage.removeItem(key);
      else store(key, { at: Date.now(), before, values: now });
    };
    const soon = () => { waiting = waiting || window.setTimeout(keep, 300); };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    window.addEventListener("pagehide", () => { if (waiting) keep(); });
    form.addEventListener("reset", () => localStorage.removeItem(key));
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (waiting) keep();
      const typed = load(key);
      if (typed) store(key, { ...typed, sent: true });
    });
    form.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.elt === form && event.detail.successful && event.detail.xhr.status !== 204) localStorage.removeItem(key);
    });
  }

  const watchAll = (root) => { for (const form of root.querySelectorAll("form[method=post i]")) watch(form); };
  watchAll(document);
  document.addEventListener("htmx:load", (event) => watchAll(event.detail.elt.parentNode || document));
})();
