/*
 * The page in a headless Chromium, served from the built-in landscape of cells of up to 6 vertices: what a reader does
 * there, that nothing is asked of another address, that no error is logged, that axe-core finds nothing, and that values
 * equal those of the command line.
 * usage: check_page.mjs NASSCAPE CHROMIUM
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { launch, serve, settled, visit } from "./browser.mjs";

const [binary, executable] = process.argv.slice(2);
const SPACE = ["--space", "nb101:vertices=6"];
const PATIENCE_MS = 120_000; /* for what hangs; no load takes that long */
const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** The command line's JSON for the same space. */
function ask(...words) {
  return JSON.parse(execFileSync(binary, [...words, "--format", "json", "--quiet", ...SPACE], { maxBuffer: 1 << 28 }));
}

const server = await serve(binary, SPACE);
const browser = await launch(executable);
const failures = [];

/** A page that notes errors, and requests to other addresses; `refused`: the server's refusals are expected. */
async function openPage() {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const noted = [];
  page.refused = false;
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    if (page.refused && /Failed to load resource.*4\d\d/.test(message.text())) return;
    noted.push(message.text());
  });
  page.on("pageerror", (error) => noted.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(server.address) && !/^(data|about|blob):/.test(request.url())) noted.push(`asked ${request.url()}`);
  });
  page.end = async () => {
    await context.close();
    assert.deepEqual(noted, []);
  };
  return page;
}

/** Runs one check; a failure is told, and the others go on. */
async function check(name, body) {
  const page = await openPage();
  try {
    await body(page);
    await page.end();
    console.log(`ok ${name}`);
  } catch (error) {
    failures.push(name);
    console.log(`FAILED ${name}: ${error.stack ?? error}`);
    await page.context().close().catch(() => {});
  }
}

const text = (page, selector) => page.locator(selector).first().innerText();
const titleOf = (page) => text(page, "#content h1");
const linkOf = (page) => page.evaluate(() => location.hash);

/** Numbers with all their digits, from the titles of the cells of a table's column. */
async function column(page, scope, number) {
  const titles = await page.locator(`${scope} tbody tr td:nth-child(${number}) [title]`).evaluateAll((nodes) =>
    nodes.map((node) => node.getAttribute("title")));
  return titles.map(Number);
}

const [best] = ask("query", "top", "-n", "1");

/* ---- what a reader does ---- */

await check("opens on the map", async (page) => {
  await visit(page, server.address, "");
  assert.equal(await titleOf(page), "Map");
  assert.match(await text(page, "#content"), /64,542 cells shown/);
  assert.match(await page.title(), /nasscape/);
});

await check("brush, zoom, list and back", async (page) => {
  await visit(page, server.address, "#/map");
  const plot = await page.locator(".plot").boundingBox();
  await page.mouse.move(plot.x + plot.width * 0.4, plot.y + plot.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.7, plot.y + plot.height * 0.6, { steps: 4 });
  await page.mouse.up();
  const inside = Number((await text(page, ".selection strong")).replace(/\D/g, ""));
  assert.ok(inside > 0 && inside < 64542);
  await page.getByRole("button", { name: "List" }).click();
  await page.waitForSelector(".list tbody tr");
  const where = (await text(page, ".list code")).replace(/^query top --where '(.*)'$/s, "$1");
  const rows = ask("query", "top", "-n", "10", "--where", where);
  const shown = await page.locator(".list tbody tr td:first-child a").evaluateAll((nodes) => nodes.map((node) => node.title));
  assert.deepEqual(shown.slice(0, 10), rows.map((row) => row.hash));
  await page.goBack();
  await settled(page);
  assert.equal(await page.locator(".list").count(), 0);
  await page.goForward();
  await page.waitForSelector(".list tbody tr");
});

await check("search by hash, id, matrix and name; refusal of nonsense", async (page) => {
  await visit(page, server.address, "#/map");
  for (const [wanted, found] of [[best.hash, best.hash], ["id:7", ask("query", "cell", "id:7").hash],
    ["0111001100010000/c3,c3", ask("query", "cell", "0111001100010000/c3,c3").hash]]) {
    await page.fill("#wanted", wanted);
    await page.keyboard.press("Enter");
    await page.waitForFunction((hash) => document.querySelector("#content h1")?.textContent.includes(hash), found);
  }
  page.refused = true;
  await page.fill("#wanted", "no such cell");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("search-error").textContent !== "" ||
    document.querySelector("#content .refusal"));
});

