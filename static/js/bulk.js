// Rows ticked in a list: how many, the whole page at once, and the bar that appears.
// Without script the bar stands there always, and «all that match» is a box like others.
"use strict";
(() => {
  const bar = () => document.querySelector("[data-yp-bulk]");
  const rows = () => [...document.querySelectorAll("input[name='row'][form='bulk']")];

  function show() {
    const form = bar();
    if (!form) return;
    const ticks = rows();
    const ticked = ticks.filter((one) => one.checked).length;
    const page = form.querySelector("[data-yp-tick-page]");
    const every = form.elements.all;
    form.classList.add("is-live");
    form.classList.toggle("is-on", ticked > 0 || every.checked);
    page.closest("label").hidden = false;
    page.checked = ticks.length > 0 && ticked === ticks.length;
    page.indeterminate = ticked > 0 && ticked < ticks.length;
    const said = form.querySelector("[data-yp-ticked]");
    const told = ticked > 0 && !every.checked;
    said.textContent = told ? said.dataset.ypTicked.replace("{n}", ticked) : "";
  }

  document.addEventListener("change", (event) => {
    const { target } = event;
    if (target.matches("[data-yp-tick-page], [data-yp-tick-head]"))
      for (const one of rows()) one.checked = target.checked;
    if (target.form?.id === "bulk" || target.matches("[data-yp-tick-head]")) show();
  });
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("pageshow", show);
  show();
})();
