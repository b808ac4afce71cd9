// The workload page: one conflict stands out, bars say what they are, an end is dragged to
// another date, and what is being read is not reordered under the reader's eyes.
"use strict";
(() => {
  const ledger = document.getElementById("ledger");
  const dialog = document.getElementById("yp-date");
  if (!ledger || !dialog) return;
  const here = () => location.pathname + location.search;
  const said = () => document.getElementById("said");

  // --- one conflict stands out ---------------------------------------------------------
  function light(number) {
    for (const part of ledger.querySelectorAll(".yp-tl, .yp-tasks")) part.classList.toggle("yp-lit", Boolean(number));
    for (const part of ledger.querySelectorAll("[data-yp-in]"))
      part.classList.toggle("lit", Boolean(number) && part.dataset.ypIn.split(" ").includes(number));
    for (const part of ledger.querySelectorAll("[data-yp-no]"))
      part.classList.toggle("lit", part.dataset.ypNo === number);
  }
  ledger.addEventListener("focusin", (event) => {
    const card = event.target.closest(".card[data-yp-no]");
    if (card) light(card.dataset.ypNo);
  });
  ledger.addEventListener("click", (event) => {
    const card = event.target.closest(".card[data-yp-no]");
    if (card && !event.target.closest("a, button, summary")) light(card.dataset.ypNo);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !dialog.open && !held) light("");
  });

  // --- what a bar is -------------------------------------------------------------------
  function tell(event) {
    const cell = event.target.closest?.("[data-yp-cell]");
    const line = said();
    if (!cell || !line || held) return;
    const named = cell.matches("[aria-label]") ? cell : cell.querySelector("[aria-label]");
    line.textContent = named?.getAttribute("aria-label") ?? cell.textContent;
  }
  ledger.addEventListener("pointerover", tell);
  ledger.addEventListener("focusin", tell);
  const reveal = () => said()?.removeAttribute("hidden");
  reveal();
  document.addEventListener("htmx:afterSettle", reveal);

  // --- links inside a picture ----------------------------------------------------------
  ledger.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-yp-swap]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const href = link.getAttribute("href");
    if (href.startsWith("#")) return;
    event.preventDefault();
    const alone = link.dataset.ypSwap === "timeline";
    htmx.ajax("GET", href, { target: alone ? "#timeline" : "#ledger", swap: alone ? "outerHTML" : "innerHTML", push: "true" });
  });

  // --- another date --------------------------------------------------------------------
  let asked = "";
  async function ask(url, day) {
    dialog.replaceChildren();
    asked = url;
    try {
      await htmx.ajax("GET", day ? `${url}?due=${day}` : url, { target: "#yp-date", swap: "innerHTML" });
    } catch {
      return; // no connection: the frame tells
    }
    if (dialog.childElementCount && !dialog.open) dialog.showModal();
  }
  // The list may have been fetched anew meanwhile: back to the same task.
  dialog.addEventListener("close", () => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const same = (part) => part.dataset.ypMoves === asked || part.getAttribute("href") === asked;
    [...ledger.querySelectorAll("[data-yp-moves], a[data-yp-date]")].find(same)?.focus({ preventScroll: true });
  });
  ledger.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-yp-date]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(link.getAttribute("href"));
  });
  ledger.addEventListener("keydown", (event) => {
    const bar = event.target.closest("[data-yp-moves]");
    if (!bar || event.key.toUpperCase() !== "D" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.getElementById("yp-keys-on")?.checked === false) return;
    event.preventDefault();
    ask(bar.dataset.ypMoves);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("a[data-yp-close]")) event.preventDefault();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (dialog.contains(event.detail.elt) && event.detail.xhr.status === 200 && event.detail.target === ledger) dialog.close();
  });

  // --- the end of a bar is dragged -----------------------------------------------------
  let held = null; // { link, bar, svg, ghost, day, asking }
  let dropped = false;
  let missed = false; // an update came meanwhile

  function dayAt(svg, x) {
    const count = Number(svg.dataset.ypDays);
    const box = svg.getBoundingClientRect();
    const rest = new Set(svg.dataset.ypRest.split(" "));
    let index = Math.min(Math.max(Math.floor(((x - box.left) / box.width) * count), 0), count - 1);
    while (index > 0 && rest.has(String(index))) index -= 1;
    const day = new Date(`${svg.dataset.ypFrom}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + index);
    return { day: day.toISOString().slice(0, 10), share: ((index + 1) / count) * 100 };
  }
  function drag(x) {
    const { day, share } = dayAt(held.svg, x);
    if (day === held.day) return;
    held.day = day;
    const from = Math.max(parseFloat(held.bar.getAttribute("x")), 0);
    held.ghost.setAttribute("x", `${Math.min(from, share)}%`);
    held.ghost.setAttribute("width", `${Math.abs(share - from)}%`);
    held.ghost.classList.remove("bad");
    const shown = new Date(`${day}T00:00:00Z`).toLocaleDateString(document.documentElement.lang, {
      month: "long", day: "numeric", weekday: "short", timeZone: "UTC" });
    said().textContent = shown;
    clearTimeout(held.asking);
    held.asking = setTimeout(() => tryOut(day, shown), 120);
  }
  async function verdictOf(url) {
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      return answer.ok ? await answer.text() : "";
    } catch {
      return ""; // no connection: the date itself still stands there
    }
  }
  async function tryOut(day, shown) {
    const text = await verdictOf(`${held.link.dataset.ypMoves}?part=verdict&due=${day}`);
    if (!held || held.day !== day || !text) return; // one has moved on meanwhile
    const verdict = new DOMParser().parseFromString(text, "text/html").querySelector(".yp-verdict");
    verdict?.querySelectorAll("button").forEach((button) => button.remove());
    said().textContent = `${shown} ${(verdict?.textContent ?? "").trim().replace(/\s+/g, " ")}`;
    held.ghost.classList.toggle("bad", Boolean(verdict?.querySelector(".bad")));
  }
  function letGo() {
    if (!held) return null;
    clearTimeout(held.asking);
    held.ghost.remove();
    const { link, day } = held;
    held = null;
    if (missed) document.body.dispatchEvent(new CustomEvent("yp:refresh"));
    missed = false;
    return { link, day };
  }
  ledger.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    const link = grip.closest("[data-yp-moves]");
    const bar = link.querySelector(".bar");
    const ghost = bar.cloneNode();
    ghost.setAttribute("class", "ghost");
    link.append(ghost);
    held = { link, bar, ghost, svg: grip.closest("[data-yp-days]"), day: "" };
    grip.setPointerCapture(event.pointerId);
  });
  ledger.addEventListener("pointermove", (event) => {
    if (held) drag(event.clientX);
  });
  ledger.addEventListener("pointerup", () => {
    const done = letGo();
    if (!done) return;
    dropped = true;
    setTimeout(() => (dropped = false));
    if (done.day) ask(done.link.dataset.ypMoves, done.day);
  });
  ledger.addEventListener("pointercancel", letGo);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !held) return;
    event.stopImmediatePropagation();
    letGo();
  }, true);
  // Taking hold of an end is no click on the bar.
  ledger.addEventListener("click", (event) => {
    if (dropped || event.target.closest(".grip")) event.preventDefault();
  }, true);

  // --- what comes by itself ------------------------------------------------------------
  const byItself = (event) => event.detail.requestConfig?.triggeringEvent?.type === "yp:refresh";
  // The days and rows that were chosen since the page came.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt === ledger) event.detail.path = here();
  });

  const rowsOf = (part) => [...part.querySelectorAll("#tasks tbody > tr")];
  const ids = (rows) => rows.map((row) => row.id).filter(Boolean);

  function keepOrder(next) {
    const was = rowsOf(ledger);
    const fresh = new Map(rowsOf(next).map((row) => [row.id, row]));
    const old = ids(was);
    const now = ids(rowsOf(next));
    const body = next.querySelector("#tasks tbody");
    if (!body || !old.length || old.join() === now.join()) return;
    const count = now.filter((id) => !old.includes(id)).length + old.filter((id) => !fresh.has(id)).length;
    body.replaceChildren(...was.map((row) => fresh.get(row.id || "-") ?? row.cloneNode(true)));
    const note = next.querySelector("#yp-fresh");
    const text = note.querySelector("span");
    text.textContent = count > 1 ? text.dataset.ypMany.replace("{n}", count) : text.dataset.ypOne;
    note.hidden = false;
  }
  function sayNews(next) {
    for (const card of next.querySelectorAll("[data-yp-changed][id]")) {
      const old = document.getElementById(card.id);
      if (old && old.dataset.ypChanged !== card.dataset.ypChanged)
        card.querySelector("[data-yp-news]")?.removeAttribute("hidden");
    }
  }
  // What one reads stays where it is on the screen.
  let anchor = null;
  function holdPlace() {
    const parts = [...ledger.querySelectorAll("#timeline, .card[id], #tasks tr[id]")];
    const seen = parts.find((part) => part.getBoundingClientRect().top > 60);
    anchor = seen && scrollY ? { id: seen.id, top: seen.getBoundingClientRect().top } : null;
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== ledger || !event.detail.shouldSwap || !byItself(event)) return;
    if (held) {
      missed = true;
      event.detail.shouldSwap = false;
      return;
    }
    const next = new DOMParser().parseFromString(`<div>${event.detail.serverResponse}</div>`, "text/html").body.firstElementChild;
    sayNews(next);
    keepOrder(next);
    event.detail.serverResponse = next.innerHTML;
    holdPlace();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const part = event.detail.target === ledger && anchor && document.getElementById(anchor.id);
    if (part) scrollBy(0, part.getBoundingClientRect().top - anchor.top);
    anchor = null;
  });
  ledger.addEventListener("click", (event) => {
    if (event.target.closest("#yp-fresh button")) htmx.ajax("GET", here(), { target: "#ledger", swap: "innerHTML" });
  });
})();
