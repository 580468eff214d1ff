// What the browser tests share: a bespoke process, a browser, and the checks
// that hold for every page.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const tools = process.env.BESPOKE_BROWSER_TOOLS;
if (!tools) throw new Error("BESPOKE_BROWSER_TOOLS names no folder: run make test-browser");
export const modules = join(tools, "node_modules");
const require = createRequire(join(tools, "anchor.js"));
const { chromium } = require("playwright-core");
export const esbuild = require("esbuild");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// The SDK's client, an implementation of MCP that is not ours.
export const sdk = await import(pathToFileURL(join(modules, "@modelcontextprotocol/client/dist/index.mjs")));

function browserPath() {
  const named = process.env.BESPOKE_CHROMIUM;
  const known = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];
  const found = named || known.find((path) => existsSync(path));
  if (!found) throw new Error("no Chromium: install one or name it with BESPOKE_CHROMIUM");
  return found;
}

export const browse = () => chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox", "--disable-dev-shm-usage"] });

export function folder(t) {
  const made = mkdtempSync(join(tmpdir(), "bespoke-browser-"));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

// bespoke starts the program. told gives the first match of a pattern in what it
// writes; ended gives its exit code.
export function bespoke(t, args, options = {}) {
  const child = spawn(join(root, "bin/bespoke"), args, { cwd: options.cwd, env: { PATH: process.env.PATH, HOME: options.cwd } });
  let text = "";
  const waiting = new Set();
  const look = () => { for (const check of waiting) check(); };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => { text += data; look(); });
  const ended = new Promise((done) => child.on("exit", (code) => { done(code); look(); }));
  t.after(async () => { child.kill("SIGTERM"); await ended; });
  return {
    ended,
    text: () => text,
    told: (pattern) => new Promise((done, fail) => {
      const check = () => {
        const match = text.match(pattern);
        if (match) done(match);
        else if (child.exitCode !== null) fail(new Error(`bespoke ended without ${pattern}: ${text}`));
        else return;
        waiting.delete(check);
      };
      waiting.add(check);
      check();
    }),
  };
}

// watch holds a page to its promises: no request leaves the places it may ask,
// nothing breaks the policy, nothing is thrown, nothing pops up.
export function watch(page, allowed) {
  const faults = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("data:") && !url.startsWith("blob:") && !allowed.some((origin) => url.startsWith(origin))) faults.push(`request to ${url}`);
  });
  page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`));
  page.on("console", (message) => { if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) faults.push(`console: ${message.text()}`); });
  page.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  return () => assert.deepEqual(faults, []);
}

// accessible runs axe on a frame. axe comes in by the debugging protocol, which
// no policy of the page concerns.
export async function accessible(frame, what) {
  await frame.evaluate(axe);
  const result = await frame.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join("; ")}`), [], `axe: ${what}`);
  assert.ok(result.passes.length > 10, "axe looked at the page");
}

// picture writes a screenshot where BESPOKE_SCREENSHOTS asks for them.
export async function picture(page, name) {
  const into = process.env.BESPOKE_SCREENSHOTS;
  if (!into) return;
  await page.screenshot({ path: join(into, `${name}.png`) });
  await page.screenshot({ path: join(into, `${name}-all.png`), fullPage: true });
}

// narrow holds a page to the width of its window.
export async function narrow(frame, what) {
  const [wide, window] = await frame.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= window, `${what} is ${wide} px wide in a window of ${window}`);
}

export const sample = { offer: join(root, "examples/offers/platform-engineer.txt"), cv: join(root, "examples/cvs/software-engineer.yaml") };
