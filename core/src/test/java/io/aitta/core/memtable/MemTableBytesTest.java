package io.aitta.core.memtable;

import static io.aitta.core.memtable.Tables.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.format.Kind;
import io.aitta.core.iterator.RangeDeletes;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** The bytes a table says it takes are those of the arrays that can be reached from it. */
class MemTableBytesTest {
  @Test
  void anEmptyTableTakesLittle() {
    assertThat(new MemTable(1, 0, Runnable::run).bytes()).isBetween(1_000L, 8_000L);
  }

  @Test
  void manyKeys() {
    check(100_000, 100_000, 20);
  }

  @Test
  void manyVersionsOfFewKeys() {
    check(100_000, 10, 20);
  }

  @Test
  void valuesWithArraysOfTheirOwn() {
    check(30, 30, 1 << 20);
  }

  @Test
  void oneSmallEntryReservesAChunkAndHoldsItsOwnBytes() {
    MemTable table = Tables.table();
    long before = table.bytes();
    Tables.put(table, utf8("k"), utf8("v"), 1);

    assertThat(table.bytes() - before)
        .isEqualTo(16 + ChunkPool.CHUNK_BYTES_MIN + 16 + 9 * 8); // chunk, first slots
    assertThat(table.dataBytes()).isEqualTo(32);
    Tables.put(table, utf8("k"), utf8("w"), 2);
    assertThat(table.dataBytes()).isEqualTo(32 + 40);
  }

  @Test
  void rangeDeletesCount() {
    MemTable table = Tables.table();
    long before = table.bytes();
    Tables.insert(table, Kind.RANGE_DELETE, utf8("a"), utf8("b"), 1);

    long fragments = table.rangeDeletes().memoryBytes();
    assertThat(fragments).isGreaterThan(10);
    assertThat(table.bytes() - before).isEqualTo(fragments);
    assertThat(table.dataBytes()).isEqualTo(fragments);
    assertThat(RangeDeletes.NONE.memoryBytes()).isZero();
  }

  private static void check(int entries, int keys, int valueLength) {
    MemTable table = new MemTable(1, 0, Runnable::run);
    byte[] value = new byte[valueLength];
    for (int number = 1; number <= entries; number++) {
      Tables.put(table, utf8("key " + number % keys), value, number);
    }
    long reachable = reachableArrayBytes(table, Collections.newSetFromMap(new IdentityHashMap<>()));

    System.out.println("says " + table.bytes() + ", reachable " + reachable);
    assertThat(table.bytes()).isCloseTo(reachable, Percentage.withPercentage(1));
  }

  private static long reachableArrayBytes(Object object, Set<Object> seen) {
    if (object == null || !seen.add(object)) {
      return 0;
    }
    if (object.getClass().isArray()) {
      return arrayBytes(object, seen);
    }
    long bytes = 0;
    if (object instanceof Collection<?> collection) {
      for (Object element : collection) {
        bytes += reachableArrayBytes(element, seen);
      }
    } else if (object.getClass().getName().startsWith("io.aitta.")) {
      for (Field field : object.getClass().getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          bytes += reachableArrayBytes(read(field, object), seen);
        }
      }
    }
    return bytes;
  }

  private static long arrayBytes(Object array, Set<Object> seen) {
    int length = Array.getLength(array);
    if (array instanceof byte[]) {
      return 16L + length;
    }
    if (array instanceof int[]) {
      return 16 + 4L * length;
    }
    if (array instanceof long[]) {
      return 16 + 8L * length;
    }
    long bytes = 16 + 8L * length;
    for (int i = 0; i < length; i++) {
      bytes += reachableArrayBytes(Array.get(array, i), seen);
    }
    return bytes;
  }

  private static Object read(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError(impossible.getMessage(), impossible);
    }
  }
}
