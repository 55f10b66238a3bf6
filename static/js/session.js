// The session ends after a while without any action: say so before, and offer to stay.
"use strict";

(() => {
  const known = document.getElementById("session");
  const dialog = document.getElementById("session-warning");
  if (!known || !dialog) return;

  const WARN = 120; // seconds before the end
  const TELL_EVERY = 240; // seconds: typing is an action that the server hears of only so often
  const token = known.querySelector("input").value;
  const left = dialog.querySelector("[data-left]");
  let ends = Date.now() + known.dataset.seconds * 1000;
  let told = Date.now();
  let over = false;

  const secondsLeft = () => Math.round((ends - Date.now()) / 1000);

  // The server's answer: seconds that are left, 0 when the session is over, null when it cannot be asked.
  async function ask(method) {
    const headers = { Accept: "application/json" };
    if (method === "POST") headers["X-CSRFToken"] = token;
    else headers["X-Background"] = "1";
    try {
      const answer = await fetch(known.dataset.url, { method, headers, credentials: "same-origin", redirect: "manual" });
      if (answer.status === 401 || answer.status === 403) return 0;
      return answer.ok ? (await answer.json()).seconds_left : null;
    } catch {
      return null;
    }
  }

  async function renew(method) {
    const seconds = await ask(method);
    if (seconds === null) return;
    ends = Date.now() + seconds * 1000;
    if (seconds > WARN && dialog.open && !over) dialog.close();
    if (seconds <= 0) end();
  }

  function end() {
    over = true;
    dialog.querySelector("h2").textContent = dialog.dataset.endedTitle;
    dialog.querySelector("[data-text]").textContent = dialog.dataset.endedText;
    dialog.querySelector("[data-stay]").hidden = true;
    const again = dialog.querySelector("[data-again]");
    const here = location.pathname + location.search;
    again.href = `${known.dataset.signIn}?next=${encodeURIComponent(here)}`;
    again.hidden = false;
    // What was typed is kept (drafts.js), so leaving the page needs no question.
    window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), { capture: true });
    if (!dialog.open) dialog.showModal();
    again.focus();
  }

  let asking = false;
  async function tick() {
    if (over || asking) return;
    const seconds = secondsLeft();
    if (seconds <= WARN && !dialog.open) {
      asking = true; // another tab may have kept the session
      await renew("GET");
      asking = false;
      if (!over && secondsLeft() <= WARN) dialog.showModal();
    } else if (seconds <= 0) {
      asking = true;
      await renew("GET");
      asking = false;
    }
    if (left && dialog.open) left.textContent = words(Math.max(0, secondsLeft()));
  }

  function words(seconds) {
    return seconds >= 60 ? `${Math.ceil(seconds / 60)} 分钟` : `${seconds} 秒`;
  }

  dialog.querySelector("[data-stay]").addEventListener("click", () => renew("POST"));
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!over) renew("POST");
  });
  document.addEventListener("input", () => {
    if (over || Date.now() - told < TELL_EVERY * 1000) return;
    told = Date.now();
    renew("POST");
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
  window.setInterval(tick, 1000);
})();
