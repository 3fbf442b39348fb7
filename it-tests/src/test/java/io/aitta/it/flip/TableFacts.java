package io.aitta.it.flip;

import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes.Fragment;
import io.aitta.sstable.table.TableReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a table can be asked, and what it said when it was whole. Immutable. */
final class TableFacts {
  private record Cell(byte[] key, long trailer, byte[] value) {}

  private final List<Cell> cells = new ArrayList<>();
  private final List<Fragment> fragments;
  private final io.aitta.sstable.table.TableProperties properties;

  TableFacts(TableReader whole) {
    try (InternalIterator cursor = whole.iterator(false)) {
      for (cursor.first(); cursor.valid(); cursor.next()) {
        cells.add(
            new Cell(
                copy(cursor.keyArray(), cursor.keyFrom(), cursor.keyLength()),
                cursor.trailer(),
                copy(cursor.valueArray(), cursor.valueFrom(), cursor.valueLength())));
      }
    }
    fragments = whole.rangeDeletes().fragments();
    properties = whole.properties();
  }

  private static byte[] copy(byte[] array, int from, int length) {
    return Arrays.copyOfRange(array, from, from + length);
  }

  int entries() {
    return cells.size();
  }

  /**
   * What a table of the same name says otherwise now, or null.
   *
   * @param place from 0 to 1, where in the file to ask for keys beside the walk
   */
  @Nullable String wrongIn(TableReader table, double place) {
    if (!table.properties().equals(properties)) {
      return "properties";
    }
    if (!sameDeletes(table.rangeDeletes().fragments())) {
      return "range deletes";
    }
    int near = (int) (place * cells.size());
    for (int i = Math.max(0, near - 2); i < Math.min(cells.size(), near + 3); i++) {
      String wrong = wrongGet(table, cells.get(i));
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  /** What a walk and a get of every key say otherwise now, or null. */
  @Nullable String wrongInWalk(TableReader table) {
    try (InternalIterator cursor = table.iterator(false)) {
      cursor.first();
      for (Cell cell : cells) {
        if (!cursor.valid()
            || cursor.trailer() != cell.trailer()
            || !same(cell.key(), cursor.keyArray(), cursor.keyFrom(), cursor.keyLength())
            || !same(cell.value(), cursor.valueArray(), cursor.valueFrom(), cursor.valueLength())) {
          return "an entry";
        }
        cursor.next();
      }
      if (cursor.valid()) {
        return "more entries";
      }
    }
    for (Cell cell : cells) {
      String wrong = wrongGet(table, cell);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  private @Nullable String wrongGet(TableReader table, Cell cell) {
    Lookup lookup =
        new Lookup(cell.key(), KeyHash.of(cell.key()), Trailer.number(cell.trailer()), 0);
    table.lookup(lookup, true);
    lookup.sourceDone();
    boolean right =
        switch (Trailer.kind(cell.trailer())) {
          case io.aitta.core.format.Kind.PUT ->
              lookup.deletedBy() > 0
                  || (lookup.value() != null
                      && Arrays.equals(lookup.value().toArray(), cell.value())
                      && lookup.version() == Trailer.number(cell.trailer()));
          default -> lookup.decided() && lookup.value() == null;
        };
    return right ? null : "a get";
  }

  private static boolean same(byte[] expected, byte[] array, int from, int length) {
    return Arrays.equals(expected, 0, expected.length, array, from, from + length);
  }

  private boolean sameDeletes(List<Fragment> found) {
    if (found.size() != fragments.size()) {
      return false;
    }
    for (int i = 0; i < found.size(); i++) {
      Fragment one = fragments.get(i);
      Fragment other = found.get(i);
      if (!Arrays.equals(one.start(), other.start())
          || !Arrays.equals(one.end(), other.end())
          || !Arrays.equals(one.numbers(), other.numbers())) {
        return false;
      }
    }
    return true;
  }
}
