// Keyboard. Single letters are off in fields and can be switched off altogether.
//   data-yp-row   a row or card that J and K walk over; Enter follows its data-yp-open
//                 link, Esc goes back to where one was before
//   data-yp-key   a link or button pressed by that key, e.g. data-yp-key="A"
//   data-yp-go    a link of the sheet followed by its keys, e.g. data-yp-go="g w"
//   data-yp-twin  the <details> with the table of a picture; T opens and closes it
//   data-yp-grid  a group whose data-yp-cell children are one tab stop, arrows inside
"use strict";
(() => {
  const STORE = "yp-keys";
  const NEXT = 1500; // so long the second of two keys is waited for
  const sheet = document.getElementById("yp-keys");
  const toggle = document.getElementById("yp-keys-on");
  // A forbidden store only costs that the choice is remembered.
  let on = true;
  try {
    on = localStorage.getItem(STORE) !== "off";
  } catch {}
  if (toggle) {
    toggle.checked = on;
    toggle.addEventListener("change", () => {
      on = toggle.checked;
      try {
        localStorage.setItem(STORE, on ? "on" : "off");
      } catch {}
    });
  }

  const visible = (part) => part.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);
  let before = null; // what had the focus before the walk
  let begun = "";
  let waiting = null;

  function walk(step) {
    const rows = all("[data-yp-row]");
    if (!rows.length) return;
    const now = rows.findIndex((row) => row.contains(document.activeElement));
    if (now < 0) before = document.activeElement;
    const next = now < 0 ? (step > 0 ? 0 : rows.length - 1) : now + step;
    const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
    if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function back() {
    if (!document.activeElement?.matches("[data-yp-row]")) return false;
    if (before?.isConnected && before !== document.body) before.focus();
    else document.activeElement.blur();
    before = null;
    return true;
  }

  function open() {
    const row = document.activeElement;
    if (!row?.matches("[data-yp-row]")) return false;
    const link = row.querySelector("[data-yp-open]") ?? row.querySelector("a[href], button");
    link?.click();
    return Boolean(link);
  }

  function twin() {
    const table = all("[data-yp-twin]")[0];
    if (!table) return false;
    table.open = !table.open;
    const summary = table.querySelector("summary");
    summary?.focus();
    summary?.scrollIntoView({ block: "nearest" });
    return true;
  }

  // In the row one stands on first, folded away or not; then anywhere on the page.
  function pressed(key) {
    const row = document.activeElement?.closest("[data-yp-row]");
    const here = [...(row?.querySelectorAll("[data-yp-key]") ?? []), ...all("[data-yp-key]")];
    const part = here.find((one) => one.dataset.ypKey.toUpperCase() === key);
    if (!part || part.disabled) return false;
    part.click();
    return true;
  }

  // Pages of the menu: the keys stand in the sheet, which need not be open for them.
  function gone(key) {
    const typed = (begun ? `${begun} ${key}` : key).toLowerCase();
    clearTimeout(waiting);
    begun = "";
    const links = [...(sheet?.querySelectorAll("[data-yp-go]") ?? [])];
    const link = links.find((one) => one.dataset.ypGo === typed);
    if (link) link.click();
    else if (links.some((one) => one.dataset.ypGo.startsWith(`${typed} `))) {
      begun = typed;
      waiting = setTimeout(() => (begun = ""), NEXT);
    } else return false;
    return true;
  }

  // One tab stop for a picture; rows by data-yp-line, order inside a row as drawn.
  function arrow(key, cell) {
    const cells = [...cell.closest("[data-yp-grid]").querySelectorAll("[data-yp-cell]")];
    const lines = [...new Set(cells.map((one) => one.dataset.ypLine))];
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    let next;
    if (step) next = cells[cells.indexOf(cell) + step];
    else {
      const line = lines[lines.indexOf(cell.dataset.ypLine) + (key === "ArrowDown" ? 1 : -1)];
      next = lines.length > 1 ? cells.find((one) => one.dataset.ypLine === line) : undefined;
    }
    if (!next) return;
    cell.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }

  // --- the sheet: what this page has now, each key once ----------------------------------
  function line(key, words) {
    const [made, dt, dd, kbd] = ["div", "dt", "dd", "kbd"].map((name) => document.createElement(name));
    kbd.textContent = key;
    dt.append(kbd);
    dd.textContent = words;
    made.append(dt, dd);
    made.dataset.ypMade = "";
    return made;
  }
  function showSheet() {
    const here = document.getElementById("yp-keys-here");
    const list = here.querySelector("dl");
    for (const made of list.querySelectorAll("[data-yp-made]")) made.remove();
    for (const one of list.querySelectorAll("[data-yp-when]")) one.hidden = !all(one.dataset.ypWhen).length;
    const keys = new Map();
    for (const part of document.querySelectorAll("[data-yp-key]")) {
      const words = part.getAttribute("aria-label") || part.textContent.trim().replace(/\s+/g, " ");
      const key = part.dataset.ypKey.toUpperCase();
      if (!keys.has(key)) keys.set(key, words);
    }
    list.append(...[...keys].map(([key, words]) => line(key, words)));
    here.hidden = !list.querySelector(":scope > :not([hidden])");
    sheet.showModal();
  }
  document.addEventListener("yp:sheet", showSheet);
  for (const button of document.querySelectorAll("[data-yp-dialog='yp-keys']")) {
    button.removeAttribute("data-yp-dialog");
    button.addEventListener("click", showSheet);
  }

  const inField = (target) => target.matches("input:not([type='checkbox'], [type='radio']), select, textarea, [contenteditable='true']");

  function letter(key) {
    if (begun) return gone(key);
    if (key === "/") {
      const field = all("[data-yp-search]")[0];
      if (field) field.focus();
      else document.dispatchEvent(new CustomEvent("yp:palette"));
    } else if (key === "?") showSheet();
    else if (key === "J") walk(1);
    else if (key === "K") walk(-1);
    else if (key === "T" && twin()) return true;
    else return pressed(key) || gone(key);
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (inField(target) || document.querySelector("dialog[open]:not(.yp-what-panel)")) return;
    const cell = target.closest("[data-yp-grid] [data-yp-cell]");
    if (cell && event.key.startsWith("Arrow")) {
      event.preventDefault();
      arrow(event.key, cell);
      return;
    }
    if ((event.key === "Enter" && open()) || (event.key === "Escape" && back())) {
      event.preventDefault();
      return;
    }
    if (event.key.length !== 1 || !on || event.isComposing) return;
    if (letter(event.key.toUpperCase())) event.preventDefault();
  });
})();
