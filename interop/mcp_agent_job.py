"""The whole job by an Agent of lastmile-ai/mcp-agent over SSE, without a model:
python mcp_agent_job.py sse ADDRESS <job.json

The agent finds the tools by its aggregator, under the server's name, and calls
them in sequence as a model would. It prints what the steps gave, as interop_test.go of
cmd/bespoke reads it. mcp-agent passes no progress on.
"""

import asyncio
import base64
import hashlib
import json
import sys

from mcp_agent.agents.agent import Agent
from mcp_agent.app import MCPApp
from mcp_agent.config import LoggerSettings, MCPServerSettings, MCPSettings, Settings, UsageTelemetrySettings


async def main(transport: str, address: str) -> None:
    job = json.load(sys.stdin)
    steps = {}
    server = MCPServerSettings(transport=transport, url=f"http://{address}/sse")
    settings = Settings(
        execution_engine="asyncio",
        logger=LoggerSettings(transports=[], type="none", progress_display=False),
        usage_telemetry=UsageTelemetrySettings(enabled=False),
        mcp=MCPSettings(servers={"bespoke": server}),
    )
    async with MCPApp(name="interop", settings=settings).run() as app:
        agent = Agent(name="tailor", instruction="Tailor the CV to the offer.", server_names=["bespoke"], context=app.context)
        async with agent:

            async def call(name: str, **arguments):
                result = await agent.call_tool(f"bespoke_{name}", arguments)
                if result.isError:
                    raise RuntimeError(f"{name}: {result.content[0].text}")
                steps[name] = result.structuredContent
                return steps[name]

            listed = [tool.name for tool in (await agent.list_tools()).tools]
            tools = [name.removeprefix("bespoke_") for name in listed if name.startswith("bespoke_")]
            offer = (await call("parse_job_offer", text=job["offer"]))["job_offer_id"]
            plan = (await call("plan_cv_changes", cv_yaml=job["cv"], job_offer_id=offer))["plan_id"]
            cv = (await call("apply_cv_edits", plan_id=plan))["cv_id"]
            pdf = (await call("render_pdf", cv_id=cv, date=job["date"], preview=False))["pdf_id"]
            await call("save_application", job_offer_id=offer, cv_id=cv, pdf_id=pdf, plan_id=plan, idempotency_key=job["key"])
            content = (await agent.read_resource(f"pdf://{pdf}", "bespoke")).contents[0]

    data = base64.b64decode(content.blob)
    read = {"kind": content.mimeType, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    print(json.dumps({"tools": tools, "steps": steps, "progress": [], "pdf": read}))


asyncio.run(main(*sys.argv[1:]))
