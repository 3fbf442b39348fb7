package io.aitta.http.route;

import io.aitta.core.Bytes;
import io.aitta.core.Range;
import io.aitta.http.json.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * What a scan walks, and how far it has come.
 *
 * @param range as the client named it, in its direction
 * @param keysOnly whether values are left out
 * @param encoding of the rows
 * @param snapshot the id of the snapshot that is read; null for the newest state
 * @param limit rows a page, or rows in all of a stream
 * @param last the last key looked at; null before the first page
 */
record ScanPosition(
    Range range,
    boolean keysOnly,
    Encoding encoding,
    @Nullable String snapshot,
    int limit,
    @Nullable Bytes last) {

  /** What is left to walk. */
  Range rest() {
    Bytes behind = last;
    if (behind == null) {
      return range;
    }
    return range.reversed()
        ? new Range(range.from(), behind, true)
        : new Range(successor(behind), range.until(), false);
  }

  ScanPosition behind(Bytes key) {
    return new ScanPosition(range, keysOnly, encoding, snapshot, limit, key);
  }

  ScanPosition withLimit(int rows) {
    return new ScanPosition(range, keysOnly, encoding, snapshot, rows, last);
  }

  /** Whether both walk the same rows in the same form; how far and how many at once aside. */
  boolean asksTheSameAs(ScanPosition other) {
    return behind(Bytes.EMPTY).withLimit(1).equals(other.behind(Bytes.EMPTY).withLimit(1));
  }

  /** The least key above {@code key}. */
  private static Bytes successor(Bytes key) {
    byte[] next = new byte[key.length() + 1];
    key.copyTo(next, 0);
    return Bytes.wrap(next);
  }
}
