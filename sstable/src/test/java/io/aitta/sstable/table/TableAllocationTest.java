package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TableAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int KEYS = 5000;
  private static final int VALUE_BYTES = 100;

  private TableReader reader;

  @BeforeEach
  void fillTheCache() throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      cells.add(Cell.put(name(i), i + 1, new byte[VALUE_BYTES]));
    }
    TableFixture fixture = new TableFixture();
    reader =
        fixture.open(
            fixture.write(
                TableOptions.DEFAULT, cells, RangeDeletes.NONE.with(key("a"), key("b"), 7)));
    try (InternalIterator cursor = reader.iterator(true)) {
      assertThat(TableFixture.forward(cursor)).hasSize(KEYS);
    }
  }

  @AfterEach
  void close() {
    reader.close();
  }

  private static byte[] name(int i) {
    return key(String.format("key-%08d", i));
  }

  private static long allocatedBytes() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private long bytesALookup(String suffix, long number) {
    List<Lookup> lookups = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      byte[] key = key(String.format("key-%08d", i) + suffix);
      lookups.add(TableFixture.lookup(key, number));
    }
    long before = allocatedBytes();
    for (int i = 0; i < KEYS; i++) {
      reader.lookup(lookups.get(i), false);
    }
    return (allocatedBytes() - before) / KEYS;
  }

  @Test
  void aLookupOfACachedBlockAllocatesTheValueAndNothingElse() {
    bytesALookup("", 1L << 40);
    long value = 16 + VALUE_BYTES + 4; // the array, rounded up to eight
    long bytes = 24; // the Bytes around it
    assertThat(bytesALookup("", 1L << 40)).isBetween(value, value + bytes);
  }

  @Test
  void aLookupThatFindsNothingAllocatesNothing() {
    bytesALookup("+", 1L << 40);
    assertThat(bytesALookup("+", 1L << 40)).isZero();
    assertThat(bytesALookup("", 0)).isZero();
  }

  @Test
  void aStepOfACursorAllocatesNothing() {
    try (InternalIterator cursor = reader.iterator(true)) {
      assertThat(stepAll(cursor)).isEqualTo(2 * KEYS);
      long before = allocatedBytes();
      stepAll(cursor);
      assertThat((allocatedBytes() - before) / (2 * KEYS)).isZero();
    }
  }

  private static int stepAll(InternalIterator cursor) {
    int steps = 0;
    for (cursor.first(); cursor.valid(); cursor.next()) {
      steps++;
    }
    for (cursor.last(); cursor.valid(); cursor.previous()) {
      steps++;
    }
    return steps;
  }
}
