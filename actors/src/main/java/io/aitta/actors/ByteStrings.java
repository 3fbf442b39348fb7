package io.aitta.actors;

import io.aitta.core.Bytes;
import org.apache.pekko.util.ByteString;

/** {@link Bytes} to and from Pekko's {@link ByteString}, without a copy where that is safe. */
public final class ByteStrings {
  private ByteStrings() {}

  /** The same bytes; shares the array. */
  public static ByteString toByteString(Bytes bytes) {
    return ByteString.fromArrayUnsafe(bytes.sharedArray(), bytes.sharedFrom(), bytes.length());
  }

  /** The same bytes; a compact byte string's array is shared, another is copied together once. */
  public static Bytes toBytes(ByteString bytes) {
    return Bytes.wrap(bytes.toArrayUnsafe());
  }
}
