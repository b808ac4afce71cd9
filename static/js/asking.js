// Writing a report form: of a field only what its kind has is shown.
"use strict";
(() => {
  const form = document.getElementById("asking");
  if (!form) return;
  function show(line) {
    const kind = line.querySelector("[data-yp-kind]")?.value;
    for (const part of line.querySelectorAll("[data-yp-of]")) part.hidden = !part.dataset.ypOf.split(" ").includes(kind);
  }
  const all = form.querySelectorAll(".yp-asked");
  for (const line of all) show(line);
  form.addEventListener("change", (event) => {
    const line = event.target.closest(".yp-asked");
    if (line && "ypKind" in event.target.dataset) show(line);
  });
})();
