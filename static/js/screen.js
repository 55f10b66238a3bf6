// The big screen: turns through its views, reads itself again, obeys a remote control.
"use strict";

(() => {
  const body = document.body;
  const words = body.dataset;
  const main = document.getElementById("screen");
  const nav = document.getElementById("screen-views");
  const pauseButton = document.getElementById("screen-pause");
  const status = document.getElementById("screen-status");
  const RETRY = 30; // seconds, after a refresh that failed
  let shown = 0;
  let paused = false;
  let stood = 0; // seconds since the view was turned to
  let wait = Number(words.refresh); // seconds until the next refresh
  let asking = false;
  let ended = false;

  const views = () => [...main.querySelectorAll(".view")];

  function show(number) {
    const all = views();
    shown = (number + all.length) % all.length;
    all.forEach((view, place) => view.classList.toggle("is-shown", place === shown));
    [...nav.children].forEach((button, place) => {
      if (place === shown) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
    stood = 0;
  }

  function fillNav() {
    const all = views();
    nav.hidden = all.length < 2;
    pauseButton.hidden = all.length < 2;
    nav.replaceChildren(...all.map((view, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = view.dataset.word || String(place + 1);
      button.addEventListener("click", () => show(place));
      return button;
    }));
  }

  function pause(yes) {
    paused = yes;
    stood = 0;
    pauseButton.textContent = paused ? words.go : words.pause;
    pauseButton.setAttribute("aria-pressed", String(paused));
    say();
  }

  let failed = "";
  function say() {
    status.textContent = failed || (paused ? words.paused : "");
  }

  // Read this very page again; its figures take the place of those shown, the view stays.
  async function refresh() {
    asking = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Background": "1" }, cache: "no-store", redirect: "manual" });
      if ([401, 403, 404].includes(answer.status) || answer.type === "opaqueredirect") {
        ended = true;
        throw new Error("over");
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("screen");
      if (!fresh) throw new Error("another page");
      main.replaceChildren(...fresh.children);
      document.getElementById("screen-asof").replaceWith(page.getElementById("screen-asof"));
      failed = "";
      wait = Number(words.refresh);
      fillNav();
      show(Math.min(shown, views().length - 1));
    } catch {
      failed = ended ? words.ended : `${words.lost}，${words.again}`;
      wait = RETRY;
    }
    asking = false;
    say();
  }

  function tick() {
    stood += 1;
    if (!paused && stood >= Number(words.turn)) show(shown + 1);
    wait -= 1;
    if (wait <= 0 && !asking && !ended) refresh();
  }

  const keys = {
    ArrowRight: () => show(shown + 1),
    ArrowLeft: () => show(shown - 1),
    ArrowUp: () => pause(!paused),
    ArrowDown: () => pause(!paused),
    Enter: () => pause(!paused),
    Escape: () => location.assign(words.back),
  };
  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    const onControl = event.key === "Enter" && event.target.closest("a, button");
    if (!act || onControl || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && document.fullscreenElement) return; // leaves the full screen first
    event.preventDefault();
    act();
  });
  pauseButton.addEventListener("click", () => pause(!paused));

  const full = document.getElementById("screen-full");
  if (document.fullscreenEnabled) {
    full.hidden = false;
    full.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen().catch(() => {});
    });
  }

  // The pointer leaves the picture when nobody moves it, and the display stays lit where that can be asked.
  let moved = 0;
  document.addEventListener("pointermove", () => {
    body.classList.remove("is-still");
    clearTimeout(moved);
    moved = setTimeout(() => body.classList.add("is-still"), 4000);
  });
  async function stayLit() {
    if (!navigator.wakeLock || document.hidden) return;
    await navigator.wakeLock.request("screen").catch(() => {});
  }
  document.addEventListener("visibilitychange", stayLit);

  body.classList.add("has-script");
  fillNav();
  show(0);
  stayLit();
  setInterval(tick, 1000);
})();
