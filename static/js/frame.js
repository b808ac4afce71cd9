// The frame: theme, dialogs, the menu, and what htmx must not do to a reader.
"use strict";
(() => {
  const root = document.documentElement;
  const MENUS = ".yp-me[open], .yp-fold[open]";
  for (const part of document.querySelectorAll(".js-only")) part.hidden = false;

  function chooseTheme(theme) {
    const keep = theme ? 365 * 86400 : 0;
    const [own, secure] = location.protocol === "https:" ? ["__Host-", "; Secure"] : ["", ""];
    document.cookie = `${own}theme=${theme}; path=/; max-age=${keep}; SameSite=Lax${secure}`;
    if (theme) root.setAttribute("data-bs-theme", theme);
    else root.removeAttribute("data-bs-theme");
    for (const button of document.querySelectorAll("[data-yp-theme]"))
      button.setAttribute("aria-pressed", String(button.dataset.ypTheme === theme));
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-yp-theme], [data-yp-dialog], [data-yp-close], [data-yp-print]");
    for (const menu of document.querySelectorAll(MENUS))
      if (!menu.contains(event.target)) menu.open = false;
    if (!target) return;
    if ("ypTheme" in target.dataset) chooseTheme(target.dataset.ypTheme);
    else if ("ypDialog" in target.dataset) document.getElementById(target.dataset.ypDialog)?.showModal();
    else if ("ypPrint" in target.dataset) window.print();
    else target.closest("dialog")?.close();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector(MENUS);
    if (!menu) return;
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // A refused page begins where it is to be mended.
  const wrong = document.querySelector("main form[method='post'] [aria-invalid='true']");
  if (wrong) {
    wrong.closest("details")?.setAttribute("open", "");
    (wrong.matches("fieldset") ? wrong.querySelector("input") : wrong)?.focus();
  }

  // Whose paper it is, in the margin of every sheet. What cannot print margins, or runs
  // no script, has the line at the end instead.
  const foot = document.querySelector(".yp-print-foot");
  const paper = [...document.styleSheets].at(-1);
  if (foot && paper && "CSSMarginRule" in window) {
    const text = JSON.stringify(foot.textContent.trim());
    paper.insertRule(`@page { @bottom-left { content: ${text}; font-size: 9pt; } }`, paper.cssRules.length);
    foot.remove();
  }

  // A refused form (422) and a conflict (409) carry the page to show.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  // A signed-out session answers with the sign-in page: show it as a page, not inside a card.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const url = event.detail.xhr.responseURL;
    if (url && url.includes("/sign-in")) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
})();
