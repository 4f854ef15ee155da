/* What the checks in a browser share: the program that serves, a browser without a network, and waiting for a view. */

import { spawn } from "node:child_process";
import { once } from "node:events";

import { chromium } from "playwright-core";

/** Starts `nasscape explore` with those options; `address` is what it prints. */
export async function serve(binary, options) {
  const server = spawn(binary, ["explore", "--port", "0", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => server.kill());
  const [line] = await Promise.race([once(server.stdout, "data"), once(server, "exit").then(([code]) => {
    throw new Error(`nasscape explore ended with code ${code}`);
  })]);
  return {
    address: String(line).trim(),
    /** Ends it as Ctrl-C does; true if it ended by that. */
    async end() {
      if (server.exitCode !== null || server.signalCode !== null) return false;
      server.kill("SIGINT");
      const [code, signal] = await once(server, "exit");
      return code === 0 || signal === "SIGINT";
    },
  };
}

/** A browser that reaches no other machine. */
export function launch(executablePath) {
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
  });
}

/** Leads to a link within the page and waits until its view stands. */
export async function visit(page, address, link) {
  await page.goto(address + link);
  await settled(page);
}

/** Waits until the view stands and nothing is asked any more. */
export async function settled(page) {
  await page.waitForFunction(() => {
    const content = document.getElementById("content");
    return content?.querySelector("h1") && !content.hasAttribute("aria-busy");
  });
}
