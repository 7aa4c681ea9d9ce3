"""Fetches a URL through a proxy as Python 3.13 does by default: strictly, by a CA alone. get.py URL PROXY CA"""
import ssl
import sys
import urllib.request

url, proxy, ca = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
context.verify_flags |= ssl.VERIFY_X509_STRICT
opener = urllib.request.build_opener(
    urllib.request.ProxyHandler({"https": proxy}), urllib.request.HTTPSHandler(context=context)
)
print(opener.open(url, timeout=20).read().decode())
