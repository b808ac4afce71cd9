// Drafts: what was typed outlasts a lost session, a lost network and a restarted server.
// Kept in this browser for one person and one form, until the server has taken it; gone
// when he signs out or somebody else signs in. Forms that are longer than one field have
// one; data-yp-draft="name" names it apart from the address, data-yp-draft="" wants none.
"use strict";
(() => {
  const PREFIX = "yp-draft:";
  const SENT = "yp-sent";
  const KEEP = 7 * 86400 * 1000;
  const user = document.body.dataset.user || "";
  const line = document.getElementById("yp-draft-line");
  const unsent = document.getElementById("yp-unsent-line");
  const UNKEPT = ["password", "hidden", "file", "submit", "button", "image", "reset"];

  const kept = (form) => [...form.elements].filter((field) => field.name && !UNKEPT.includes(field.type));
  const files = (form) => [...form.elements].filter((field) => field.type === "file");
  const isBox = (field) => field.type === "radio" || field.type === "checkbox";
  const value = (field) => (isBox(field) ? field.checked : field.value);
  const slot = (field) => (isBox(field) ? `${field.name}=${field.value}` : field.name);

  function isDrafted(form) {
    if (!user || form.method !== "post" || form.dataset.ypDraft === "") return false;
    if (form.querySelector("input[type=password]")) return false;
    if (form.dataset.ypDraft) return true;
    const fields = kept(form);
    return new Set(fields.map((field) => field.name)).size > 1 || fields.some((field) => field.type === "textarea");
  }
  function keyOf(form) {
    // By the address that takes it: a refused form comes back from there.
    const taker = new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
    return `${PREFIX}${user}:${form.dataset.ypDraft || taker}`;
  }
  function isTouched(field) {
    if (isBox(field)) return field.checked !== field.defaultChecked;
    if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
    const options = [...field.options];
    const first = options.find((option) => option.defaultSelected) ?? options[0];
    return field.value !== (first?.value ?? "");
  }
  function read(key) {
    try {
      const draft = JSON.parse(localStorage.getItem(key));
      return draft && Date.now() - draft.at < KEEP ? draft : null;
    } catch {
      return null;
    }
  }
  function write(store, key, what) {
    try {
      if (what) store.setItem(key, JSON.stringify(what));
      else store.removeItem(key);
    } catch {
      // A full or forbidden store only costs the convenience.
    }
  }
  const clock = (stamp) =>
    new Date(stamp).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });

  // --- kept while one types -------------------------------------------------------------
  const timers = new Map();
  function save(form) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    const touched = kept(form).filter(isTouched);
    const before = form.dataset.ypAnswered ? read(keyOf(form)) : null;
    const fields = { ...before?.fields, ...Object.fromEntries(touched.map((field) => [slot(field), value(field)])) };
    const names = files(form).flatMap((field) => [...field.files].map((file) => file.name));
    const version = form.elements.version?.value ?? "";
    write(localStorage, keyOf(form), touched.length || names.length ? { at: Date.now(), fields, names, version } : null);
    const note = form.querySelector("[data-yp-draft-note]");
    if (note) note.textContent = note.dataset.ypDraftNote.replace("{time}", clock(Date.now()));
  }
  for (const kind of ["input", "change"])
    document.addEventListener(kind, (event) => {
      const form = event.target.form;
      if (!form) return;
      if (kind === "input") form.setAttribute("data-yp-dirty", "");
      if (!isDrafted(form)) return;
      clearTimeout(timers.get(form));
      timers.set(form, setTimeout(() => save(form), 400));
    });
  const flush = () => [...timers.keys()].forEach(save);
  window.addEventListener("pagehide", flush);

  // --- put back -------------------------------------------------------------------------
  function tellKept(form, draft) {
    if (!line) return;
    const told = line.content.firstElementChild.cloneNode(true);
    const text = told.querySelector("[data-text]");
    text.textContent = text.dataset.text.replace("{time}", clock(draft.at));
    const again = told.querySelector("[data-files]");
    again.hidden = !draft.names?.length;
    again.textContent = again.dataset.files.replace("{names}", (draft.names ?? []).join("、"));
    told.querySelector("button").addEventListener("click", () => {
      write(localStorage, keyOf(form), null);
      form.reset();
      form.removeAttribute("data-yp-dirty");
      told.remove();
      form.dispatchEvent(new Event("change", { bubbles: true }));
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    });
    place(form, told, "prepend");
  }
  // Below its heading where a form lays out columns of its own.
  function place(form, told, where) {
    const heading = form.querySelector("[data-yp-draft-note]")?.parentElement;
    if (heading) heading.after(told);
    else form[where](told);
  }
  function restore(form) {
    const draft = read(keyOf(form));
    if (!draft) return;
    for (const field of kept(form)) {
      const old = draft.fields[slot(field)];
      if (old === undefined || isTouched(field)) continue;
      if (typeof old === "boolean") field.checked = old;
      else field.value = old;
    }
    // Of an older version: the server compares, and shows what another wrote meanwhile.
    if (draft.version && form.elements.version) form.elements.version.value = draft.version;
    form.setAttribute("data-yp-dirty", "");
    form.closest("details")?.setAttribute("open", "");
    tellKept(form, draft);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // --- let go once the server has taken it ----------------------------------------------
  const drop = (form) => {
    clearTimeout(timers.get(form));
    timers.delete(form);
    write(localStorage, keyOf(form), null);
  };
  const entry = performance.getEntriesByType("navigation")[0];
  const sent = (() => {
    try {
      return JSON.parse(sessionStorage.getItem(SENT));
    } catch {
      return null;
    }
  })();
  // Taken is what was sent from the page before and led on to another; an answer in its
  // own place is a form that was refused, the sign-in page a session that was lost.
  const from = document.referrer ? new URL(document.referrer) : null;
  const ledOn = entry?.type === "navigate" && entry.redirectCount > 0 && (entry.responseStatus ?? 200) < 400;
  const answered = sent && entry?.type === "navigate" && entry.redirectCount === 0 && from?.pathname === sent.page;
  if (sent && user) {
    if (ledOn && !sent.lost && from?.pathname === sent.page) write(localStorage, sent.key, null);
    write(sessionStorage, SENT, null);
  } else if (sent) write(sessionStorage, SENT, { ...sent, lost: true });

  if (user)
    for (const key of Object.keys(localStorage))
      if (key.startsWith(PREFIX) && !key.startsWith(`${PREFIX}${user}:`)) localStorage.removeItem(key);
  for (const form of document.forms) {
    if (!isDrafted(form)) continue;
    if (!answered || keyOf(form) !== sent.key) restore(form);
    else if (form.dataset.ypDraft || form.querySelector("[aria-invalid='true'], .yp-error, .yp-clash") || entry.responseStatus >= 400)
      form.dataset.ypAnswered = "1";
    else drop(form); // taken, and answered in its own place
  }
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) write(sessionStorage, SENT, null);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("ypForget" in form.dataset) {
      for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
      return;
    }
    if (!isDrafted(form)) return;
    if (form.hasAttribute("data-yp-dirty")) save(form);
    form.removeAttribute("data-yp-dirty");
    if (event.defaultPrevented) return; // htmx sends it and says when it is done
    write(sessionStorage, SENT, { key: keyOf(form), page: location.pathname });
  });

  // --- not sent: told, kept, tried again ------------------------------------------------
  const isLost = () => !navigator.onLine || document.getElementById("yp-lost")?.hidden === false;
  const sure = new WeakSet();
  function tellUnsent(form, submitter) {
    form.querySelector(".yp-unsent")?.remove();
    const told = unsent.content.firstElementChild.cloneNode(true);
    told.querySelector("[data-text]").textContent = told
      .querySelector("[data-text]")
      .dataset.text.replace("{time}", clock(Date.now()));
    told.querySelector("button").addEventListener("click", () => {
      told.remove();
      form.requestSubmit(submitter?.isConnected ? submitter : undefined);
    });
    place(form, told, "append");
  }
  // Before anybody else: a form that cannot be sent is not marked as sent.
  window.addEventListener(
    "submit",
    (event) => {
      const { target: form, submitter } = event;
      if (sure.delete(form) || !isDrafted(form) || !unsent || !isLost()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      save(form);
      fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(4000) })
        .then((answer) => {
          if (!answer.ok) throw new Error(answer.statusText);
          sure.add(form);
          form.requestSubmit(submitter);
        })
        .catch(() => tellUnsent(form, submitter));
    },
    true,
  );
  const signedOut = (xhr) => Boolean(xhr?.responseURL?.includes("/sign-in"));
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt: form, successful, xhr } = event.detail;
    if (form.tagName !== "FORM" || !isDrafted(form)) return;
    if (successful && !signedOut(xhr)) drop(form);
    else if (form.isConnected) form.setAttribute("data-yp-dirty", "");
  });
  for (const kind of ["htmx:sendError", "htmx:timeout"])
    document.addEventListener(kind, (event) => {
      const form = event.detail.elt;
      if (form.tagName === "FORM" && form.method === "post" && unsent) tellUnsent(form);
    });
})();
