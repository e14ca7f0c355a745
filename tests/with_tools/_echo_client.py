"""What npm:ws and the browsers do with the echo server, done with python3-websockets.

Usage: _echo_client.py URL [stay]. Prints what it has seen as JSON.
"""

import asyncio
import json
import sys

import websockets

MIB = 1_048_576


async def talk(url):
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


story = stay if "stay" in sys.argv else talk
print(json.dumps(asyncio.run(story(sys.argv[1]))))
