// Keyboard. Single letters are off in fields and can be switched off altogether.
//   data-yp-row   a row or card that J and K walk over; Enter follows its data-yp-open link
//   data-yp-key   a link or button pressed by that key, e.g. data-yp-key="A"
//   data-yp-twin  the <details> with the table of a picture; T opens and closes it
//   data-yp-grid  a group whose data-yp-cell children are one tab stop, arrows inside
"use strict";
(() => {
  const STORE = "yp-keys";
  const sheet = document.getElementById("yp-keys");
  const toggle = document.getElementById("yp-keys-on");
  const enabled = () => localStorage.getItem(STORE) !== "off";
  if (toggle) {
    toggle.checked = enabled();
    toggle.addEventListener("change", () => localStorage.setItem(STORE, toggle.checked ? "on" : "off"));
  }

  const visible = (part) => part.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);

  function walk(step) {
    const rows = all("[data-yp-row]");
    if (!rows.length) return;
    const now = rows.findIndex((row) => row.contains(document.activeElement));
    const next = now < 0 ? (step > 0 ? 0 : rows.length - 1) : now + step;
    const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
    if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
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
    if (!table) return;
    table.open = !table.open;
    const summary = table.querySelector("summary");
    summary?.focus();
    summary?.scrollIntoView({ block: "nearest" });
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

  const inField = (target) => target.matches("input:not([type='checkbox'], [type='radio']), select, textarea, [contenteditable='true']");

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (inField(target) || document.querySelector("dialog[open]")) return;
    const cell = target.closest("[data-yp-grid] [data-yp-cell]");
    if (cell && event.key.startsWith("Arrow")) {
      event.preventDefault();
      arrow(event.key, cell);
      return;
    }
    if (event.key === "Enter" && open()) {
      event.preventDefault();
      return;
    }
    if (event.key.length !== 1 || !enabled() || event.isComposing) return;
    const key = event.key.toUpperCase();
    let done = true;
    if (key === "/") {
      const field = document.getElementById("yp-q");
      if (field && visible(field)) field.focus();
      else done = false;
    } else if (key === "?") sheet?.showModal();
    else if (key === "J") walk(1);
    else if (key === "K") walk(-1);
    else if (key === "T") twin();
    else done = pressed(key);
    if (done) event.preventDefault();
  });
})();
