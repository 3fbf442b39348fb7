package io.aitta.it.sim;

import io.aitta.core.Bytes;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Values that say which write they came from: write id and place in the write, then filler that
 * follows from both, so that a wrong byte anywhere shows.
 */
public final class Values {
  public static final int HEADER_BYTES = 8;
  private static final int SHOWN_MAX = 12;

  /** The write a value came from, and the place of its put in it. */
  public record Origin(int write, int index) {}

  private Values() {}

  public static Bytes of(int write, int index, int length) {
    byte[] value = new byte[Math.max(length, HEADER_BYTES)];
    ByteBuffer.wrap(value).putInt(write).putInt(index);
    for (int i = HEADER_BYTES; i < value.length; i++) {
      value[i] = (byte) (i / 16 * 31 + write); // repeats enough for a compressor to bite
    }
    return Bytes.wrap(value);
  }

  /** Null if the value is none of ours. */
  public static @Nullable Origin origin(Bytes value) {
    if (value.length() < HEADER_BYTES) {
      return null;
    }
    ByteBuffer header = ByteBuffer.wrap(value.toArray());
    Origin origin = new Origin(header.getInt(), header.getInt());
    return of(origin.write(), origin.index(), value.length()).equals(value) ? origin : null;
  }

  /** A key for people. */
  public static String show(@Nullable Bytes key) {
    if (key == null) {
      return "(end)";
    }
    StringBuilder shown = new StringBuilder("'");
    for (int i = 0; i < Math.min(key.length(), SHOWN_MAX); i++) {
      int at = key.at(i);
      shown.append(
          at > ' ' && at < 0x7F
              ? String.valueOf((char) at)
              : String.format(Locale.ROOT, "\\%02x", at));
    }
    return shown.append(key.length() > SHOWN_MAX ? "…(" + key.length() + ")'" : "'").toString();
  }
}
