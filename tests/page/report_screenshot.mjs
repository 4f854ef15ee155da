/*
 * The README's picture of a report: its first screen.
 * usage: report_screenshot.mjs CHROMIUM REPORT_FOLDER FILE.png
 */

import { resolve, join } from "node:path";
import { pathToFileURL } from "node:url";

import { launch } from "./browser.mjs";

const [executable, report, file] = process.argv.slice(2);
const browser = await launch(executable);
const page = await browser.newPage({
  viewport: { width: 1280, height: 1150 }, deviceScaleFactor: 0.75, colorScheme: "light", reducedMotion: "reduce",
});
await page.goto(pathToFileURL(join(resolve(report), "index.html")).href);
await page.screenshot({ path: file });
await browser.close();
