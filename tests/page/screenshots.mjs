/*
 * The README's screenshots, of the built-in landscape.
 * usage: screenshots.mjs NASSCAPE CHROMIUM FOLDER
 */

import { statSync } from "node:fs";
import { join } from "node:path";

import { launch, serve, settled, visit } from "./browser.mjs";

const LARGEST = 150_000; /* bytes of a file */
const BEST = "best";

/** One picture each: its file, the link, its height, and what is done before it is taken. */
const pictures = [
  { name: "map", link: "#/map", height: 760 },
  { name: "cell", link: `#/cell/${BEST}`, height: 860 },
  { name: "draw", link: `#/draw/${BEST}`, height: 760 },
  { name: "compare", link: `#/compare/published-best/${BEST}`, height: 860 },
  { name: "landscape", link: "#/landscape?part=optima", height: 900 },
];

const [binary, executable, folder] = process.argv.slice(2);
const server = await serve(binary, []);
const browser = await launch(executable);
let failed = false;
for (const { name, link, height } of pictures) {
  const page = await browser.newPage({ viewport: { width: 1160, height }, colorScheme: "light", reducedMotion: "reduce" });
  await visit(page, server.address, link);
  await settled(page);
  await page.waitForTimeout(500); /* fading ends */
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  await page.close();
  const { size } = statSync(path);
  console.log(`${path}: ${size} bytes`);
  failed ||= size > LARGEST;
}
await browser.close();
await server.end();
if (failed) throw new Error(`a picture has more than ${LARGEST} bytes`);
