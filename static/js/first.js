// Help beside a word, and first steps beside a page. Without script both are text.
//   data-yp-first          a list of steps; shown one after the other
//   data-yp-at="A;B"       of a step: the part of the page it speaks of, the first there is
//   data-yp-filled="A;B"  of a step: done as soon as each of these holds something
"use strict";
(() => {
  const panel = document.getElementById("yp-what");
  let opener = null;
  const again = () => [...document.querySelectorAll(".yp-what")].find((one) => one.href === opener?.href);

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches?.(".yp-what")) opener = event.target;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "yp-what-body" || !panel) return;
    if (!panel.open) panel.show();
    event.target.querySelector("h3")?.focus();
  });
  // The part of the page it stood in may have been fetched anew meanwhile.
  panel?.addEventListener("close", () => (opener?.isConnected ? opener : again())?.focus());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (panel?.open && !document.querySelector("dialog[open]:not(.yp-what-panel)")) panel.close();
  });

  const holds = (selector) => {
    const parts = [...document.querySelectorAll(selector)];
    return parts.some((part) => (part.matches("[type='checkbox'], [type='radio']") ? part.checked : part.value?.trim()));
  };

  for (const list of document.querySelectorAll("[data-yp-first]")) {
    const steps = [...list.querySelectorAll("[data-yp-at]")];
    const show = (step) => {
      for (const other of document.querySelectorAll(".yp-noted")) other.classList.remove("yp-noted");
      const part = step.dataset.ypAt.split(";").map((one) => document.querySelector(one)).find(Boolean);
      part?.classList.add("yp-noted");
      part?.scrollIntoView({ block: "nearest" });
    };
    const look = () => {
      let next = null;
      for (const step of steps) {
        const wanted = step.dataset.ypFilled?.split(";") ?? [];
        const done = wanted.length > 0 && wanted.every(holds);
        step.classList.toggle("done", done);
        if (!done && !next) next = step;
      }
      for (const step of steps) {
        if (step === next && step.dataset.ypFilled) step.setAttribute("aria-current", "step");
        else step.removeAttribute("aria-current");
      }
    };
    for (const button of list.querySelectorAll("[data-yp-show]")) {
      button.hidden = false;
      button.addEventListener("click", () => show(button.closest("[data-yp-at]")));
    }
    look();
    document.addEventListener("input", look);
    document.addEventListener("change", look);
    document.addEventListener("htmx:afterSwap", look);
  }
})();
