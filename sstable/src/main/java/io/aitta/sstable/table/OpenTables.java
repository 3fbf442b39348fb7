package io.aitta.sstable.table;

import org.jspecify.annotations.Nullable;

/**
 * The open tables by number, as a get asks for them: no boxed number, no node, two loads. A change
 * makes a new one. Immutable, safe on any thread.
 */
final class OpenTables {
  static final OpenTables NONE = new OpenTables(0, 4);

  private final long[] numbers;
  private final @Nullable TableReader[] readers;
  private final int count;

  private OpenTables(int count, int slots) {
    this.count = count;
    this.numbers = new long[slots];
    this.readers = new TableReader[slots];
  }

  @Nullable TableReader get(long number) {
    int mask = numbers.length - 1;
    int at = (int) number & mask; // numbers are handed out one after the other
    while (true) {
      TableReader reader = readers[at];
      if (reader == null || numbers[at] == number) {
        return reader;
      }
      at = (at + 1) & mask;
    }
  }

  OpenTables with(long number, TableReader reader) {
    OpenTables next = copy(count + 1, number);
    next.put(number, reader);
    return next;
  }

  OpenTables without(long number) {
    return get(number) == null ? this : copy(count - 1, number);
  }

  /** All but one, with room for so many, at most half full. */
  private OpenTables copy(int size, long left) {
    OpenTables next = new OpenTables(size, Integer.highestOneBit(Math.max(2, size)) * 4);
    for (int i = 0; i < numbers.length; i++) {
      TableReader reader = readers[i];
      if (reader != null && numbers[i] != left) {
        next.put(numbers[i], reader);
      }
    }
    return next;
  }

  private void put(long number, TableReader reader) {
    int mask = numbers.length - 1;
    int at = (int) number & mask;
    while (readers[at] != null) {
      at = (at + 1) & mask;
    }
    numbers[at] = number;
    readers[at] = reader;
  }
}
