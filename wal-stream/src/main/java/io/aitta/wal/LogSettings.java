package io.aitta.wal;

import io.aitta.core.format.record.Frame;

/**
 * Sizes of the log, in bytes.
 *
 * @param fileBytes a log file is rolled at this size
 * @param groupBytes a group up to this size is written in one call; a larger one in pieces of it
 * @param prepareBytes space is taken ahead, or asked for, in steps of this size; 0 never: a full
 *     disk is met by the append alone then
 * @param smallGroupBytes space is taken ahead of groups of level {@code DISK} that are smaller: for
 *     others, zero-filling costs more than it saves, and they ask; but those of level {@code
 *     MEMORY} may be accepted by now, and take it as well
 * @param ballastBytesMax most space held back for hard times; 0 for none. For one group, since that
 *     may have been accepted before the log found no space for it, and a little more
 * @param writeBackBytes so many bytes that nobody synced are brought to the disk beside the writes;
 *     0 never
 */
public record LogSettings(
    long fileBytes,
    int groupBytes,
    long prepareBytes,
    int smallGroupBytes,
    long ballastBytesMax,
    long writeBackBytes) {
  private static final int GROUP_BYTES_MIN = 256;
  private static final long WRITE_BACK_BYTES = 4L << 20;

  /** For the next log's header, a roll of the manifest, and the removal of data. */
  private static final long HARD_TIMES_BYTES = 4L << 20;

  private static final int WRITE_BACKS = 4;

  public LogSettings {
    if (fileBytes < 1 || prepareBytes < 0 || smallGroupBytes < 0) {
      throw new IllegalArgumentException("a size below zero");
    }
    if (ballastBytesMax < 0 || writeBackBytes < 0) {
      throw new IllegalArgumentException("a size below zero");
    }
    if (groupBytes < GROUP_BYTES_MIN || groupBytes > Frame.FRAGMENT_BYTES_MAX) {
      throw new IllegalArgumentException("groups of " + groupBytes + " bytes");
    }
  }

  /**
   * Space taken 1 MiB at a time for durable groups under 64 KiB and those of level {@code MEMORY},
   * and asked for so for others; ballast for one group and 4 MiB beside it; written back by 4 MiB.
   */
  public static LogSettings of(long fileBytes, int groupBytes) {
    long writeBackBytes = Math.max(1, Math.min(WRITE_BACK_BYTES, fileBytes / WRITE_BACKS));
    long ballastBytesMax = groupBytes + HARD_TIMES_BYTES;
    return new LogSettings(
        fileBytes, groupBytes, 1 << 20, 64 << 10, ballastBytesMax, writeBackBytes);
  }
}
