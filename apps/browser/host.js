// A small MCP Apps host: the official bridge (@modelcontextprotocol/ext-apps)
// between a page in a sandbox and a real bespoke over Streamable HTTP. What the
// page asks of its host is kept in window.seen.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";

window.seen = { sizes: [], contexts: [], downloads: [], modes: [], tools: [] };

// host connects to bespoke, shows the page of a tool's result and gives it what
// the tool said.
window.host = async ({ server, view, tool, args, theme, capabilities = {}, width }) => {
  const client = new Client({ name: "host", version: "1" }, { capabilities: { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } } } });
  await client.connect(new StreamableHTTPClientTransport(new URL(server)));
  const { tools } = await client.listTools();
  const declared = tools.find((known) => known.name === tool);
  const result = await client.callTool({ name: tool, arguments: args });

  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = "app";
  frame.style.cssText = `width: ${width || "100%"}; border: 0; display: block; height: 400px`;
  document.body.append(frame);
  const context = { theme, displayMode: "inline", availableDisplayModes: ["inline", "fullscreen"], containerDimensions: { maxHeight: 20000 }, toolInfo: { tool: declared } };
  const bridge = new AppBridge(client, { name: "host", version: "1" }, { serverTools: {}, serverResources: {}, openLinks: {}, ...capabilities }, { hostContext: context });
  bridge.onsizechange = ({ height }) => { window.seen.sizes.push(height); if (height) frame.style.height = `${height}px`; };
  bridge.onupdatemodelcontext = async (params) => { window.seen.contexts.push(params); return {}; };
  bridge.ondownloadfile = async ({ contents }) => { window.seen.downloads.push(contents); return {}; };
  bridge.onopenlink = async () => ({ isError: true });
  bridge.onrequestdisplaymode = async ({ mode }) => {
    window.seen.modes.push(mode);
    bridge.setHostContext({ ...context, displayMode: mode });
    return { mode };
  };
  const initialized = new Promise((done) => { bridge.oninitialized = done; });
  const transport = new PostMessageTransport(frame.contentWindow, frame.contentWindow);
  await bridge.connect(transport);
  // Calls of the page go to bespoke as the bridge sends them; they are counted.
  const call = bridge.oncalltool;
  bridge.oncalltool = async (params, extra) => {
    window.seen.tools.push(params.name);
    return call(params, extra);
  };
  frame.src = view;
  await initialized;
  await bridge.sendToolInput({ arguments: args });
  await bridge.sendToolResult(result);
  window.bridge = bridge;
  window.client = client;
  return { declared, result, app: bridge.getAppVersion(), offered: bridge.getAppCapabilities(), extensions: client.getServerCapabilities()?.extensions };
};
