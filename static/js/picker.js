// The tree of stations: a bureau ticks what lies below it, and counts what is ticked.
"use strict";
(() => {
  const picker = document.getElementById("picker");
  if (!picker) return;

  const boxes = (branch) => [...branch.querySelectorAll("input[name='stations'][type='checkbox']")];
  function ticked(box) {
    const inner = box.closest(".yp-branch");
    if (inner && box.name === "bureaus")
      for (const one of inner.querySelectorAll("input[type='checkbox']")) one.checked = box.checked;
    for (let branch = inner; branch; branch = branch.parentElement.closest(".yp-branch")) {
      const whole = branch.querySelector(":scope > .yp-whole input");
      if (whole && !box.checked) whole.checked = false;
      count(branch);
    }
  }
  function count(branch) {
    if (branch.querySelector(".yp-step")) return; // not all of it is here
    const all = boxes(branch);
    const place = branch.querySelector("[data-yp-count]");
    if (!place || !all.length) return;
    const chosen = all.filter((one) => one.checked).length;
    place.textContent = chosen ? `${chosen}/${all.length}` : String(all.length);
  }

  picker.addEventListener("change", (event) => {
    const { name } = event.target;
    if (name === "stations" || name === "bureaus") ticked(event.target);
  });
})();