await check("ten steps by clicking, and the trail back", async (page) => {
  await visit(page, server.address, `#/cell/${best.hash}`);
  const walked = [best.hash];
  for (let step = 0; step < 10; step++) {
    const link = page.locator(".groups tbody tr td:first-child a").nth(step % 3);
    const target = decodeURIComponent((await link.getAttribute("href")).replace(/^#\/cell\/([^?]*).*/, "$1"));
    await link.click();
    await page.waitForFunction((hash) => document.querySelector("#content h1")?.textContent.includes(hash), target);
    await settled(page);
    walked.push(target);
  }
  const trail = await page.evaluate(() => history.state.trail);
  assert.deepEqual(trail, walked);
  await page.keyboard.press("u");
  await page.waitForFunction((hash) => document.querySelector("#content h1")?.textContent.includes(hash), walked[9]);
  await page.goBack();
  await settled(page);
});

await check("draw a cell with 10 edges and see the refusal; one edge less is a cell", async (page) => {
  page.refused = true;
  await visit(page, server.address, `#/draw/${best.hash}`);
  await page.waitForSelector(".verdict");
  const boxes = page.locator(".matrix input:checked");
  const empty = page.locator(".matrix input:not(:checked)");
  while (await boxes.count() < 10) await empty.first().click();
  await page.waitForSelector(".verdict.refused");
  const edges = await boxes.count();
  assert.equal(edges, 10);
  assert.match(await text(page, ".verdict.refused"), /10 edges/);
  await boxes.first().click();
  await page.waitForSelector(".verdict:not(.refused)");
  const hash = await page.locator(".verdict a.point").getAttribute("title");
  assert.equal(ask("query", "cell", hash).hash, hash);
});

await check("a deep link opens as its copy did", async (page) => {
  const link = `#/compare/${best.hash}/id%3A7`;
  page.refused = true; /* where there is no improving path */
  await visit(page, server.address, link);
  assert.match(await text(page, "#content"), /hops: \d+/);
  await page.reload();
  await settled(page);
  assert.match(await text(page, "#content"), /hops: \d+/);
  assert.equal(decodeURIComponent(await linkOf(page)), decodeURIComponent(link));
});

await check("by keyboard alone", async (page) => {
  await visit(page, server.address, "#/map");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "content");
  await page.locator(".plot").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowUp");
  assert.ok(await page.locator(".selection strong").count() > 0);
  await page.keyboard.press("l");
  await page.waitForSelector(".landscape h1");
  await page.locator(".plotted").focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await text(page, ".chart .tip"), /Distance to the nearest target 0/);
  await page.keyboard.press("?");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "wanted");
});

await check("a slow question shows its progress and can be cancelled", async (page) => {
  page.refused = true;
  await visit(page, server.address, "#/analyses/encodingrwa");
  await page.fill("#option-walks", "3000");
  await page.fill("#option-length", "100000");
  await page.getByRole("button", { name: "Run" }).click();
  await page.waitForSelector("#progress:not([hidden])");
  await page.click("#cancel");
  await page.waitForSelector("#progress", { state: "hidden" });
  assert.equal(await text(page, "#announcer"), "Cancelled.");
  await page.click("#tabs a[data-view=landscape]");
  await page.waitForSelector(".landscape .plotted");
});

/* ---- values ---- */

