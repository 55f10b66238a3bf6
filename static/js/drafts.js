// What is typed into a form is kept on this computer until it has arrived: a lost session, connection
// or window loses nothing. It is offered, never put over what is stored: the person restores or discards
// it. Each form of method post with a field for text takes part, unless it has
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
  const sentBack = new Set();
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith("draft:")) continue;
    const draft = load(key);
    if (!draft || Date.now() - draft.at > KEPT_FOR) localStorage.removeItem(key);
    else if (key.startsWith(PREFIX) && draft.sent) {
      if (arrived) localStorage.removeItem(key);
      else {
        store(key, { ...draft, sent: false });
        sentBack.add(key);
      }
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

  // As every other time on the page, whatever zone the computer is set to.
  const zone = { timeZone: "Asia/Shanghai" };
  function clock(at) {
    const day = (moment) => moment.toLocaleDateString("zh-CN", { ...zone, month: "long", day: "numeric" });
    const hour = new Date(at).toLocaleTimeString("zh-CN", { ...zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    return day(new Date(at)) === day(new Date()) ? hour : `${day(new Date(at))} ${hour}`;
  }

  // A form that comes back with an error shows what was typed, not what is stored: nothing to compare with.
  const isSentBack = (form) => form.querySelector(".errors, .errorlist, [aria-invalid=true]") !== null;

  // Only what the person had changed: the other fields keep what is stored now.
  const changed = (draft) => draft.values.filter((pair, at) => !same(pair, draft.before[at]));

  function offer(form, draft, before, decided) {
    const shown = document.getElementById("draft-note").content.firstElementChild.cloneNode(true);
    shown.querySelector("[data-changed]").hidden = draft.unsure || isSentBack(form) || same(draft.before, before);
    shown.querySelector("time").textContent = clock(draft.at);
    shown.querySelector("[data-restore]").addEventListener("click", () => {
      shown.remove();
      decided(true);
      fill(form, same(draft.before, before) ? draft.values : changed(draft));
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    shown.querySelector("[data-discard]").addEventListener("click", () => { shown.remove(); decided(false); });
    form.prepend(shown);
  }

  function watch(form) {
    if (form.dataset.drafted || "noDraft" in form.dataset || !form.querySelector(TEXT)) return;
    form.dataset.drafted = "1";
    const key = keyOf(form);
    let before = values(form);
    let unsure = isSentBack(form); // whether `before` may be what was typed
    let offered = null; // a draft about which the person has not decided yet
    const draft = load(key);
    // a page that came back may ask for more than it did: what it did not ask for then is not compared
    const asked = new Set(draft ? draft.values.map(([name]) => name) : []);
    if (draft && same(draft.values, before.filter(([name]) => asked.has(name)))) {
      if (sentBack.has(key)) { before = draft.before; unsure = draft.unsure || false; } // shown again, not taken
      else localStorage.removeItem(key);
    } else if (draft) {
      offered = draft;
      offer(form, draft, before, (restored) => {
        offered = null;
        if (!restored) localStorage.removeItem(key);
      });
    }
    let waiting = 0;
    const keep = () => {
      window.clearTimeout(waiting);
      waiting = 0;
      let now = values(form);
      // typed beside an offered draft: both are kept, until the person decides
      if (offered) now = now.map((pair, at) => (same(pair, before[at]) && offered.values[at]) || pair);
      if (same(now, before)) localStorage.removeItem(key);
      else store(key, { at: Date.now(), before, unsure, values: now });
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
