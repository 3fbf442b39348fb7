package io.aitta.core.format.record;

import io.aitta.core.format.Checksum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** The header of a frame; see the package. Buffers given here are little-endian. */
public final class Frame {
  /** Bytes of a header. */
  public static final int HEADER_BYTES = 16;

  /** The longest payload of one frame; a reader never trusts a greater length. */
  public static final int FRAGMENT_BYTES_MAX = 8 << 20;

  /** Space taken ahead of the records, and therefore zeros. */
  public static final byte PREPARED = 0;

  /** A whole record. */
  public static final byte FULL = 1;

  /** The beginning of a record. */
  public static final byte FIRST = 2;

  /** A record goes on, and further still. */
  public static final byte MIDDLE = 3;

  /** The end of a record. */
  public static final byte LAST = 4;

  private static final int TYPE_AT = 4;
  private static final int PAYLOAD_CRC_AT = 8;
  private static final int HEADER_CRC_AT = 12;

  private Frame() {}

  /** A little-endian buffer on the heap. */
  public static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The type of a fragment that is the record's first, its last, both or neither. */
  public static byte type(boolean first, boolean last) {
    if (first) {
      return last ? FULL : FIRST;
    }
    return last ? LAST : MIDDLE;
  }

  /**
   * Writes a header at {@code at}; the buffer's position stays.
   *
   * @param payloadCrc the plain CRC32C of the payload
   * @param offset where in the file the header will stand
   */
  public static void putHeader(
      ByteBuffer target, int at, byte type, int length, int payloadCrc, long salt, long offset) {
    target.putInt(at, length);
    target.putInt(at + TYPE_AT, type);
    target.putInt(at + PAYLOAD_CRC_AT, Checksum.salted(payloadCrc, salt, offset));
    target.putInt(at + HEADER_CRC_AT, headerCrc(target, at, salt, offset));
  }

  /** The payload's length; to be trusted after {@link #isHeader} only. */
  static int length(ByteBuffer source, int at) {
    return source.getInt(at);
  }

  /** One of the types; to be trusted after {@link #isHeader} only. */
  static byte type(ByteBuffer source, int at) {
    return source.get(at + TYPE_AT);
  }

  /** The payload's salted CRC32C. */
  static int payloadCrc(ByteBuffer source, int at) {
    return source.getInt(at + PAYLOAD_CRC_AT);
  }

  /** Whether 16 bytes at {@code at} are the header of a frame at this offset of this file. */
  static boolean isHeader(ByteBuffer source, int at, long salt, long offset) {
    int type = source.getInt(at + TYPE_AT); // with the three zeros behind it
    int length = source.getInt(at);
    return type >= FULL
        && type <= LAST
        && length >= 0
        && length <= FRAGMENT_BYTES_MAX
        && source.getInt(at + HEADER_CRC_AT) == headerCrc(source, at, salt, offset);
  }

  /** What the salted CRC32C of a header has to be. */
  static int headerCrc(ByteBuffer source, int at, long salt, long offset) {
    return Checksum.salted(Checksum.crc32c(source.slice(at, HEADER_CRC_AT)), salt, offset);
  }

  /** A header for people. */
  static String hex(ByteBuffer source, int at) {
    byte[] header = new byte[HEADER_BYTES];
    source.get(at, header);
    return HexFormat.of().formatHex(header);
  }
}