await check("neighbours equal those of the command line", async (page) => {
  await visit(page, server.address, `#/cell/${best.hash}`);
  const rows = ask("query", "neighbours", best.hash);
  const count = await page.locator(".groups tbody tr").count();
  const byHash = new Map(rows.map((row) => [row.hash, row]));
  const links = await page.locator(".groups tbody tr td:first-child a").evaluateAll((nodes) =>
    nodes.map((node) => [decodeURIComponent(node.getAttribute("href").replace(/^#\/cell\/([^?]*).*/, "$1")), node.textContent]));
  assert.equal(links.length, Math.min(50, rows.length));
  assert.equal(count, links.length);
  const fitness = await column(page, ".groups", 2);
  const difference = await column(page, ".groups", 3);
  for (const [at, [hash, change]] of links.entries()) {
    const row = byHash.get(hash);
    assert.deepEqual([change, fitness[at], difference[at]], [row.change, row.fitness, row.difference]);
  }
});

await check("the landscape equals the analyses", async (page) => {
  await visit(page, server.address, "#/landscape");
  await page.locator(".chart summary").click();
  assert.deepEqual(await column(page, ".chart", 3), ask("analyse", "fdc", "--table", "distances").map((row) => row.mean));
  await visit(page, server.address, "#/landscape?part=optima");
  const basins = ask("analyse", "basins").sort((one, other) => other.size - one.size);
  assert.deepEqual(await column(page, ".paged", 3), basins.slice(0, 12).map((row) => row.size));
  const drawn = await page.locator(".network .node").evaluateAll((nodes) => nodes.map((node) => decodeURIComponent(node.getAttribute("href").slice(7))));
  assert.deepEqual(drawn.sort(), basins.slice(0, 100).map((row) => row.point).sort());
  await visit(page, server.address, "#/landscape?part=distribution");
  assert.equal(await page.locator(".chart").first().locator(".bars rect").count(), ask("analyse", "density").length);
});

await check("any analysis, with its options", async (page) => {
  await visit(page, server.address, "#/analyses");
  await page.getByRole("link", { name: "rwa", exact: true }).click();
  await page.fill("#option-lags", "5");
  await page.getByRole("button", { name: "Run" }).click();
  await page.waitForSelector(".plotted");
  assert.match(await linkOf(page), /lags=5/);
  await page.locator(".values summary").click();
  assert.deepEqual(await column(page, ".values", 2), ask("analyse", "rwa", "--lags", "5").map((row) => row.autocorrelation));
});

await check("answers equal the command line's, byte for byte", async (page) => {
  const print = (...words) => execFileSync(binary, [...words, "--format", "json", "--quiet", ...SPACE], { maxBuffer: 1 << 28 }).toString();
  const answer = async (address) => (await page.request.get(`${server.address}api/v1/${address}`)).text();
  for (const [address, words] of [
    [`cell/${best.hash}`, ["query", "cell", best.hash]],
    [`neighbours/${best.hash}`, ["query", "neighbours", best.hash]],
    [`ball/${best.hash}?radius=2`, ["query", "ball", best.hash, "--radius", "2"]],
    [`path/id:7/${best.hash}`, ["query", "path", "id:7", best.hash]],
    [`compare/id:7/${best.hash}`, ["query", "compare", "id:7", best.hash]],
    ["climb/id:7", ["query", "climb", "id:7"]],
    ["nearest-better/id:7", ["query", "nearest-better", "id:7"]],
    ["top?n=5&where=params%20%3C%205e6", ["query", "top", "-n", "5", "--where", "params < 5e6"]],
    ["sample?n=5&seed=3", ["query", "sample", "-n", "5", "--seed", "3"]],
    ["analysis/optima?table=summary", ["analyse", "optima", "--table", "summary"]],
  ]) assert.equal(await answer(address), print(...words), address);
});

/* ---- accessibility: every view, light and dark, wide and narrow ---- */

const views = ["#/map", `#/cell/${best.hash}`, `#/draw/${best.hash}`, `#/compare/id:7/${best.hash}`, "#/landscape",
  "#/landscape?part=optima", "#/landscape?part=distribution", "#/analyses", "#/analyses/opeffect?run=yes"];

async function audit(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary}`).slice(0, 4).join(" | ")}`);
}

for (const view of views)
  await check(`axe-core finds nothing in ${view}`, async (page) => {
    page.refused = view.startsWith("#/compare");
    await visit(page, server.address, view);
    assert.deepEqual(await audit(page), []);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForTimeout(50);
    assert.deepEqual(await audit(page), []);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.reload();
    await settled(page);
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wide <= room, `the page is ${wide} pixels wide where ${room} are there`);
  });

await browser.close();
assert.ok(await server.end(), "the server runs until Ctrl-C");
if (failures.length > 0) {
  console.log(`${failures.length} failed: ${failures.join("; ")}`);
  process.exit(1);
}
