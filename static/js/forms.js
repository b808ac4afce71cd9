// Forms: sent once, errors repaired with one click. What is typed is kept by drafts.js.
"use strict";
(() => {
  // --- sent once -----------------------------------------------------------------------
  // What only asks may be asked again while the answer is on its way.
  const acts = (form) => form.tagName === "FORM" && form.method === "post";
  function release(form) {
    delete form.dataset.ypBusy;
    for (const button of form.querySelectorAll("[aria-busy]")) {
      button.removeAttribute("aria-busy");
      button.disabled = false;
    }
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!acts(form)) return;
    if (form.dataset.ypBusy) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented) return; // htmx sends it and says when it is done
    form.dataset.ypBusy = "1";
    const button = event.submitter;
    // After this turn, or the button's own value would not be sent.
    setTimeout(() => {
      button?.setAttribute("aria-busy", "true");
      if (button) button.disabled = true;
    });
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-yp-busy]").forEach(release));
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (!acts(form)) return;
    if (form.dataset.ypBusy) event.preventDefault();
    else form.dataset.ypBusy = "1";
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (acts(form)) release(form);
  });

  // --- a way out of an error -----------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-yp-fill]");
    if (!button) return;
    const field = document.getElementById(button.dataset.ypFill);
    if (!field) return;
    field.value = button.dataset.value;
    field.removeAttribute("aria-invalid");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
})();
