// The whole job through the TypeScript SDK's client:
// node typescript.mjs PACKAGES VERSION sse|http ADDRESS <job.json
//
// PACKAGES is the folder that install.sh filled; VERSION is v1 or v2 of the SDK.
// It prints what the steps gave, as interop_test.go of cmd/bespoke reads it.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const [packages, version, transport, address] = process.argv.slice(2);
const require = createRequire(`${packages}/package.json`);
const sdk = version === 'v2' ? require('@modelcontextprotocol/client') : {
  ...require('@modelcontextprotocol/sdk/client/index.js'),
  ...require('@modelcontextprotocol/sdk/client/sse.js'),
  ...require('@modelcontextprotocol/sdk/client/streamableHttp.js'),
};
const job = JSON.parse(await text(process.stdin));

const client = new sdk.Client({ name: 'interop', version: '1' }, { versionNegotiation: { mode: 'auto' } });
const Transport = transport === 'sse' ? sdk.SSEClientTransport : sdk.StreamableHTTPClientTransport;
await client.connect(new Transport(new URL(`http://${address}/${transport === 'sse' ? 'sse' : 'mcp'}`)));

const steps = {};
const progress = [];
async function call(name, args) {
  const options = { onprogress: update => progress.push(update.progress) };
  const params = { name, arguments: args };
  const result = await (version === 'v2' ? client.callTool(params, options) : client.callTool(params, undefined, options));
  if (result.isError) throw new Error(`${name}: ${result.content[0].text}`);
  return (steps[name] = result.structuredContent);
}

const tools = (await client.listTools()).tools.map(tool => tool.name);
const { job_offer_id } = await call('parse_job_offer', { text: job.offer });
const { plan_id } = await call('plan_cv_changes', { cv_yaml: job.cv, job_offer_id });
const { cv_id } = await call('apply_cv_edits', { plan_id });
const { pdf_id } = await call('render_pdf', { cv_id, date: job.date, preview: false });
await call('save_application', { job_offer_id, cv_id, pdf_id, plan_id, idempotency_key: job.key });
const { contents } = await client.readResource({ uri: `pdf://${pdf_id}` });
const revision = client.getNegotiatedProtocolVersion?.(); // v1 does not tell
const pdf = Buffer.from(contents[0].blob, 'base64');

console.log(JSON.stringify({
  tools, steps, progress, revision,
  pdf: { kind: contents[0].mimeType, bytes: pdf.length, sha256: createHash('sha256').update(pdf).digest('hex') },
}));
await client.close();
