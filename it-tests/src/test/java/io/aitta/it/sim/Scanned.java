package io.aitta.it.sim;

import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What every walk over a range must look like, whatever the content. */
final class Scanned {
  private Scanned() {}

  /** The entries by key; entries out of order, out of range or given twice are violations. */
  static Map<Bytes, Entry> inOrder(Ledger ledger, String what, Range range, List<Entry> entries) {
    Map<Bytes, Entry> found = new TreeMap<>();
    Bytes before = null;
    for (Entry entry : entries) {
      if (before != null && !follows(range, before, entry.key())) {
        ledger.violated(
            what + ": " + Values.show(entry.key()) + " comes after " + Values.show(before));
      }
      if (!range.contains(entry.key())) {
        ledger.violated(what + ": " + Values.show(entry.key()) + " is out of range");
      }
      found.put(entry.key(), entry);
      before = entry.key();
    }
    return found;
  }

  private static boolean follows(Range range, Bytes before, Bytes next) {
    int order = before.compareTo(next);
    return range.reversed() ? order > 0 : order < 0;
  }

  /** Whether a walk that ended at {@code last} has passed {@code key}. */
  static boolean reaches(Range range, Bytes last, Bytes key) {
    return key.equals(last) || follows(range, key, last);
  }
}
