/*
 * The README's screenshots, of the built-in landscape.
 * usage: screenshots.mjs NASSCAPE CHROMIUM FOLDER
 */

import { statSync } from "node:fs";
import { join } from "node:path";

import { launch, serve, settled, visit } from "./browser.mjs";

const LARGEST = 150_000; /* bytes of a file */

/** One picture each: its file, the link, and its height. */
const pictures = [
  { name: "map", link: "#/map", height: 760 },
  { name: "cell", link: "#/cell/published-best", height: 1060 },
  { name: "draw", link: "#/draw/published-best", height: 760 },
  { name: "compare", link: "#/compare/resnet-like/published-best", height: 960 },
  { name: "landscape", link: "#/landscape?part=optima&optima=25", height: 860 },
];

const [binary, executable, folder] = process.argv.slice(2);
const server = await serve(binary, []);
const browser = await launch(executable);
let failed = false;
for (const { name, link, height } of pictures) {
  const page = await browser.newPage({
    viewport: { width: 1280, height }, deviceScaleFactor: 0.75, colorScheme: "light", reducedMotion: "reduce",
  });
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
