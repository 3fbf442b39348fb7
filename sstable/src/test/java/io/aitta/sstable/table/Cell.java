package io.aitta.sstable.table;

import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.InternalIterator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;

/** An entry as a test knows it. */
record Cell(byte[] key, long trailer, byte[] value) {
  static final Comparator<Cell> ORDER =
      (left, right) -> {
        int compared = TreeKey.compare(left.key, right.key);
        return compared != 0 ? compared : Trailer.compare(left.trailer, right.trailer);
      };

  static Cell put(byte[] key, long number, byte[] value) {
    return new Cell(key, Trailer.of(number, Kind.PUT), value);
  }

  static Cell delete(byte[] key, long number) {
    return new Cell(key, Trailer.of(number, Kind.DELETE), new byte[0]);
  }

  /** What the cursor stands on. */
  static Cell at(InternalIterator cursor) {
    byte[] key =
        Arrays.copyOfRange(
            cursor.keyArray(), cursor.keyFrom(), cursor.keyFrom() + cursor.keyLength());
    byte[] value =
        Arrays.copyOfRange(
            cursor.valueArray(), cursor.valueFrom(), cursor.valueFrom() + cursor.valueLength());
    return new Cell(key, cursor.trailer(), value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cell that
        && trailer == that.trailer
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key) * 31 + Long.hashCode(trailer);
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    String shown = hex.formatHex(value, 0, Math.min(value.length, 8));
    return hex.formatHex(key, 0, Math.min(key.length, 20))
        + (Trailer.kind(trailer) == Kind.DELETE ? "-" : "@")
        + Trailer.number(trailer)
        + "="
        + shown
        + "("
        + value.length
        + ")";
  }
}
