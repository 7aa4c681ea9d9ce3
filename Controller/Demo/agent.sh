# The demo's agent: the calls of a real one in a few lines of shell. $1: number of calls; $2: "walled" to try the ways out of isolation.
say() { printf '%s\n' "$*"; }

say "my API key is $ANTHROPIC_API_KEY"
if [ "$2" = walled ]; then
  say "directly, past the proxy: $(curl -sS -m 5 --noproxy '*' http://192.0.2.1/ 2>&1 | sed 's/^curl: ([0-9]*) //')"
  say "example.com, through the proxy: $(curl -sS -m 5 https://example.com/ | sed -n 's/.*"message":"\([^"]*\)".*/\1/p')"
fi

n=1
while [ "$n" -le "$1" ]; do
  sleep 0.3
  answer=$(curl -sS -m 10 -w '\n%{http_code}' https://api.anthropic.com/v1/messages \
    -H "x-api-key: $ANTHROPIC_API_KEY" -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' \
    -d "{\"model\":\"claude-simulated\",\"max_tokens\":100,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Step $n\"}]}")
  status=$(printf '%s' "$answer" | tail -n 1)
  if [ "$status" = 200 ]; then
    say "call $n: 200 $(printf '%s' "$answer" | sed -n 's/.*"text_delta","text":"\([^"]*\)".*/\1/p' | tr -d '\n')"
  else
    say "call $n: $status $(printf '%s' "$answer" | sed -n 's/.*"message":"\([^"]*\)".*/\1/p')"
  fi
  n=$((n + 1))
done
