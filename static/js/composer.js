// The composer: which fields a kind needs, when to try out, and the one-click dates.
"use strict";
(() => {
  const form = document.getElementById("compose");
  if (!form) return;
  const EVENTS = ["security_duty", "inspection", "meeting", "training"];
  // By id: the columns of the picture are buttons of the same name.
  const due = document.getElementById("id_due");

  const tryOut = () => form.dispatchEvent(new CustomEvent("yp:try"));

  // --- fields of the kind ------------------------------------------------------------
  function showFields() {
    const now = EVENTS.includes(form.elements.kind.value) ? "event" : "work";
    for (const part of form.querySelectorAll("[data-yp-for]")) part.hidden = part.dataset.ypFor !== now;
    const reserved = form.elements.reserved.checked;
    for (const part of form.querySelectorAll("[data-yp-unless]")) {
      part.hidden = reserved;
      for (const field of part.querySelectorAll("input")) field.disabled = reserved;
    }
  }

  // --- when to try out ---------------------------------------------------------------
  // A field in the answer itself waits until it is left: the answer replaces it.
  const ofOneStation = (field) => /^(effort|due|due_time|travel)_\d+$/.test(field.name ?? "");
  // Letters that an input method still composes are no words yet.
  for (const kind of ["input", "compositionend"])
    form.addEventListener(kind, (event) => {
      if (event.isComposing || event.target.name === "station_q") return;
      if (!ofOneStation(event.target)) tryOut();
    });
  form.addEventListener("change", (event) => {
    if (event.target.name === "station_q") return;
    showFields();
    tryOut();
  });

  // --- one-click dates: the buttons work without this, by a round trip ------------------
  function hidden(name, value) {
    let field = form.elements[name];
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.append(field);
    }
    field.value = value;
  }
  function forAll(day) {
    due.value = day;
    form.elements.due_time.value = "";
    for (const field of form.elements) if (ofOneStation(field) && field.name.startsWith("due_")) field.value = "";
  }
  function take(choice) {
    const [how, what] = [choice.slice(0, choice.indexOf(":")), choice.slice(choice.indexOf(":") + 1)];
    if (how === "all") forAll(what);
    else if (how === "slot")
      what.split("/").forEach((moment, i) => {
        const [day, time] = moment.split("T");
        const name = i ? "due" : "release";
        document.getElementById(`id_${name}`).value = day;
        form.elements[`${name}_time`].value = time;
      });
    else if (how === "usual") form.elements.effort_hours.value = what;
    else
      for (const entry of what.split(",")) {
        const [station, day] = entry.split("=");
        hidden(`due_${station}`, day);
        hidden(`due_time_${station}`, "");
      }
    due.dispatchEvent(new Event("change", { bubbles: true }));
    document.getElementById("answer-head").focus({ preventScroll: true });
  }
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    const choice = button?.name === "apply" ? button.value : button?.name === "due" ? `all:${button.value}` : "";
    if (choice) take(choice);
    else if (button?.value !== "try") return;
    else tryOut();
    event.preventDefault();
  });

  // --- after an answer -----------------------------------------------------------------
  // What was typed into it and opened in it meanwhile is newer than what it brings.
  let typed = new Map();
  let opened = [];
  let active = null;
  function remember(answer) {
    const fields = [...answer.querySelectorAll("input")].filter(ofOneStation);
    typed = new Map(fields.map((field) => [field.name, field.value]));
    opened = [...answer.querySelectorAll("details[id^='own-'][open]")].map((one) => one.id);
    active = answer.contains(document.activeElement) ? document.activeElement.id : null;
  }

  // --- an answer waits for the hands: putting it in would hold up the next letter ------
  const QUIET = 150; // milliseconds after a key
  const ANSWERS = ["answer", "twice"];
  const newest = new Map();
  let struck = -QUIET;
  form.addEventListener("keydown", () => {
    struck = performance.now();
  });
  function putIn(detail) {
    const { target, serverResponse } = detail;
    if (newest.get(target) !== detail) return;
    const left = struck + QUIET - performance.now();
    if (left > 0) {
      setTimeout(putIn, left, detail);
      return;
    }
    if (target.id === "answer") remember(target);
    htmx.swap(target, serverResponse, { swapStyle: "innerHTML" }, { eventInfo: detail });
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    if (!detail.shouldSwap || !ANSWERS.includes(detail.target.id)) return;
    detail.shouldSwap = false;
    newest.set(detail.target, detail);
    putIn(detail);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "answer") return;
    for (const field of event.detail.target.querySelectorAll("input"))
      if (typed.has(field.name)) field.value = typed.get(field.name);
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    // What was folded when it came could not take the focus back.
    if (active && document.activeElement?.id !== active) document.getElementById(active)?.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "answer") return;
    const short = Number(event.detail.target.querySelector("[data-yp-short]")?.dataset.ypShort);
    const why = document.getElementById("why");
    if (why && (short || !form.elements.reason.value)) why.hidden = !short;
    const more = document.getElementById("cap-why");
    const above = event.detail.target.querySelector("[data-yp-above]");
    if (more && (above || !form.elements.cap_reason.value)) more.hidden = !above;
  });

  showFields();
  const wrong = form.querySelector("[aria-invalid='true'], .yp-error");
  if (wrong) {
    const field = wrong.matches("input, select, textarea") ? wrong : wrong.parentElement.querySelector("input, select, textarea");
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  }
})();
