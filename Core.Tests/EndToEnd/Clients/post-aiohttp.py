"""The same with aiohttp, which asks no proxy variables. post-aiohttp.py URL"""
import asyncio
import sys

import aiohttp

BODY = b'{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hi"}]}'


async def main():
    async with aiohttp.ClientSession() as session:
        async with session.post(sys.argv[1], data=BODY, headers={"Content-Type": "application/json"}) as answer:
            async for piece in answer.content.iter_any():
                sys.stdout.buffer.write(piece)
                sys.stdout.flush()


asyncio.run(main())
