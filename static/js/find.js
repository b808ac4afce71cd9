// The palette: what is typed is asked for once it is typed, with an input method too, and
// an older answer never comes over a newer one. What was opened lately is kept as
// addresses alone, per person, and forgotten when he signs out.
"use strict";
(() => {
  const WAIT = 140;
  const KEPT = 30;
  const PREFIX = "yp-lately-";
  const user = document.body.dataset.user;

  // --- what was opened lately ----------------------------------------------------------
  const own = `${PREFIX}${user}`;
  function forget(all) {
    try {
      for (const key of Object.keys(localStorage))
        if (key.startsWith(PREFIX) && (all || key !== own)) localStorage.removeItem(key);
    } catch {
      // A forbidden store holds nothing.
    }
  }
  function lately() {
    try {
      return JSON.parse(localStorage.getItem(own)) ?? [];
    } catch {
      return [];
    }
  }
  // Nobody is signed in, or somebody else is: what is kept is not his.
  forget(!user);
  if (user) {
    const here = location.pathname;
    const paths = [here, ...lately().filter((path) => path !== here)].slice(0, KEPT);
    try {
      localStorage.setItem(own, JSON.stringify(paths));
    } catch {
      // A full or forbidden store only costs the convenience.
    }
  }
  document.addEventListener("submit", (event) => {
    if ("ypForget" in event.target.dataset) forget(true);
  });

  // --- the palette -----------------------------------------------------------------------
  const palette = document.getElementById("yp-palette");
  if (!palette) return;
  const form = palette.querySelector("form");
  const field = document.getElementById("yp-p");
  const found = document.getElementById("yp-found");
  const said = document.getElementById("yp-p-said");
  let timer = null;
  let composing = false;
  let answered = null; // the text that the lines are for

  const options = () => [...found.querySelectorAll("[role='option']")];
  const chosen = () => found.querySelector("[aria-selected='true']");

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function ask() {
    clearTimeout(timer);
    for (const old of form.querySelectorAll("[name='recent']")) old.remove();
    if (!field.value.trim())
      for (const path of lately().filter((one) => one !== location.pathname)) {
        const kept = document.createElement("input");
        Object.assign(kept, { type: "hidden", name: "recent", value: path });
        form.append(kept);
      }
    form.dispatchEvent(new CustomEvent("yp:ask"));
  }
  function askSoon() {
    answered = null;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  }

  function open() {
    if (palette.open || document.querySelector("dialog[open]:not(.yp-what-panel)")) return;
    palette.showModal();
    field.select();
    ask();
  }

  field.addEventListener("compositionstart", () => (composing = true));
  field.addEventListener("compositionend", () => {
    composing = false;
    askSoon();
  });
  field.addEventListener("input", (event) => {
    if (!composing && !event.isComposing) askSoon();
  });

  palette.addEventListener("htmx:beforeRequest", () => (form.dataset.asked = field.value));
  palette.addEventListener("htmx:afterSwap", () => {
    answered = form.dataset.asked;
    options().forEach((option, n) => (option.id = `yp-o-${n}`));
    field.setAttribute("aria-expanded", String(options().length > 0));
    choose(options()[0]);
    said.textContent = found.querySelector("[data-yp-said]")?.dataset.ypSaid ?? "";
  });

  // Enter before the answer is there: the page has the same one.
  function enter() {
    const option = chosen();
    if (option && answered === field.value) option.click();
    else if (field.value.trim()) form.requestSubmit();
  }

  field.addEventListener("keydown", (event) => {
    if (composing || event.isComposing || event.keyCode === 229) return;
    const all = options();
    const now = all.indexOf(chosen());
    const place = {
      ArrowDown: (now + 1) % all.length,
      ArrowUp: (now - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (event.key === "Enter") enter();
    else if (place === undefined || !all.length || event.shiftKey) return;
    else choose(all[place]);
    event.preventDefault();
  });
  form.addEventListener("submit", () => {
    for (const old of form.querySelectorAll("[name='recent']")) old.remove();
  });
  // A click beside it closes it.
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close();
  });

  document.addEventListener("yp:palette", open);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-yp-palette]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (palette.open) palette.close();
    else open();
  });
})();
