// What pages can do better with a script; without it they lack nothing but this.
"use strict";

// What a fragment names; one that cannot be decoded names what it says.
function named(fragment) {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

// Opens what an address leads into, also where the browser does not.
function open() {
  const at = document.getElementById(named(location.hash.slice(1)));
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

// News while the page is open: a line that says so, never a page that jumps. Only the page that is seen listens, since a browser
// opens few connections to one site.
const news = document.getElementById("news");
const changed = new Map();
let source = null;
// The batch that this page knows of: what came behind it is told, also what came while the page was made or not seen.
let since = document.body.dataset.batch;
function tell(event) {
  if (event.lastEventId) since = event.lastEventId;
  for (const story of JSON.parse(event.data)) changed.set(story.at, story.title);
  const link = (at, words) => Object.assign(document.createElement("a"), { href: at, textContent: words });
  const list = [...changed].slice(-3).flatMap(([at, title]) => [link(at, title), " · "]);
  // Pages of a story's parts and reports lead to it from their heads.
  const own = [location.pathname, ...Array.from(document.querySelectorAll("header.story a"), (a) => a.getAttribute("href"))];
  const here = own.some((at) => changed.has(at)) ? "This story has changed. " : "";
  news.replaceChildren(here + (changed.size === 1 ? "New: " : `New in ${changed.size} stories: `), ...list, link(location.href.split("#")[0], "show this page anew"));
}
function listen() {
  if (document.visibilityState === "visible" && !source) {
    source = new EventSource(since ? `/live?since=${since}` : "/live");
    source.addEventListener("news", tell);
  } else if (document.visibilityState !== "visible" && source) {
    source.close();
    source = null;
  }
}
if (news && window.EventSource) {
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => { if (source) source.close(); source = null; });
  listen();
}

// The queue by keyboard: what a key does, a button or a link of the same place does too.
const todos = [...document.querySelectorAll(".todo")];
const keys = document.querySelector(".keys");
let todo = -1;
function go(n) {
  if (!todos.length) return;
  todo = Math.max(0, Math.min(todos.length - 1, n));
  todos.forEach((t, i) => t.classList.toggle("at", i === todo));
  todos[todo].scrollIntoView({ block: "center" });
  sessionStorage.setItem("todo", String(todo));
}
if (keys && todos.length) {
  // Where one was before a decision was sent.
  const last = Number(sessionStorage.getItem("todo") ?? -1);
  if (last >= 0) go(last);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input,textarea,select,button")) return;
    const press = (selector) => todos[todo]?.querySelector(selector)?.click();
    const does = { j: () => go(todo + 1), k: () => go(todo - 1), a: () => press("[value=accept]"), r: () => press("[value=reject]"), e: () => press(".edit") }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
}

// Coding by keyboard.
const coding = document.querySelector("form.coding");
if (coding) {
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      coding.requestSubmit();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input[type=text],input[type=search],textarea,select")) return;
    const choice = { y: "claim-yes", n: "claim-no" }[event.key];
    if (!choice) return;
    event.preventDefault();
    const button = document.getElementById(choice);
    button.checked = true;
    button.focus();
  });
}
