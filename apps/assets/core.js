"use strict";
// What both pages stand on: building elements from data, and two ways to the
// server. In an MCP host the page talks JSON-RPC with the window around it
// (MCP Apps, 2026-01-26); opened by a review link it asks bespoke over HTTP.
//
// Offers, CVs and messages are other people's words. They come into the page
// as text nodes only: nothing here reads markup.
const bespoke = (() => {
  const PROTOCOL = "2026-01-26";

  // el makes an element. "on…" properties are listeners, "class", "text" and
  // "dataset" are what they say, everything else is an attribute; what is null,
  // undefined or false is left out.
  function el(tag, properties = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "class") node.className = value;
      else if (name === "text") node.textContent = value;
      else if (name === "dataset") Object.assign(node.dataset, value);
      else node.setAttribute(name, value === true ? "" : String(value));
    }
    node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  }

  function fill(node, ...children) {
    node.replaceChildren(...children.flat(Infinity).filter(Boolean));
  }

  const byId = (id) => document.getElementById(id);
  const percent = (share) => `${Math.round(100 * Math.min(Math.max(share || 0, 0), 1))}\u00a0%`;
  const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;

  // Refusal is an error whose words are for the user.
  class Refusal extends Error {}

  function checked(result) {
    if (!result.isError) return result;
    const words = (result.content || []).filter((part) => part.type === "text").map((part) => part.text);
    throw new Refusal(words.join(" ") || "bespoke refused without a reason");
  }

  const picture = (result) => (result.content || []).find((part) => part.type === "image" && part.mimeType === "image/png");

  function bytesOf(base64) {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  }

  // ---- in an MCP host ----

  function hostTransport({ name, title, onResult, onCancelled }) {
    const parent = window.parent;
    const waiting = new Map();
    let next = 1;
    let context = {};
    let capabilities = {};

    const post = (message) => parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
    const notify = (method, params = {}) => post({ method, params });
    function request(method, params) {
      const id = next++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        post({ id, method, params });
      });
    }

    function adopt(change) {
      context = { ...context, ...change };
      const root = document.documentElement;
      if (context.theme === "light" || context.theme === "dark") root.dataset.theme = context.theme;
      const font = context.styles?.variables?.["--font-sans"];
      if (typeof font === "string") root.style.setProperty("--font-sans", font);
      const inset = context.safeAreaInsets;
      if (inset) {
        for (const side of ["top", "right", "bottom", "left"]) {
          if (Number.isFinite(inset[side])) root.style.setProperty(`--inset-${side}`, `${inset[side]}px`);
        }
      }
      const modes = context.availableDisplayModes || [];
      root.dataset.mode = context.displayMode || "inline";
      root.toggleAttribute("data-can-grow", modes.includes("fullscreen") && context.displayMode !== "fullscreen");
    }

    const told = {
      "ui/notifications/tool-result": (params) => onResult(params),
      "ui/notifications/tool-cancelled": (params) => onCancelled(params?.reason),
      "ui/notifications/host-context-changed": (params) => adopt(params || {}),
    };
    const asked = { ping: () => ({}), "ui/resource-teardown": () => ({}) };

    window.addEventListener("message", (event) => {
      const message = event.data;
      if (event.source !== parent || !message || message.jsonrpc !== "2.0") return;
      if (message.method === undefined) {
        const call = waiting.get(message.id);
        waiting.delete(message.id);
        if (!call) return;
        if (message.error) call.reject(new Refusal(message.error.message || "the host refused"));
        else call.resolve(message.result);
        return;
      }
      if (message.id === undefined) {
        told[message.method]?.(message.params);
        return;
      }
      const answer = asked[message.method];
      post(answer ? { id: message.id, result: answer(message.params) } : { id: message.id, error: { code: -32601, message: "Method not found" } });
    });

    let shown = "";
    function tellSize() {
      const box = document.documentElement.getBoundingClientRect();
      const size = { width: Math.ceil(box.width), height: Math.ceil(box.height) };
      if (`${size.width}x${size.height}` === shown) return;
      shown = `${size.width}x${size.height}`;
      notify("ui/notifications/size-changed", size);
    }

    return {
      async connect() {
        const hello = await request("ui/initialize", {
          protocolVersion: PROTOCOL,
          appInfo: { name, title, version: "1" },
          appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
        });
        capabilities = hello.hostCapabilities || {};
        adopt(hello.hostContext || {});
        notify("ui/notifications/initialized");
        new ResizeObserver(tellSize).observe(document.documentElement);
        tellSize();
        return {};
      },
      async call(tool, args) {
        return checked(await request("tools/call", { name: tool, arguments: args }));
      },
      // save hands the PDF to the user in the best way that the host has.
      async save(made, file) {
        const uri = `pdf://${made.pdf_id}`;
        if (capabilities.downloadFile && capabilities.serverResources) {
          const read = await request("resources/read", { uri });
          const blob = (read.contents || []).find((part) => part.blob)?.blob;
          const resource = { uri: `file:///${file}`, mimeType: "application/pdf", blob };
          const done = await request("ui/download-file", { contents: [{ type: "resource", resource }] });
          if (!done?.isError) return "Handed to your client for download.";
        }
        if (capabilities.openLinks && /^https?:/.test(made.url || "")) {
          const done = await request("ui/open-link", { url: made.url });
          if (!done?.isError) return "Opened in your browser.";
        }
        if (made.path) return `It lies at ${made.path}.`;
        return `This client cannot download it. Ask in the chat for the PDF ${made.pdf_id}.`;
      },
      // note lets the model know what the user did here.
      note(text, structuredContent) {
        if (!capabilities.updateModelContext) return;
        request("ui/update-model-context", { content: [{ type: "text", text }], structuredContent }).catch(() => {});
      },
      grow() {
        request("ui/request-display-mode", { mode: "fullscreen" })
          .then((got) => adopt({ displayMode: got.mode }))
          .catch(() => {});
      },
    };
  }

  // ---- opened by a review link ----

  function linkTransport() {
    const home = location.pathname.replace(/\/+$/, "");
    const plan = home.slice(home.lastIndexOf("/") + 1);

    async function ask(path, body) {
      let response;
      try {
        response = await fetch(home + path, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          credentials: "same-origin",
          cache: "no-store",
          body: JSON.stringify(body),
        });
      } catch {
        throw new Refusal("bespoke does not answer. Is it still running?");
      }
      if (response.ok) return response;
      const problem = await response.json().catch(() => ({}));
      throw new Refusal(problem.detail || problem.title || `bespoke answered ${response.status}`);
    }

    return {
      // The secret stands behind the #, which no browser sends anywhere. It is
      // taken out of the address before anything else happens.
      async connect() {
        const given = new URLSearchParams(location.hash.slice(1));
        const token = given.get("t");
        if (location.hash) history.replaceState(null, "", location.pathname);
        if (token) await ask("/session", { token });
        return { plan_id: plan, saved: given.has("saved") };
      },
      async call(tool, args) {
        return checked(await (await ask(`/tools/${encodeURIComponent(tool)}`, args)).json());
      },
      // keep fetches the PDF at once: the page can then give it out even when
      // bespoke has ended since.
      async keep(made) {
        const response = await ask("/pdf", { pdf_id: made.pdf_id });
        return URL.createObjectURL(await response.blob());
      },
      note() {},
      grow() {},
    };
  }

  const inHost = () => window.parent !== window;

  return {
    el, fill, byId, percent, count, Refusal, picture, bytesOf,
    transport: (options) => (inHost() ? hostTransport(options) : linkTransport()),
  };
})();
