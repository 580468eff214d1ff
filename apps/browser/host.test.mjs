// The pages in an MCP Apps host: the official bridge, a sandbox without an
// origin, the content policy that the specification tells hosts to set, and a
// real bespoke behind it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { accessible, bespoke, browse, esbuild, folder, modules, narrow, picture, sample, sdk, watch } from "./kit.mjs";

let browser;
let script;
before(async () => {
  browser = await browse();
  const built = await esbuild.build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), "host.js")], bundle: true, write: false, format: "iife", nodePaths: [modules], logLevel: "error",
  });
  script = built.outputFiles[0].text;
});
after(() => browser.close());

// What the specification tells a host to send where an app names no domains.
const policy = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; connect-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'self'";

function serve(t, answer) {
  return new Promise((done) => {
    const server = createServer((request, response) => {
      const [type, body, headers] = answer(request.url);
      response.writeHead(200, { "Content-Type": type, ...headers });
      response.end(body);
    }).listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${server.address().port}`));
    t.after(() => server.close());
  });
}

// world is a host's page, a place on another origin that serves the app into its
// sandbox, and a bespoke that lets the host's page in.
async function world(t, uri, options) {
  const place = folder(t);
  let app = "";
  const host = await serve(t, () => ["text/html", `<!doctype html><html lang="en"><title>host</title><body style="margin:0"><script>${script.replaceAll("</script", "<\\/script")}</script>`]);
  const sandbox = await serve(t, () => ["text/html; charset=utf-8", app, { "Content-Security-Policy": policy }]);
  const run = bespoke(t, ["serve", "--transport", "http", "--addr", "127.0.0.1:0", "--origin", host, "--data", join(place, "data")], { cwd: place });
  const [, server] = await run.told(/on (http:\/\/127\.0\.0\.1:\d+)/);

  const client = new sdk.Client({ name: "node", version: "1" });
  await client.connect(new sdk.StreamableHTTPClientTransport(new URL(`${server}/mcp`)));
  t.after(() => client.close());
  const { contents: [page] } = await client.readResource({ uri });
  assert.equal(page.mimeType, "text/html;profile=mcp-app");
  app = page.text;
  const call = async (name, args) => {
    const result = await client.callTool({ name, arguments: args });
    assert.ok(!result.isError, JSON.stringify(result.content));
    return result.structuredContent;
  };

  const tab = await browser.newPage(options);
  t.after(() => tab.close());
  const calm = watch(tab, [host, sandbox, server]);
  await tab.goto(host);
  const show = async (asked) => {
    const told = await tab.evaluate((ask) => window.host(ask), { server: `${server}/mcp`, view: sandbox, ...asked });
    return { told, frame: tab.frames().find((frame) => frame.url().startsWith(sandbox)) };
  };
  return { tab, calm, call, show, server };
}

const shown = (frame) => frame.waitForFunction(() => document.querySelector("#picture")?.src.startsWith("data:") && document.querySelector("#sheet").getAttribute("aria-busy") === "false");

const texts = () => ({ job_offer_text: readFileSync(sample.offer, "utf8"), cv_yaml: readFileSync(sample.cv, "utf8") });

test("a person reviews a plan in a host", { timeout: 180000 }, async (t) => {
  const { tab, calm, show, call } = await world(t, "ui://bespoke/review", { viewport: { width: 1100, height: 900 }, colorScheme: "light" });
  const { told, frame } = await show({ tool: "plan_cv_changes", args: texts(), theme: "dark", capabilities: { downloadFile: {}, updateModelContext: { text: {} } } });
  assert.equal(told.declared._meta.ui.resourceUri, "ui://bespoke/review");
  assert.deepEqual(told.extensions["io.modelcontextprotocol/ui"], { mimeTypes: ["text/html;profile=mcp-app"] });
  assert.equal(told.app.name, "bespoke-review");
  assert.deepEqual(told.offered.availableDisplayModes, ["inline", "fullscreen"]);
  await shown(frame);
  assert.equal(await frame.evaluate(() => document.documentElement.dataset.theme), "dark", "the host's theme wins over the system's");
  assert.equal(await frame.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(20, 22, 26)");
  await accessible(frame, "in a host, dark");
  await picture(tab, "host-dark-1100");

  // The frame is as high as the page.
  const [height, page] = [await tab.evaluate(() => window.seen.sizes.at(-1)), await frame.evaluate(() => document.documentElement.getBoundingClientRect().height)];
  assert.ok(Math.abs(height - page) <= 1, `told ${height}, is ${page}`);

  // Reject one by key; apply by key.
  const count = await frame.locator("#edits .card").count();
  const at = await frame.evaluate(() => [...document.querySelectorAll("#edits .card")].findIndex((card) => card.textContent.includes("Reworded")));
  await frame.focus("#edits");
  for (let i = 0; i <= at; i++) await tab.keyboard.press("j");
  const first = await frame.evaluate(() => document.activeElement.dataset.id);
  await tab.keyboard.press("r");
  await frame.waitForFunction((id) => document.querySelector("#status").textContent.startsWith(`${id} rejected.`), first);
  await shown(frame);
  await tab.keyboard.press("Control+Enter");
  await frame.waitForFunction(() => document.activeElement?.id === "result-h");
  assert.match(await frame.textContent("#result-text"), new RegExp(`^${count - 1} edits applied, 2 pages`));

  // The PDF goes through the host, the model is told.
  await frame.click("#save-pdf");
  await frame.waitForFunction(() => document.querySelector("#result-note").textContent.includes("download"));
  const { resource } = (await tab.evaluate(() => window.seen.downloads))[0][0];
  assert.equal(resource.mimeType, "application/pdf");
  assert.equal(Buffer.from(resource.blob, "base64").subarray(0, 5).toString(), "%PDF-");
  const context = (await tab.evaluate(() => window.seen.contexts))[0];
  assert.equal(context.structuredContent.plan_id, told.result.structuredContent.plan_id);
  assert.deepEqual(context.structuredContent.rejected, [first]);
  assert.match(context.content[0].text, /^The user reviewed plan_/);

  // And tracked, once however often it is asked for.
  await frame.click("#track");
  await frame.waitForFunction(() => document.querySelector("#result-note").textContent.includes("app_"));
  const { applications } = await call("list_applications", {});
  assert.equal(applications.length, 1);
  assert.equal(applications[0].pdf_id, context.structuredContent.pdf_id);

  // Rejected is not proposed again.
  const again = await call("plan_cv_changes", texts());
  const { after: refused } = told.result.structuredContent.edits.find((edit) => edit.id === first);
  assert.ok(refused && again.edits.length > 0 && again.edits.every((edit) => edit.after !== refused), "its words are not proposed again");

  // The host turns the light on, and lets the page grow.
  await tab.evaluate(() => window.bridge.setHostContext({ theme: "light", displayMode: "inline", availableDisplayModes: ["inline", "fullscreen"] }));
  await frame.waitForFunction(() => document.documentElement.dataset.theme === "light");
  assert.equal(await frame.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(246, 245, 241)");
  await accessible(frame, "in a host, light");
  await frame.click("#grow");
  await frame.waitForFunction(() => document.documentElement.dataset.mode === "fullscreen");
  assert.deepEqual(await tab.evaluate(() => window.seen.modes), ["fullscreen"]);
  assert.deepEqual(await tab.evaluate(() => window.bridge.teardownResource({ reason: "done" })), {});
  const used = await tab.evaluate(() => [...new Set(window.seen.tools)].sort());
  assert.deepEqual(used, ["apply_cv_edits", "render_pdf", "review_plan", "save_application"]);
  calm();

  // The page's own policy holds whatever the host's allows.
  const ran = await frame.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.head.append(script);
    return window.ran === true;
  });
  assert.ok(!ran, "a script that is not the page's own does not run");
});

test("a host that cannot download, and a plan that failed", { timeout: 180000 }, async (t) => {
  const { tab, calm, show, call } = await world(t, "ui://bespoke/review", { viewport: { width: 390, height: 844 } });
  const first = await call("plan_cv_changes", texts());
  const on = (words) => first.edits.find((edit) => edit.op === "replace" && edit.before.includes(words));
  const edits = [
    { id: "lie", op: "replace", path: on("Moved 34").path, before: on("Moved 34").before, after: "Moved 90 services to Pulumi", reason: "It sounds better." },
    { id: "german", op: "replace", path: on("Cut the p95").path, before: on("Cut the p95").before, after: "Die p95-Latenz der Preis-API von 820 ms auf 190 ms gesenkt", reason: "In the reader's language." },
  ];
  const { plan_id } = await call("plan_cv_changes", { ...texts(), edits });
  const { frame } = await show({ tool: "review_plan", args: { plan_id }, theme: "light" });
  await shown(frame);
  await narrow(frame, "the review in a host");
  await accessible(frame, "review needed, and refused");

  // What is refused says why and cannot be taken; what needs a look waits.
  const refused = frame.locator("#refused .card");
  assert.match(await refused.textContent(), /new number: “?90”?\. .*new skill: “?Pulumi/s);
  assert.equal(await refused.locator("button").count(), 0);
  const german = frame.locator('[data-id="german"]');
  assert.equal(await german.locator(".badge.review").count(), 1);
  assert.ok(await german.locator(".findings .review").count() > 0);
  assert.equal(await german.getAttribute("data-decision"), "open");
  await picture(tab, "host-light-390");
  assert.ok(!(await frame.textContent("body")).includes("[object"));
  await german.getByRole("button", { name: "Accept" }).click();
  await frame.waitForFunction(() => document.querySelector("#status").textContent.startsWith("german accepted."));
  await shown(frame);
  await frame.click("#apply");
  await frame.waitForFunction(() => document.activeElement?.id === "result-h");
  await frame.click("#save-pdf");
  await frame.waitForFunction(() => /Ask in the chat for the PDF pdf_/.test(document.querySelector("#result-note").textContent));
  assert.deepEqual(await tab.evaluate(() => window.seen.contexts), [], "a host that wants no context is told nothing");

  await tab.reload();
  const failed = await show({ tool: "review_plan", args: { plan_id: "plan_" + "0".repeat(32) }, theme: "light" });
  await failed.frame.waitForSelector("#alert:not([hidden])");
  assert.match(await failed.frame.textContent("#alert"), /never made here/);
  await accessible(failed.frame, "failed");
  calm();
});

test("the board in a host", { timeout: 180000 }, async (t) => {
  const { tab, calm, show, call } = await world(t, "ui://bespoke/board", { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  const { cv_id } = await call("plan_cv_changes", texts());
  const day = (from) => new Date(Date.now() + from * 86400000).toLocaleDateString("sv"); // YYYY-MM-DD, here
  const offers = ["Welder (m/f/d)\nBrightforge Ltd\nYou must have: MIG welding.", "Ward nurse\nSt. Elmo Clinic\nYou must have: night shifts.", `<img src=x onerror="alert(1)"> Baker\nCrust & Crumb Ltd\nYou must have: sourdough.`];
  for (const [i, text] of offers.entries()) {
    const { job_offer_id } = await call("parse_job_offer", { text });
    const { application_id } = await call("save_application", { job_offer_id, cv_id });
    if (i === 0) await call("save_action_point", { application_id, text: "Send the certificate", due_on: day(-2) });
    if (i === 1) await call("save_action_point", { application_id, text: "They answer <b>soon</b>", due_on: day(40), waiting: true });
    if (i > 0) await call("update_application", { application_id, status: "interview" });
  }
  const { told, frame } = await show({ tool: "list_applications", args: {}, theme: "dark", width: "390px" });
  assert.equal(told.declared._meta.ui.resourceUri, "ui://bespoke/board");
  await frame.waitForSelector(".column .card");
  assert.deepEqual(await frame.locator(".column h2").allTextContents(), ["Saved 1", "Interview 2"]);
  assert.equal(await frame.textContent("#lead"), "3 applications, 2 open actions, 1 overdue.");
  assert.equal(await frame.textContent(".late > span"), `To do: Send the certificate, overdue since ${day(-2)}`);
  assert.equal(await frame.textContent(".column:nth-child(2) .due > span"), `Waiting: They answer <b>soon</b>, due ${day(40)}`);
  assert.match(await frame.textContent(".column:nth-child(2) .card"), /^Ward nurse/, "what is due first stands first");
  assert.equal(await frame.locator("img").count(), 0, "words stay words");
  await narrow(frame, "the board");
  await accessible(frame, "the board, dark");
  await picture(tab, "board-dark-390");

  // Done is done, here and in the tracker.
  await frame.getByRole("button", { name: "Done: Send the certificate" }).click();
  await frame.waitForFunction(() => document.querySelector("#lead").textContent === "3 applications, 1 open action.");
  assert.match(await frame.textContent("#status"), /^Done: Send the certificate\./);
  assert.deepEqual((await call("list_action_points", { state: "done" })).action_points.map((point) => point.text), ["Send the certificate"]);
  await call("save_application", { job_offer_id: (await call("parse_job_offer", { text: "Cook\nThe Copper Pot\nYou must have: patience." })).job_offer_id, cv_id });
  await frame.click("#again");
  await frame.waitForFunction(() => document.querySelector("#lead").textContent.startsWith("4 applications"));
  calm();
});
