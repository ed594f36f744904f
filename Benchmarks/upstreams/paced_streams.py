"""Replaces a model that writes words at a steady pace to many clients.

Arguments: the port, and a folder. The folder gets the port, and a line in `sent` for each stream that was
written to its end: the stream's name, the SHA-256 of its events, how many there were. Each event carries the time
at which it was written, on the clock that all processes of the machine share.

The request's only message says what to do: name, number of events, seconds between two.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import pathlib
import sys
import time


class Upstream:
    def __init__(self, folder: pathlib.Path) -> None:
        self._sent = (folder / "sent").open("a", buffering=1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                length = 0
                while (header := await reader.readline()) not in (b"\r\n", b""):
                    name, _, value = header.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                body = await reader.readexactly(length)
                if line.startswith(b"GET "):
                    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"status":"ok"}')
                else:
                    await self._stream(json.loads(body), writer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has disconnected
        finally:
            writer.close()

    async def _stream(self, request: dict, writer: asyncio.StreamWriter) -> None:
        name, count, pause = request["messages"][-1]["content"].split()
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        digest = hashlib.sha256()

        def send(event: bytes) -> None:
            digest.update(event)
            writer.write(b"%x\r\n%s\r\n" % (len(event), event))

        loop = asyncio.get_running_loop()
        start = loop.time()
        for number in range(int(count)):
            # By the clock instead of adding pauses, so that a late event does not delay the following ones.
            await asyncio.sleep(start + number * float(pause) - loop.time())
            send(event(name, number))
            await writer.drain()
        send(b"data: [DONE]\n\n")
        writer.write(b"0\r\n\r\n")
        print(name, digest.hexdigest(), count, file=self._sent)


def event(name: str, number: int) -> bytes:
    return (
        b'data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":" word%d"}}],"created":1700000000,'
        b'"id":"chatcmpl-%s","model":"alpha","system_fingerprint":"b1","object":"chat.completion.chunk",'
        b'"timings":{"written_ns":%d}}\n\n' % (number, name.encode(), time.monotonic_ns())
    )


async def main() -> None:
    port, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    upstream = Upstream(folder)
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", port, backlog=1024)
    (folder / "port").write_text(str(port))
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
