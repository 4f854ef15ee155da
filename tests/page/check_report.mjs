/*
 * The page of a report in a headless Chromium, from the disk: no error is logged, nothing is asked of another address,
 * axe-core finds nothing in light, dark and on a phone; claims are filtered and sorted; it prints.
 * usage: check_report.mjs NASSCAPE CHROMIUM
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { launch } from "./browser.mjs";

const [binary, executable] = process.argv.slice(2);
const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const folder = mkdtempSync(join(tmpdir(), "nasscape-report-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/* Without gnuplot: the pictures of the page are the program's own in any case. */
const printed = execFileSync(binary, ["report", "paper", "--space", "nb101:vertices=4", "--out", folder, "--quiet"], {
  env: { ...process.env, NASSCAPE_GNUPLOT: "" },
  encoding: "utf8",
});
assert.equal(printed.trim().split("\n").at(-1), join(folder, "index.html"));
const address = pathToFileURL(join(folder, "index.html")).href;

const browser = await launch(executable);
const noted = [];

async function openPage(options) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.on("console", (message) => noted.push(message.text()));
  page.on("pageerror", (error) => noted.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:")) noted.push(`asked ${request.url()}`);
  });
  await page.goto(address);
  return page;
}

/* ---- all widths and colours ---- */

for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { viewport: { width: 390, height: 844 } }]) {
  const page = await openPage(options);
  await page.addScriptTag({ content: AXE });
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(found.violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, `${overflow} pixels stick out`);
  await page.context().close();
}

/* ---- claims ---- */

const page = await openPage({});
const rows = page.locator(".claims[data-filter] tbody tr");
const shown = () => page.locator(".claims[data-filter] tbody tr:visible").count();
const all = await rows.count();
assert.equal(all, 59);
const filters = page.locator(".filters button");
for (let number = 0; number < await filters.count(); number++) {
  await filters.nth(number).click();
  assert.equal(await shown(), Number((await filters.nth(number).innerText()).match(/\d+$/)[0]));
  assert.equal(await filters.nth(number).getAttribute("aria-pressed"), "true");
}
await filters.first().click();
assert.equal(await shown(), all);

/** The numbers that a column is sorted by, in the order of the rows; a missing one is null. */
const keys = (column) => rows.evaluateAll((found, number) =>
  found.map((row) => row.cells[number].dataset.value ?? null).map((key) => (key === null ? null : Number(key))), column);
const HERE = 3;
for (const sign of [1, -1]) {
  await page.locator(".claims[data-filter] thead button").nth(HERE).click();
  const found = await keys(HERE);
  const numbers = found.filter((key) => key !== null);
  assert.ok(numbers.length > 5);
  assert.deepEqual(numbers, [...numbers].sort((first, second) => sign * (first - second)));
  assert.deepEqual(found, [...numbers, ...found.filter((key) => key === null)]);
}

/* ---- pictures, tables, links ---- */

const size = await page.locator("#findings .drawing use").first().evaluate((node) => node.getBoundingClientRect().width);
assert.ok(size > 100, "the pictures of the findings are drawn");
assert.ok(await page.locator(".warning").isVisible());
const table = page.locator("details.table").first();
assert.equal(await table.locator("table").isVisible(), false);
await table.locator("summary").click();
assert.ok(await table.locator("table").isVisible());
const broken = await page.evaluate(() => [...document.querySelectorAll("a[href^='#']")]
  .map((link) => link.getAttribute("href").slice(1)).filter((id) => document.getElementById(id) === null));
assert.deepEqual(broken, []);
assert.ok((await page.pdf({ format: "A4" })).length > 10_000);

/* ---- without scripts ---- */

const plain = await openPage({ javaScriptEnabled: false });
assert.equal(await plain.locator(".claims[data-filter] tbody tr").count(), all);
assert.equal(await plain.locator(".filters").count(), 0);

assert.deepEqual(noted, []);
await browser.close();
console.log("ok the page of a report");
