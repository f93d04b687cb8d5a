"""Sends requests at a fixed rate. A request without a response delays none of the others."""
import asyncio, itertools, multiprocessing, time


class Call:
    """A kind of call: its rate per second, and a function that returns the n-th request."""

    def __init__(self, kind, rate, make):
        self.kind, self.rate, self.make = kind, rate, make


class Client:
    """An HTTP/1.1 client with a connection pool. Responses need a Content-Length, which the gateway always sends."""

    def __init__(self, port):
        self.port, self.idle = port, []

    async def exchange(self, method, target, headers, body=b""):
        reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port)
        lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items())]
        try:
            writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
            answer = await reader.readexactly(length)
        except BaseException:
            writer.close()
            raise
        if "connection: close" in head:
            writer.close()
        else:
            self.idle.append((reader, writer))
        return int(head.split(" ", 2)[1]), answer


async def _run(port, calls, seconds):
    client, results, tasks = Client(port), [], set()

    async def one(call, number):
        began, status = time.monotonic(), None
        try:
            status, _ = await client.exchange(*call.make(number))
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        results.append((call.kind, status, (time.monotonic() - began) * 1000))

    async def keep(call):
        began = time.monotonic()
        for number in itertools.count():
            due = began + number / call.rate
            if due >= began + seconds:
                return
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = asyncio.create_task(one(call, number))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    await asyncio.gather(*(keep(call) for call in calls))
    if tasks:
        await asyncio.wait(list(tasks), timeout=2)
    for task in list(tasks):
        task.cancel()
    await asyncio.gather(*list(tasks), return_exceptions=True)
    return results


def run(port, calls, seconds):
    """(kind, status, milliseconds) of every call. The status is None if there was no response 2 s after the end."""
    return asyncio.run(_run(port, calls, seconds))


def beside(port, calls, seconds):
    """Like `run`, but in a separate process; returns a queue that delivers the result."""
    queue = _context.SimpleQueue()
    process = _context.Process(target=lambda: queue.put(run(port, calls, seconds)), daemon=True)
    process.start()
    return queue


# fork, because the calls contain closures, which cannot be pickled.
_context = multiprocessing.get_context("fork")
