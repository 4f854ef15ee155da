/*
 * The page: reads the link, shows the view it names, and keeps what views share. No module has state but this one and
 * api.js, which keeps answers.
 *
 *   views.js                                     the table of views; the place to start reading
 *   api.js about.js served.js                    questions to the server; what it serves
 *   place.js search.js keys.js                   links, the search, shortcuts and help
 *   map.js map_axes.js map_plot.js brush.js where.js   the map
 *   cell.js metrics.js neighbours.js ring.js trail.js  one point
 *   editor.js edited_cell.js encoding.js         a cell or a string is made
 *   compare.js                                   two points, and the paths between them
 *   landscape.js network.js analyses.js          views of the whole landscape
 *   charts.js chart_data.js chart_scales.js      charts by the table of figures
 *   drawing.js layout.js colours.js scales.js    drawings of points, colours, axes
 *   rows.js format.js dom.js                     tables, numbers, elements
 *
 * A view gets a `page`:
 *   about      what the server serves (about.js)
 *   place      {view, points, options} of the link
 *   signal     aborted when the reader leaves the view
 *   ask(question, points, options)   the answer of the server, for the fitness and the relation chosen
 *   link(view, points, options)      a link to another place, with that choice
 *   go(link, {replace})              leads there; `replace` leaves no step to go back to
 *   trail      points walked over, the current one last
 *   current    the current point, or undefined
 *   keep(link)                       puts a link into the address, while the view stays as it is
 *   visit(point)                     takes a point as the current one
 *   announce(text)                   tells those who listen to the page
 */

import { readAbout } from "./about.js";
import { ask } from "./api.js";
import { element } from "./dom.js";
import { describeServed, sharedChoices } from "./served.js";
import { openHelp, listenForKeys } from "./keys.js";
import { setUpSearch } from "./search.js";
import { formatPlace, parsePlace } from "./place.js";
import { trailAfter } from "./trail.js";
import { views, viewNamed } from "./views.js";

/** Options that every question and every link carries along. */
const SHARED = ["fitness", "relation"];
const PATIENCE_MS = 250; /* before a running question shows */

const found = (id) => document.getElementById(id);

let about;
let leaving = new AbortController(); /* aborted when the view is left */
let asking = new AbortController(); /* aborted when the reader cancels */
let shown = null; /* place that the content belongs to */
let running = 0;

const trailNow = () => history.state?.trail ?? [];

function announce(text) {
  found("announcer").textContent = text;
}

/* ---- progress ---- */

function showProgress({ done, total, text } = {}) {
  const bar = found("progress-bar");
  if (total > 0) {
    bar.max = total;
    bar.value = done;
  } else bar.removeAttribute("value");
  found("progress-text").textContent = text || "Asking…";
  found("progress").hidden = running === 0;
}

/** Asks a question and shows that it runs if it takes longer than a moment. */
async function askWithProgress(question, points, options, leave) {
  running++;
  const timer = setTimeout(showProgress, PATIENCE_MS);
  try {
    const signal = AbortSignal.any([leave, asking.signal]);
    return await ask(question, points, options, { signal, tell: showProgress });
  } finally {
    running--;
    clearTimeout(timer);
    if (running === 0) found("progress").hidden = true;
  }
}

function cancel() {
  asking.abort();
  asking = new AbortController();
  announce("Cancelled.");
}

/* ---- places ---- */

function sharedOptions(place) {
  return Object.fromEntries(SHARED.filter((name) => name in place.options).map((name) => [name, place.options[name]]));
}

/** Leads to a link within the page. */
function go(link, { replace = false, trail = trailNow() } = {}) {
  const method = replace ? "replaceState" : "pushState";
  history[method]({ trail }, "", link);
  show(true);
}

/** What the view of `place` gets. */
function pageOf(place, signal) {
  const shared = sharedOptions(place);
  return {
    about,
    place,
    signal,
    ask: (question, points = [], options = {}) => askWithProgress(question, points, { ...shared, ...options }, signal),
    link: (view, points = [], options = {}) => formatPlace({ view, points, options: { ...shared, ...options } }),
    go,
    get trail() {
      return trailNow();
    },
    get current() {
      return trailNow().at(-1);
    },
    keep: (link) => history.replaceState({ trail: trailNow() }, "", link),
    visit(point) {
      const trail = trailAfter(trailNow(), point);
      if (trail !== trailNow()) history.replaceState({ trail }, "");
    },
    announce,
  };
}

