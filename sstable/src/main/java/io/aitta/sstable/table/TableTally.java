package io.aitta.sstable.table;

import io.aitta.core.Bytes;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.RangeDeletes.Fragment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Counts what goes into a table. For one thread. */
final class TableTally {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private long entries;
  private long deletes;
  private long rangeDeletes;
  private long keyBytes;
  private long valueBytes;
  private long leastNumber = Long.MAX_VALUE;
  private long greatestNumber;
  private long oldestDeadlineMillis = Long.MAX_VALUE;
  private int greatestBlockBytes;

  /** The least start and the greatest end of a range delete. */
  private @Nullable Bytes firstStart;

  private Bytes lastEnd = Bytes.EMPTY;

  void entry(int keyLength, long trailer, byte[] value, int valueFrom, int valueLength) {
    entries++;
    keyBytes += keyLength;
    valueBytes += valueLength;
    number(Trailer.number(trailer));
    byte kind = Trailer.kind(trailer);
    if (kind == Kind.DELETE) {
      deletes++;
    } else if (isExpiring(kind)) {
      if (valueLength < Kind.DEADLINE_BYTES) {
        throw new IllegalStateException("an expiring value of " + valueLength + " bytes");
      }
      oldestDeadlineMillis = Math.min(oldestDeadlineMillis, (long) LONG.get(value, valueFrom));
    }
  }

  private static boolean isExpiring(byte kind) {
    return kind == Kind.EXPIRING_PUT
        || kind == Kind.EXPIRING_VALUE_REFERENCE
        || kind == Kind.EXPIRING_MERGE;
  }

  void fragment(Fragment fragment) {
    if (firstStart == null) {
      firstStart = Bytes.of(fragment.start());
    }
    lastEnd = Bytes.of(fragment.end());
    for (long number : fragment.numbers()) {
      rangeDeletes++;
      number(number);
    }
  }

  void block(int plainBytes) {
    greatestBlockBytes = Math.max(greatestBlockBytes, plainBytes);
  }

  private void number(long number) {
    leastNumber = Math.min(leastNumber, number);
    greatestNumber = Math.max(greatestNumber, number);
  }

  boolean isEmpty() {
    return entries == 0 && rangeDeletes == 0;
  }

  /**
   * @param firstKey the first entry's key, null if there are no entries
   * @param lastKey the last entry's key
   */
  TableProperties properties(
      @Nullable Bytes firstKey,
      Bytes lastKey,
      int blocks,
      TableOptions options,
      String filterName) {
    return new TableProperties(
        entries,
        deletes,
        rangeDeletes,
        keyBytes,
        valueBytes,
        leastNumber,
        greatestNumber,
        least(firstKey, firstStart),
        lastKey.compareTo(lastEnd) >= 0 ? lastKey : lastEnd,
        oldestDeadlineMillis,
        blocks,
        greatestBlockBytes,
        options,
        filterName);
  }

  private static Bytes least(@Nullable Bytes one, @Nullable Bytes other) {
    if (one == null || other == null) {
      return one != null ? one : other != null ? other : Bytes.EMPTY;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }
}
