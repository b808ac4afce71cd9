// Live updates: one stream tells that something changed; fragments then fetch themselves
// (hx-trigger="yp:refresh from:body"). Nothing is ever pushed into the page directly.
"use strict";
(() => {
  const FIELDS = "input, select, textarea, [contenteditable='true']";
  const body = document.body;
  const live = document.getElementById("yp-live");
  const lost = document.getElementById("yp-lost");
  const url = body.dataset.liveUrl;
  let source = null;
  let failedAt = null; // what is over within seconds is not told
  let lostAt = null;
  let signedOut = false;
  let retry = 2000;
  let waiting = false;
  let resting = null;

  const clock = (date) =>
    date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  const day = (date) =>
    date.toLocaleDateString(document.documentElement.lang, {
      month: "long",
      day: "numeric",
      weekday: "short",
      timeZone: "Asia/Shanghai",
    });

  function showChecked(stamp) {
    const date = new Date(stamp);
    if (!live || Number.isNaN(date.getTime())) return;
    const time = live.querySelector("time");
    const long = document.createElement("span");
    long.className = "day";
    long.textContent = day(date) + " ";
    time.replaceChildren(long, clock(date));
    time.dateTime = date.toISOString();
    live.hidden = false;
  }

  function refresh(detail) {
    // Unseen pages wait; the others spread over a moment, so that one change does not
    // make a thousand browsers ask at the same time.
    if (document.hidden) {
      waiting = true;
      return;
    }
    setTimeout(() => body.dispatchEvent(new CustomEvent("yp:refresh", { detail })), Math.random() * 400);
  }

  function showLost() {
    if (!failedAt || signedOut) return;
    lostAt ??= failedAt;
    const line = lost.querySelector("[data-text]");
    const stamp = live?.querySelector("time")?.dateTime;
    const asOf = stamp ? clock(new Date(stamp)) : clock(lostAt);
    line.textContent = line.dataset.text.replace("{since}", clock(lostAt)).replace("{asof}", asOf);
    lost.hidden = false;
    live?.classList.add("is-lost");
  }

  // A stream that is refused belongs to a session that has ended: that is said, and what
  // was typed waits for whoever signs in again.
  async function showSignedOut() {
    try {
      const headers = { "X-Yipan-Quiet": "1" };
      const answer = await fetch(lost.dataset.probe, { redirect: "manual", cache: "no-store", headers });
      if (answer.type !== "opaqueredirect") return;
    } catch {
      return; // the line says already that there is no connection
    }
    const line = lost.querySelector("[data-text]");
    line.textContent = line.dataset.out;
    lost.querySelector("a").hidden = lost.hidden = false;
    failedAt = lostAt = null;
    signedOut = true;
  }

  function showFound() {
    const back = failedAt !== null || signedOut;
    failedAt = lostAt = null;
    signedOut = false;
    lost.querySelector("a").hidden = true;
    retry = 2000;
    lost.hidden = true;
    live?.classList.remove("is-lost");
    if (!back) return;
    refresh({ reason: "reconnected" });
    body.dispatchEvent(new CustomEvent("yp:inbox"));
  }

  // A page nobody looks at gives its stream back: browsers have six per site, and the
  // pages of one person must not starve each other.
  const REST = 30000;

  function listen() {
    if (document.hidden || (source && source.readyState !== EventSource.CLOSED)) return;
    source = new EventSource(url);
    source.onopen = showFound;
    source.onmessage = (event) => {
      let message;
      try {
        message = JSON.parse(event.data);
      } catch {
        return;
      }
      if (message.checked_at) showChecked(message.checked_at);
      if (message.type === "revision") refresh(message);
      if (message.type === "inbox") body.dispatchEvent(new CustomEvent("yp:inbox"));
    };
    source.onerror = () => {
      // Every ten minutes the server hangs up so that rights are looked at anew: that
      // is over before anybody need be told.
      if (!failedAt && !signedOut) {
        failedAt = new Date();
        setTimeout(showLost, 3000);
      }
      if (source.readyState !== EventSource.CLOSED) return;
      showSignedOut();
      // The browser gives up after an HTTP error; we do not.
      setTimeout(listen, retry + Math.random() * 1000);
      retry = Math.min(retry * 2, 60000);
    };
  }

  // What a page fetches by itself keeps no session open: nobody need sit in front of it.
  const OWN = ["yp:refresh", "yp:inbox"];
  document.addEventListener("htmx:configRequest", (event) => {
    const { triggeringEvent: by, elt, headers } = event.detail;
    const polls = !by && elt.getAttribute("hx-trigger")?.startsWith("every");
    if (polls || OWN.includes(by?.type)) headers["X-Yipan-Quiet"] = "1";
  });

  // --- what is being typed or read is left alone --------------------------------------
  const busy = (part) =>
    (part.contains(document.activeElement) && document.activeElement.matches(FIELDS)) ||
    part.querySelector("dialog[open]") !== null;
  const byItself = (event) => event.detail.requestConfig?.triggeringEvent?.type === "yp:refresh";
  const later = (part) => part.setAttribute("data-yp-stale", "");

  document.addEventListener("htmx:beforeRequest", (event) => {
    const part = event.detail.elt;
    if (!byItself(event) || !busy(part)) return;
    event.preventDefault();
    later(part);
  });
  // Somebody may have begun to type while the answer was on its way.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    if (!byItself(event) || !busy(part)) return;
    event.detail.shouldSwap = false;
    later(part);
  });
  document.addEventListener("focusout", () =>
    setTimeout(() => {
      const part = document.querySelector("[data-yp-stale]");
      if (!part || busy(part)) return;
      part.removeAttribute("data-yp-stale");
      refresh({ reason: "left" });
    }, 200),
  );

  // Opened parts stay open over a swap, and what was typed but not sent stays typed.
  // Kept per answer: the figure beside the inbox may be swapped in the middle of it.
  const kept = new WeakMap();
  const UNKEPT = ["hidden", "file", "submit", "button"];
  const fields = (form) => [...form.elements].filter((one) => one.name && !UNKEPT.includes(one.type) && "value" in one);
  const isBox = (field) => field.type === "radio" || field.type === "checkbox";
  function given(field) {
    if (isBox(field)) return field.defaultChecked;
    if (field.tagName !== "SELECT") return field.defaultValue;
    return ([...field.options].find((one) => one.defaultSelected) ?? field.options[0])?.value;
  }
  const now = (field) => (isBox(field) ? field.checked : field.value);
  const noted = (form) => ({
    action: form.getAttribute("action"),
    version: form.elements.version?.value,
    fields: fields(form).map((one) => ({ name: one.name, value: one.value, was: given(one), now: now(one) })),
  });
  // Of several fields of one name each gets its own back; a box is known by its value.
  // What was left alone shows what it is now. Where another wrote into the same field the
  // form stays one of the older version: the server compares, and shows both.
  function putBack(form, typed) {
    const left = [...typed.fields];
    for (const field of fields(form)) {
      const n = left.findIndex((one) => one.name === field.name && (!isBox(field) || one.value === field.value));
      const [old] = n < 0 ? [] : left.splice(n, 1);
      if (!old || old.now === old.was) continue;
      if (given(field) !== old.was && typed.version && form.elements.version) form.elements.version.value = typed.version;
      if (isBox(field)) field.checked = old.now;
      else field.value = old.now;
    }
    form.setAttribute("data-yp-dirty", "");
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig, xhr } = event.detail;
    const opened = [...target.querySelectorAll("details[open][id]")].map((part) => part.id);
    const typed = [...target.querySelectorAll("form[data-yp-dirty]")]
      .filter((form) => form !== requestConfig?.elt)
      .map(noted);
    if (xhr) kept.set(xhr, { opened, typed });
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const { opened, typed } = kept.get(event.detail.xhr) ?? { opened: [], typed: [] };
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    for (const one of typed) {
      const form = [...document.forms].find((same) => same.getAttribute("action") === one.action);
      if (form) putBack(form, one);
    }
    kept.delete(event.detail.xhr);
  });

  function rest() {
    source?.close();
    source = failedAt = null;
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(resting);
    if (document.hidden) {
      resting = setTimeout(rest, REST);
      return;
    }
    if (url && !source) {
      listen();
      waiting = true;
      body.dispatchEvent(new CustomEvent("yp:inbox"));
    }
    if (!waiting) return;
    waiting = false;
    refresh({ reason: "seen" });
  });
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => {
    if (url && (event.persisted || !source)) listen();
  });
})();
