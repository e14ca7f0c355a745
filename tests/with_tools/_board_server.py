"""The board of 5.2 with python3-websockets, which keeps its messages in a file.

Usage: _board_server.py PORT FILE. Prints its port as soon as it listens. Every seventh
message is kept, but its sender is cut off before the ack.
"""

import asyncio
import json
import sys
import time
from urllib.parse import parse_qs, urlparse

import websockets

present = set()
messages = []
ids = {}


def remember(entry):
    messages.append(entry["message"])
    ids[entry["key"]] = entry["message"]["id"]


def publish(file, key, sender, text):
    message = {
        "id": len(messages) + 1,
        "at": int(time.time() * 1000),
        "from": sender,
        "text": text,
    }
    entry = {"key": key, "message": message}
    file.write(json.dumps(entry) + "\n")
    file.flush()
    remember(entry)
    return message


def frame(kind, **members):
    return json.dumps({"type": kind, **members})


async def converse(socket, file):
    query = parse_qs(urlparse(socket.path).query)
    since = int(query.get("since", ["0"])[0])
    # Nothing is awaited between the two, so that nothing is missed or said twice.
    missed = messages[since:]
    present.add(socket)
    try:
        for message in missed:
            await socket.send(frame("message", **message))
        async for text in socket:
            draft = json.loads(text)
            key = draft["key"]
            if key not in ids:
                message = publish(file, key, draft["from"], draft["text"])
                if message["id"] % 7 == 0:
                    socket.transport.abort()
                    return
                websockets.broadcast(present, frame("message", **message))
            await socket.send(frame("ack", key=key, id=ids[key]))
    except websockets.ConnectionClosed:
        pass
    finally:
        present.discard(socket)


async def main(port, path):
    with open(path, "a+", encoding="utf-8") as file:
        file.seek(0)
        for line in file:
            remember(json.loads(line))
        async with websockets.serve(
            lambda socket: converse(socket, file), "127.0.0.1", port
        ) as server:
            print(server.sockets[0].getsockname()[1])
            await asyncio.Future()


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
