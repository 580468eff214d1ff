"""The whole job through the Python SDK's client:
python python_sdk.py sse|http ADDRESS <job.json

It prints what the steps gave, as interop_test.go of cmd/bespoke reads it.
"""

import asyncio
import base64
import hashlib
import json
import sys

from mcp import Client
from mcp.client.sse import sse_client


async def main(transport: str, address: str) -> None:
    job = json.load(sys.stdin)
    steps, progress = {}, []
    server = sse_client(f"http://{address}/sse") if transport == "sse" else f"http://{address}/mcp"

    async def heard(done: float, total: float | None, message: str | None) -> None:
        progress.append(done)

    async with Client(server) as client:

        async def call(name: str, **arguments):
            result = await client.call_tool(name, arguments, progress_callback=heard)
            if result.is_error:
                raise RuntimeError(f"{name}: {result.content[0].text}")
            steps[name] = result.structured_content
            return steps[name]

        tools = [tool.name for tool in (await client.list_tools()).tools]
        offer = (await call("parse_job_offer", text=job["offer"]))["job_offer_id"]
        plan = (await call("plan_cv_changes", cv_yaml=job["cv"], job_offer_id=offer))["plan_id"]
        cv = (await call("apply_cv_edits", plan_id=plan))["cv_id"]
        pdf = (await call("render_pdf", cv_id=cv, date=job["date"], preview=False))["pdf_id"]
        await call("save_application", job_offer_id=offer, cv_id=cv, pdf_id=pdf, plan_id=plan, idempotency_key=job["key"])
        revision = client.protocol_version
        content = (await client.read_resource(f"pdf://{pdf}")).contents[0]

    data = base64.b64decode(content.blob)
    read = {"kind": content.mime_type, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    print(json.dumps({"tools": tools, "steps": steps, "progress": progress, "revision": revision, "pdf": read}))


asyncio.run(main(*sys.argv[1:]))
