"""The same with requests. post-requests.py URL"""
import sys

import requests

BODY = b'{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hi"}]}'
answer = requests.post(sys.argv[1], data=BODY, headers={"Content-Type": "application/json"}, stream=True, timeout=20)
for piece in answer.iter_content(chunk_size=None):
    sys.stdout.buffer.write(piece)
    sys.stdout.flush()
