// The heat map: one tab stop, arrows go from cell to cell in four directions, and what is
// chosen keeps its ring. Without this script every cell is a link of its own.
"use strict";
(() => {
  const cells = (table) => [...table.querySelectorAll("td > a")];
  const chosen = (table) => table.querySelector("td > a[aria-current]") ?? cells(table)[0];

  function stop(table, cell) {
    for (const one of cells(table)) one.tabIndex = -1;
    if (cell) cell.tabIndex = 0;
  }

  function ready() {
    for (const table of document.querySelectorAll("[data-yp-heat]")) stop(table, chosen(table));
  }

  // Rows that are folded away or hold no cells are stepped over.
  function next(cell, key) {
    const place = cell.parentElement;
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const beside = key === "ArrowLeft" ? place.previousElementSibling : place.nextElementSibling;
      return beside?.querySelector("a");
    }
    const rows = [...place.closest("table").rows];
    const step = key === "ArrowUp" ? -1 : 1;
    for (let n = place.parentElement.rowIndex + step; rows[n]; n += step) {
      const found = rows[n].cells[place.cellIndex]?.querySelector("a");
      if (found && rows[n].closest("tbody") && rows[n].cells[place.cellIndex].tagName === "TD") return found;
    }
    return null;
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !event.key.startsWith("Arrow")) return;
      const cell = event.target instanceof Element && event.target.closest("[data-yp-heat] td > a");
      if (!cell) return;
      event.preventDefault();
      const found = next(cell, event.key);
      if (!found) return;
      stop(cell.closest("table"), found);
      found.focus();
    },
    true,
  );

  document.addEventListener("click", (event) => {
    const cell = event.target instanceof Element && event.target.closest("[data-yp-heat] td > a");
    if (!cell) return;
    const table = cell.closest("table");
    for (const one of table.querySelectorAll("td.sel")) one.classList.remove("sel");
    for (const one of table.querySelectorAll("a[aria-current]")) one.removeAttribute("aria-current");
    cell.parentElement.classList.add("sel");
    cell.setAttribute("aria-current", "true");
    stop(table, cell);
  });

  // The figures are fetched anew while somebody stands on a cell: he stays on it.
  let held = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const here = document.activeElement?.closest("[data-yp-heat] td > a, [data-yp-heat] th a");
    held = here && event.detail.target.contains(here) ? here.getAttribute("href") : null;
    if (held) held = new URLSearchParams(held.split("?")[1]).get("at") ?? here.closest("tbody")?.id;
  });
  document.addEventListener("htmx:afterSettle", () => {
    ready();
    if (!held) return;
    const areas = document.getElementById(held)?.querySelector("th a");
    const same = [...document.querySelectorAll("[data-yp-heat] td > a")].find(
      (one) => new URLSearchParams(one.getAttribute("href").split("?")[1]).get("at") === held,
    );
    (same ?? areas)?.focus({ preventScroll: true });
    held = null;
  });
  ready();
})();
