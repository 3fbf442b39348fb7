package io.aitta.core.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C combined with the salt of the file and the offset of the bytes, so that a stale or
 * misplaced block never passes for the right one.
 */
public final class Checksum {
  private Checksum() {}

  /** The plain CRC32C (Castagnoli) of the bytes. */
  public static int crc32c(byte[] array, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(array, from, length);
    return (int) crc.getValue();
  }

  /** The plain CRC32C of the buffer's remaining bytes; its position stays. */
  public static int crc32c(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  /** What stands on disk for bytes of this CRC, in the file of this salt, at this offset. */
  public static int salted(int crc, long salt, long offset) {
    return crc ^ (int) (mix(salt + offset * 0x9E3779B97F4A7C15L) >>> 32);
  }

  /** Stafford's 13th variant of the 64-bit finalizer of MurmurHash3 (as in SplitMix64). */
  private static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
