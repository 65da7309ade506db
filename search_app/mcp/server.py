"""How do tools stand in the protocol? The SDK speaks it; an answer is structured content and the same as text.

Invariant: nothing but the protocol is written to standard output.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from typing import Any

import anyio
from anyio import to_thread
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from search_app.mcp.asking import Library, RefusedError, say_faults
from search_app.mcp.paging import check_names
from search_app.mcp.tools import TOOLS, Tool, find_instructions
from search_app.web.openapi import find_version
from search_app.web.params import FaultyQueryError

NAME = "hegang-policy-library"
_AT_ONCE = 4  # calls that are worked on side by side
_MOST = 4_000  # characters of what is refused
log = logging.getLogger(__name__)
_TOOLS = {tool.name: tool for tool in TOOLS}
_READ_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def make_server(library: Library) -> Server[dict[str, Any]]:
    """A server of the tools that asks ``library``."""
    at_once = anyio.CapacityLimiter(_AT_ONCE)

    async def list_tools(_: Any, __: Any) -> types.ListToolsResult:
        of = library.generation()
        return types.ListToolsResult(tools=[_describe(tool, tool.input_schema(of)) for tool in TOOLS])

    async def call_tool(_: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        work = functools.partial(call, library, asked.name, asked.arguments or {})
        return await to_thread.run_sync(work, limiter=at_once)

    where = f"The site is {library.site}." if library.site else "No site is known here: addresses are paths (/id/…)."
    return Server(
        NAME,
        version=find_version(),
        title="Hegang Policy Library (鹤岗政策库)",
        instructions=f"{find_instructions()}\n- {where}",
        website_url=library.site or None,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _describe(tool: Tool, takes: Mapping[str, Any]) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=dict(takes),
        output_schema=tool.output_schema,
        annotations=_READ_ONLY,
    )


def call(library: Library, name: str, arguments: Mapping[str, Any]) -> types.CallToolResult:
    """What the tool ``name`` answers; whatever is wrong is said in the result, so that a model can mend it."""
    tool = _TOOLS.get(name)
    if tool is None:
        return _refuse(f"There is no tool {name[:80]!r}. The tools are {', '.join(_TOOLS)}.")
    try:
        check_names(arguments, tool.input_schema(None)["properties"], tool.required)
        asked = tool.call(arguments)
        said = library.ask(asked.question, asked.write)
    except FaultyQueryError as error:
        return _refuse(f"{name}: {say_faults(error)}")
    except RefusedError as error:
        return _refuse(f"{name}: {error}")
    except Exception:  # a model can go on with other calls
        log.exception("unexpected, in %s", name)
        return _refuse(f"{name}: something unexpected happened in the server; its standard error says what.")
    text = "\n".join(tool.write_text(said))
    return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=dict(said))


def _refuse(text: str) -> types.CallToolResult:
    """``text``, cut where thousands of faults were sent."""
    return types.CallToolResult(content=[types.TextContent(text=text[:_MOST])], is_error=True)


async def serve(library: Library) -> None:
    """Answer on standard input and output until the input ends."""
    server = make_server(library)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())
