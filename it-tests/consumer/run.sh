#!/usr/bin/env bash
# Builds and runs the host application beside it against the installed artifacts alone:
#
#   1. installs core, sstable, wal-stream and actors into the local Maven repository,
#   2. checks that their jars, without dependencies, stay under 2 MB together,
#   3. builds the host from the installed artifacts, checks that they bring no server along,
#   4. runs it twice on one directory and compares what it prints with expected.txt.
#
# Further arguments go to Maven (-o, say).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
jars_bytes_max=2000000

die() { echo "consumer: $*" >&2; exit 1; }

mvn -q -B -ntp "$@" -f "$root/pom.xml" -DskipTests -pl core,sstable,wal-stream,actors -am install
mvn -q -B -ntp "$@" -f "$here/pom.xml" clean package

jars_bytes=0
for module in core sstable wal-stream actors; do
  jar=$(echo "$here"/target/lib/aitta-"$module"-*.jar)
  [ -f "$jar" ] || die "the host did not get aitta-$module"
  bytes=$(wc -c <"$jar")
  printf '%9d bytes  %s\n' "$bytes" "$(basename "$jar")"
  jars_bytes=$((jars_bytes + bytes))
done
printf '%9d bytes  together, of at most %d\n' "$jars_bytes" "$jars_bytes_max"
[ "$jars_bytes" -lt "$jars_bytes_max" ] || die "the embedded jars are too large"

servers=$(find "$here/target/lib" -name 'pekko-http*' -o -name 'jackson*' -o -name 'logback*' -o -name 'picocli*')
[ -z "$servers" ] || die "embedding brings a server's libraries along: $servers"

data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
for run in first second; do # the second run finds the directory of the first
  java -Xmx256m -cp "$here/target/classes:$here/target/lib/*" com.example.granary.HostApplication "$data/store" \
    >"$data/printed.txt" || die "the $run run failed"
  cat "$data/printed.txt"
  diff -u "$here/expected.txt" "$data/printed.txt" || die "the $run run printed something else"
done
echo "consumer: ok"
