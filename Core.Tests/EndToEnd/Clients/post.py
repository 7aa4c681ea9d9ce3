"""Asks for a streamed answer with the standard library, and passes it on as it comes. post.py URL"""
import sys
import urllib.error
import urllib.request

BODY = b'{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hi"}]}'
request = urllib.request.Request(sys.argv[1], BODY, {"Content-Type": "application/json"})
try:
    answer = urllib.request.urlopen(request, timeout=20)
except urllib.error.HTTPError as refusal:
    answer = refusal
while piece := answer.read1(65536):
    sys.stdout.buffer.write(piece)
    sys.stdout.flush()
