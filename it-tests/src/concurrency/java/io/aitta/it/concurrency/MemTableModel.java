package io.aitta.it.concurrency;

import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.memtable.MemTable;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.paramgen.IntGen;

/** One writer, who publishes whole groups, and readers of one key, of two, of all. */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class MemTableModel {
  private static final String WRITER = "writer";

  final MemTable table = Small.table(1);
  long number;

  /** A group of one. */
  @Operation(nonParallelGroup = WRITER)
  public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
    table.insert(Small.put(key, value), ++number);
    table.publish(number);
  }

  @Operation(nonParallelGroup = WRITER)
  public void delete(@Param(name = "key") int key) {
    table.insert(Small.delete(key), ++number);
    table.publish(number);
  }

  /** A group of two: nobody sees the one without the other. */
  @Operation(nonParallelGroup = WRITER)
  public void putBoth(@Param(name = "value") int value) {
    table.insert(Small.put(1, value), ++number);
    table.insert(Small.put(2, value), ++number);
    table.publish(number);
  }

  @Operation
  public int get(@Param(name = "key") int key) {
    return Small.get(table, key, table.visibleNumber());
  }

  /** Both values at one number, as two digits. */
  @Operation
  public int getBoth() {
    long visible = table.visibleNumber();
    return 10 * Small.get(table, 1, visible) + Small.get(table, 2, visible);
  }

  /** As {@link #getBoth}, by a cursor. */
  @Operation
  public int scan() {
    long visible = table.visibleNumber();
    int[] newest = new int[3];
    boolean[] seen = new boolean[3];
    try (InternalIterator cursor = table.iterator()) {
      for (cursor.first(); cursor.valid(); cursor.next()) {
        int key = cursor.keyArray()[cursor.keyFrom() + cursor.keyLength() - 1];
        if (!seen[key] && Trailer.number(cursor.trailer()) <= visible) {
          seen[key] = true;
          newest[key] = cursor.valueLength() == 0 ? 0 : cursor.valueArray()[cursor.valueFrom()];
        }
      }
    }
    return 10 * newest[1] + newest[2];
  }
}
