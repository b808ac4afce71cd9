// Forms: sent once, drafts kept, errors repaired with one click.
"use strict";
(() => {
  const PREFIX = "yp-draft:";
  const KEEP = 7 * 86400 * 1000;

  // --- sent once -----------------------------------------------------------------------
  function release(form) {
    delete form.dataset.ypBusy;
    for (const button of form.querySelectorAll("[aria-busy]")) {
      button.removeAttribute("aria-busy");
      button.disabled = false;
    }
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.ypBusy) {
      event.preventDefault();
      return;
    }
    if ("ypForget" in form.dataset) forgetAll();
    if (event.defaultPrevented) return; // htmx sends it and says when it is done
    form.dataset.ypBusy = "1";
    const button = event.submitter;
    // After this turn, or the button's own value would not be sent.
    setTimeout(() => {
      button?.setAttribute("aria-busy", "true");
      if (button) button.disabled = true;
    });
    dropDraft(form);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-yp-busy]").forEach(release));
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (form.tagName !== "FORM") return;
    if (form.dataset.ypBusy) event.preventDefault();
    else form.dataset.ypBusy = "1";
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (form.tagName !== "FORM") return;
    release(form);
    if (event.detail.successful) dropDraft(form);
  });

  // --- drafts --------------------------------------------------------------------------
  const keyOf = (form) => `${PREFIX}${document.body.dataset.user || ""}:${form.dataset.ypDraft}`;
  const kept = (form) =>
    [...form.elements].filter(
      (field) => field.name && !["password", "hidden", "file", "submit", "button"].includes(field.type),
    );
  const value = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);
  const slot = (field) => (field.type === "radio" || field.type === "checkbox" ? `${field.name}=${field.value}` : field.name);

  function isUntouched(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked === field.defaultChecked;
    if (field.tagName === "SELECT") return ![...field.options].some((option) => option.selected !== option.defaultSelected && option.defaultSelected);
    return field.value === field.defaultValue;
  }
  function say(form, stamp) {
    const note = form.querySelector("[data-yp-draft-note]");
    if (!note) return;
    const time = new Date(stamp).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
    note.textContent = note.dataset.ypDraftNote.replace("{time}", time);
  }
  function save(form) {
    const fields = Object.fromEntries(kept(form).map((field) => [slot(field), value(field)]));
    try {
      localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), fields }));
      say(form, Date.now());
    } catch {
      // A full or forbidden store only costs the convenience.
    }
  }
  function restore(form) {
    const draft = read(keyOf(form));
    // What the server sent back with errors is newer than any draft.
    if (!draft || form.querySelector("[aria-invalid='true']")) return;
    for (const field of kept(form)) {
      const old = draft.fields[slot(field)];
      if (old === undefined || !isUntouched(field)) continue;
      if (typeof old === "boolean") field.checked = old;
      else field.value = old;
    }
    say(form, draft.at);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function read(key) {
    try {
      const draft = JSON.parse(localStorage.getItem(key));
      return draft && Date.now() - draft.at < KEEP ? draft : null;
    } catch {
      return null;
    }
  }
  function dropDraft(form) {
    if (!("ypDraft" in form.dataset)) return;
    clearTimeout(timers.get(form));
    localStorage.removeItem(keyOf(form));
  }
  // Shared computers: nothing of one person stays for the next.
  function forgetAll() {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  }

  const timers = new Map();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form) return;
    form.setAttribute("data-yp-dirty", "");
    if (!("ypDraft" in form.dataset)) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => save(form), 400));
  });
  document.addEventListener("submit", (event) => event.target.removeAttribute("data-yp-dirty"));
  document.querySelectorAll("form[data-yp-draft]").forEach(restore);

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
