package io.aitta.core.format;

/** What an entry says of its key. The numbers are on disk for ever. */
public final class Kind {
  /** The key is gone. */
  public static final byte DELETE = 0;

  /** The key has this value. */
  public static final byte PUT = 1;

  /** An operand to be merged into older values. */
  public static final byte MERGE = 2;

  /** A value behind an 8-byte big-endian deadline in milliseconds since 1970. */
  public static final byte EXPIRING_PUT = 3;

  /** Every key from this one until the one in the value, exclusive, is gone. */
  public static final byte RANGE_DELETE = 4;

  /** The value lies elsewhere. */
  public static final byte VALUE_REFERENCE = 5;

  /** As {@link #VALUE_REFERENCE}, behind a deadline. */
  public static final byte EXPIRING_VALUE_REFERENCE = 6;

  /** As {@link #MERGE}, behind a deadline. */
  public static final byte EXPIRING_MERGE = 7;

  /** The greatest kind there is: with it a trailer sorts before all others of its number. */
  public static final byte GREATEST = (byte) 0xFF;

  /** Bytes of the deadline before an expiring value. */
  public static final int DEADLINE_BYTES = 8;

  private Kind() {}

  /** The kind in words. */
  public static String name(byte kind) {
    return switch (kind) {
      case DELETE -> "delete";
      case PUT -> "put";
      case MERGE -> "merge";
      case EXPIRING_PUT -> "expiring-put";
      case RANGE_DELETE -> "range-delete";
      case VALUE_REFERENCE -> "value-reference";
      case EXPIRING_VALUE_REFERENCE -> "expiring-value-reference";
      case EXPIRING_MERGE -> "expiring-merge";
      default -> "kind-" + (kind & 0xFF);
    };
  }

  /** Whether this version of the software can read entries of this kind. */
  public static boolean isSupported(int kind) {
    return kind == DELETE || kind == PUT || kind == EXPIRING_PUT || kind == RANGE_DELETE;
  }
}
