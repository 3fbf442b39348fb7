package io.aitta.it.history;

import io.aitta.core.Durability;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A way into the store, for one client's thread. Calls block until there is an answer. */
interface Door {
  /**
   * Writes: one change as itself, several as a batch.
   *
   * @param hasty whether to wait a moment only, so that the end may stay unknown
   */
  Reply write(List<Wrote> changes, Durability level, boolean hasty);

  /** Reads one key, or several from one state. */
  Reply read(List<String> keys);

  /** A snapshot, or null if there is none to be had now. */
  @Nullable View view();

  /** One state, to be looked at more than once. */
  interface View extends AutoCloseable {
    /** What it says of the keys; {@link Reply#NOT_DONE} if it cannot be read any more. */
    Reply read(List<String> keys);

    @Override
    void close();
  }

  /** A value as it is stored: its number, and filler of a length that varies. */
  static String text(long value) {
    return value + ":" + "x".repeat((int) (value * 31 % 200));
  }

  /** What stored bytes say of a key. */
  static Sight sight(String key, String text, long version) {
    String digits = text.substring(0, text.indexOf(':'));
    long value = Long.parseLong(digits);
    if (!text.equals(text(value))) {
      throw new AssertionError("a value that was changed: " + text);
    }
    return new Sight(key, value, version);
  }

  /** UTF-8. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
