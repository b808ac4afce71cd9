// Hands: what was just done can be taken back, one value is changed where it stands.
//   data-yp-toast="10"  a note that goes after so many seconds, unless somebody is there
//   data-yp-stay        keeps it
//   data-yp-mine        closes the line that says what another wrote into the same field
//   data-yp-inline      a form in the place of a value; Escape puts the value back
"use strict";
(() => {
  // --- a note for some seconds ---------------------------------------------------------
  const said = document.createElement("p");
  said.className = "sr";
  said.setAttribute("role", "status");
  document.body.append(said);
  const armed = new WeakSet();

  // Told once the region is there: what a page opens with is not read out by itself.
  function tell(toast) {
    const text = toast.querySelector("span")?.textContent.trim();
    const button = toast.querySelector("[data-yp-key]");
    setTimeout(() => (said.textContent = [text, button?.textContent.trim()].join(" ")), 300);
  }
  function arm(toast) {
    if (armed.has(toast)) return;
    armed.add(toast);
    tell(toast);
    let left = Number(toast.dataset.ypToast) * 1000;
    let since = null;
    let timer = null;
    const go = () => {
      const within = toast.contains(document.activeElement);
      toast.remove();
      if (within) document.getElementById("main")?.focus({ preventScroll: true });
    };
    const run = () => {
      if (timer || toast.matches(":hover") || toast.contains(document.activeElement)) return;
      since = Date.now();
      timer = setTimeout(go, left);
    };
    const hold = () => {
      if (!timer) return;
      clearTimeout(timer);
      left = Math.max(3000, left - (Date.now() - since));
      timer = null;
    };
    for (const event of ["pointerenter", "focusin"]) toast.addEventListener(event, hold);
    toast.addEventListener("pointerleave", run);
    toast.addEventListener("focusout", () => setTimeout(run));
    document.addEventListener("visibilitychange", function seen() {
      if (!toast.isConnected) document.removeEventListener("visibilitychange", seen);
      else if (document.hidden) hold();
      else run();
    });
    toast.addEventListener("keydown", (event) => {
      if (event.key === "Escape") go();
    });
    toast.addEventListener("click", (event) => {
      if (!event.target.closest("[data-yp-stay]")) return;
      hold();
      left = 24 * 3600 * 1000;
      event.target.hidden = true;
    });
    run();
  }
  function settle(root) {
    for (const part of root.querySelectorAll("[data-yp-toast] .js-only, .yp-clash .js-only")) part.hidden = false;
    for (const toast of root.querySelectorAll("[data-yp-toast]")) arm(toast);
  }
  settle(document);
  document.addEventListener("htmx:oobAfterSwap", () => settle(document));

  // --- how far long work is: once it has ended, the page says what came of it ----------
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr } = event.detail;
    if (target?.id !== "yp-progress" || xhr.status !== 200 || xhr.responseText.includes('id="yp-progress"')) return;
    event.detail.shouldSwap = false;
    location.reload();
  });

  // --- theirs or mine ------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".yp-clash [data-yp-fill], [data-yp-mine]");
    const line = button?.closest(".yp-clash");
    if (!line) return;
    const field = line.parentElement.querySelector("input, select, textarea");
    setTimeout(() => {
      line.remove();
      field?.focus();
    });
  });

  // --- a value changed where it stands --------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    const form = event.target.closest?.("[data-yp-inline]");
    if (!form) return;
    event.preventDefault();
    form.querySelector("[data-yp-leave]")?.click();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (!part?.matches?.(".yp-inline")) return;
    settle(part);
    const field = part.querySelector("input:not([type=hidden]), select, textarea");
    (field ?? part.querySelector("a"))?.focus();
    field?.select?.();
  });
})();
