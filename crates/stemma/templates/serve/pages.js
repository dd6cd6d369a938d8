// What pages can do better with a script; without it they lack nothing but this.
"use strict";

// Opens what an address leads into, also where the browser does not.
function open() {
  const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let e = at; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
  if (at) {
    const own = at.querySelector(":scope > details");
    if (own) own.open = true;
    at.scrollIntoView();
  }
}
addEventListener("hashchange", open);
if (location.hash) open();

// Printing shows what is folded away.
addEventListener("beforeprint", () => document.querySelectorAll("details:not([open])").forEach((d) => { d.open = true; d.dataset.print = ""; }));
addEventListener("afterprint", () => document.querySelectorAll("details[data-print]").forEach((d) => { d.open = false; delete d.dataset.print; }));