/* ---- views ---- */

function refusal(error, page) {
  return element(
    "section",
    { class: "refusal", role: "alert" },
    element("h1", { tabindex: -1 }, "No answer"),
    element("p", {}, error.message),
    element("p", {}, element("a", { href: formatPlace(page.place) }, "Ask again")),
    element("p", {}, element("a", { href: page.link("map") }, "Back to the map")),
  );
}

async function nodeOf(page) {
  const view = viewNamed(page.place.view);
  if (!view) throw new Error(`There is no view "${page.place.view}".`);
  const module = await view.load();
  return module.show(page);
}

function markTab(name) {
  for (const tab of found("tabs").querySelectorAll("a"))
    if (tab.dataset.view === name) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
}

/** The node of a view, or the reason why there is none; null if the reader has gone on. */
async function nodeOrReason(page) {
  try {
    return await nodeOf(page);
  } catch (error) {
    if (page.signal.aborted) return null;
    const reason = error.name === "AbortError" ? new Error("Cancelled.") : error;
    return refusal(reason, page);
  }
}

/**
 * Leads the keyboard to where it was, if the view still has that field, else to what the view marks by data-focus, else to
 * the title; and up where all is new.
 */
function settle(content, place, field) {
  const isSame = shown?.view === place.view && String(shown.points) === String(place.points);
  if (!isSame) scrollTo({ top: 0, behavior: "instant" });
  const named = field && isSame ? content.querySelector(`[name="${CSS.escape(field)}"]`) : null;
  const wanted = content.querySelector("[data-focus]");
  if (wanted && !named) wanted.focus();
  else (named ?? content.querySelector("h1"))?.focus({ preventScroll: true });
}

/** Shows the place of the link. `moved`: the reader went there, so that the keyboard follows. */
async function show(moved = false) {
  leaving.abort();
  leaving = new AbortController();
  const place = parsePlace(location.hash);
  const page = pageOf(place, leaving.signal);
  const content = found("content");
  markTab(place.view);
  describeServed(page);
  content.setAttribute("aria-busy", "true");
  const node = await nodeOrReason(page);
  if (node === null || page.signal.aborted) return;
  const active = document.activeElement;
  const field = content.contains(active) ? active.getAttribute("name") : null;
  const isAway = active !== document.body && !content.contains(active);
  content.removeAttribute("aria-busy");
  content.replaceChildren(node);
  sharedChoices(found("shared"), page);
  const title = content.querySelector("h1");
  document.title = `${title?.dataset.title ?? title?.textContent ?? place.view} · nasscape`;
  if (moved && !isAway) settle(content, place, field);
  else if (moved) scrollTo({ top: 0, behavior: "instant" });
  shown = place;
}

/** Links within the page keep the trail. */
function follow(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest?.("a");
  const address = link?.getAttribute("href");
  if (link?.id === "skip") {
    event.preventDefault();
    found("content").focus();
  } else if (address?.startsWith("#/")) {
    event.preventDefault();
    go(address);
  }
}

function setUpTabs() {
  const tabs = views
    .filter((view) => !view.needs || view.needs(about))
    .map((view) =>
      element(
        "li",
        {},
        element(
          "a",
          { href: formatPlace({ view: view.name }), "data-view": view.name, title: `Shortcut: ${view.key}` },
          typeof view.title === "function" ? view.title(about) : view.title,
        ),
      ),
    );
  found("tabs").replaceChildren(...tabs);
}

async function start() {
  try {
    about = readAbout(await ask("about", [], {}));
  } catch (error) {
    found("content").replaceChildren(element("p", { class: "refusal", role: "alert" }, error.message));
    return;
  }
  setUpTabs();
  const now = () => pageOf(parsePlace(location.hash), leaving.signal);
  setUpSearch(found("search"), now);
  listenForKeys(now);
  document.addEventListener("click", follow);
  found("open-help").addEventListener("click", () => openHelp(now()));
  found("cancel").addEventListener("click", cancel);
  addEventListener("popstate", () => show(true));
  await show();
}

start();
