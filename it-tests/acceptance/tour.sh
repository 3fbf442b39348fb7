#!/usr/bin/env bash
# Starts the launcher on an empty directory and runs every line of the README's tour as a reader would, then asks
# more of the loaded cities: the Finnish ones in order and mirrored, 200 random keys, all again after a kill -9,
# a second server on the same directory, and a taken port. From the root of the repository:
#
#   it-tests/acceptance/tour.sh 18080
#
# Prints what each line answered; ends with 1 at the first thing that is not as it should be.
set -euo pipefail
port=${1:-18080}
url=http://127.0.0.1:$port
work=$(mktemp -d)
server=
stop() { if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi; rm -rf "$work"; }
trap stop EXIT
fail() { echo "NOT AS IT SHOULD BE: $*"; exit 1; }

start() {
  ./aitta serve --data "$work/data" --port "$port" >"$work/out" 2>>"$work/err" &
  server=$!
  for _ in $(seq 1 3000); do
    if [ -s "$work/out" ]; then cat "$work/out"; return; fi
    kill -0 "$server" 2>/dev/null || { tail -n 20 "$work/err"; fail "the server ended"; }
    sleep 0.1
  done
  fail "not ready in five minutes"
}

# The tour's blocks, one command a line, with this run's port in place of the default one.
tour() { awk '/^## /{tour=/curl/} /^```$/{code=0} tour&&code{print} /^```sh$/{code=1}' README.md | sed "s/:8080/:$port/g"; }

start
tour >"$work/tour.sh"
[ "$(wc -l <"$work/tour.sh")" -ge 25 ] || fail "the tour has $(wc -l <"$work/tour.sh") lines"
while IFS= read -r line; do
  echo "\$ $line"
  status=0
  eval "$line" >"$work/answer" 2>"$work/progress" || status=$?
  head -c 600 "$work/answer"; echo
  [ "$status" = 0 ] || { cat "$work/progress"; fail "exit $status"; }
  case "$line" in
    *bulk*) tail -n 1 "$work/answer"; tail -n 1 "$work/answer" | grep -q '^{"end":true,"acked":171075,"failed":0' || fail "the load" ;;
    *"tail -n 1"*) grep -q '^{"end":true,"count":885}' "$work/answer" || fail "the Finnish cities" ;;
  esac
done <"$work/tour.sh"

cities=it-tests/data/cities.ndjson
look() {
  curl -s -H 'Accept: application/x-ndjson' "$url/v1/ks/default/scan?prefix=FI/" >"$work/forward"
  curl -s -H 'Accept: application/x-ndjson' "$url/v1/ks/default/scan?prefix=FI/&reverse=true" >"$work/reverse"
  python3 - "$cities" "$work/forward" "$work/reverse" "$url" <<'P'
import json, random, sys, urllib.parse, urllib.request
cities = {}
for line in open(sys.argv[1], encoding="utf-8"):
    record = json.loads(line)
    cities[record["key"]] = record["json"]
wanted = sorted((k for k in cities if k.startswith("FI/")), key=lambda k: k.encode())
def rows(path):
    found = [json.loads(line) for line in open(path, encoding="utf-8")]
    assert found[-1] == {"end": True, "count": len(found) - 1}, found[-1]
    return found[:-1]
forward, reverse = rows(sys.argv[2]), rows(sys.argv[3])
assert [r["key"] for r in forward] == wanted, "forward"
assert [r["key"] for r in reverse] == wanted[::-1], "reverse"
def value(row): return row["json"] if "json" in row else json.loads(row["value"])
assert all(value(r) == cities[r["key"]] for r in forward), "values"
for key in random.Random(1).sample(sorted(cities), 200):
    with urllib.request.urlopen(sys.argv[4] + "/v1/ks/default/kv/" + urllib.parse.quote(key, safe="/,")) as answer:
        assert json.load(answer) == cities[key], key
print(f"Finnish records {len(wanted)}, exact and in order, reverse the mirror; 200 of 200 random keys equal")
P
}
look
echo '$ kill -9, and start again'
java_pid=$server
kill -9 "$java_pid"; wait "$java_pid" 2>/dev/null || true
start
look
curl -sf "$url/v1/ks/default/kv/FI/01/Helsinki/60.16952,24.93545"; echo

echo '$ a second server on the directory, and one on the port'
if ./aitta serve --data "$work/data" --port $((port + 1)) >"$work/second" 2>&1; then fail "a second server ran"; else echo "exit $?: $(cat "$work/second")"; fi
[ "$(wc -l <"$work/second")" = 1 ] || fail "more than one line"
if ./aitta serve --data "$work/other" --port "$port" >"$work/third" 2>&1; then fail "two servers on one port"; else echo "exit $?: $(tail -n 1 "$work/third")"; fi
kill "$server"; wait "$server" && echo "clean stop: exit 0"
server=
