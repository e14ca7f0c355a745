"""The stories of _web_socket_stories.ts, told by python3-websockets.

Usage: _socket_client.py echo|stay|knock|board URL. Prints what it has seen as JSON.
"""

import asyncio
import json
import sys

import websockets

MIB = 1_048_576


async def echo(url):
    same = {}
    async with websockets.connect(url, subprotocols=["other", "echo.v1"]) as socket:
        protocol = socket.subprotocol
        texts = {"empty": "", "short": "Grüße 🙂", "long": "x" * MIB}
        for name, text in texts.items():
            await socket.send(text)
            same[f"{name} text"] = await socket.recv() == text
        for name, length in {"empty": 0, "short": 3, "long": MIB}.items():
            data = bytes(i * 7 % 256 for i in range(length))
            await socket.send(data)
            same[f"{name} binary"] = await socket.recv() == data
        await socket.send(["frag", "men", "ts"])
        same["fragments"] = await socket.recv() == "fragments"
        await (await socket.ping(b"there?"))
        await socket.close(4001, "bye")
        closed = socket.close_code
    async with websockets.connect(url) as socket:
        plain = socket.subprotocol or ""
        await socket.send(bytes(MIB + 1))
        try:
            await socket.recv()
        except websockets.ConnectionClosed:
            too_big = socket.close_code
    async with websockets.connect(url, subprotocols=["unknown"]) as socket:
        unknown = socket.subprotocol or ""
    return {
        "protocol": protocol,
        "same": same,
        "closed": closed,
        "plain": plain,
        "tooBig": too_big,
        "unknown": unknown,
    }


async def stay(url):
    async with websockets.connect(url) as socket:
        await socket.send("there")
        try:
            while True:
                await socket.recv()
        except websockets.ConnectionClosed:
            return socket.close_code


async def knock(url):
    async with websockets.connect(url, subprotocols=["other", "board.v1"]) as socket:
        await socket.send(json.dumps({"type": "ping"}))
        answer = json.loads(await socket.recv())
        return f"{answer['type']} over {socket.subprotocol}"


async def hear(socket):
    frame = json.loads(await socket.recv())
    for name in ("at", "title"):
        frame.pop(name, None)
    if len(frame.get("text", "")) > 100:
        frame["text"] = len(frame["text"])
    return frame


async def board(url):
    # The board sends a message of a MiB with more around it.
    async with websockets.connect(url, max_size=2 * MIB) as socket:
        for key, text in {"a": "Grüße 🙂", "b": "x" * MIB}.items():
            draft = {"type": "publish", "key": key, "from": "Ben", "text": text}
            await socket.send(json.dumps(draft))
        answers = [await hear(socket) for _ in range(4)]
        answers.sort(key=lambda frame: (frame["id"], frame["type"]))
        await socket.send(b"123")
        await socket.wait_closed()
        binary = socket.close_code
    async with websockets.connect(f"{url}?since=1", max_size=2 * MIB) as socket:
        await socket.send("no JSON")
        resumed = [await hear(socket) for _ in range(2)]
        await socket.close(4002, "bye")
        closed = socket.close_code
    return {
        "answers": answers,
        "binary": binary,
        "resumed": resumed,
        "closed": closed,
    }


stories = {"echo": echo, "stay": stay, "knock": knock, "board": board}
print(json.dumps(asyncio.run(stories[sys.argv[1]](sys.argv[2]))))
