package io.aitta.core.format.record;

import io.aitta.core.format.Checksum;
import io.aitta.core.io.AppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Appends records to a file. Syncs nothing. After an exception nobody knows what the file holds, so
 * its owner writes no more to it. For one thread at a time.
 */
public final class RecordWriter {
  /** The longest record there may be: a record is handed out as one buffer. */
  public static final int RECORD_BYTES_MAX = 1 << 30;

  private final AppendFile file;
  private final long salt;
  private final int fragmentBytesMax;

  /**
   * Goes on where the file ends, prepared space not counted.
   *
   * @param salt the file's own, the same for its reader
   */
  public RecordWriter(AppendFile file, long salt) {
    this(file, salt, Frame.FRAGMENT_BYTES_MAX);
  }

  RecordWriter(AppendFile file, long salt, int fragmentBytesMax) {
    this.file = file;
    this.salt = salt;
    this.fragmentBytesMax = fragmentBytesMax;
  }

  /**
   * Appends one record, all in one call to the file. The buffer's content stays; its position goes
   * to its limit.
   *
   * @return the offset of the record
   */
  public long append(ByteBuffer record) throws IOException {
    int length = record.remaining();
    if (length > RECORD_BYTES_MAX) {
      throw new IllegalArgumentException("a record of " + length + " bytes");
    }
    long begin = file.appended();
    int fragments = Math.max(1, (length + fragmentBytesMax - 1) / fragmentBytesMax);
    ByteBuffer headers = Frame.allocate(fragments * Frame.HEADER_BYTES);
    ByteBuffer[] pieces = new ByteBuffer[2 * fragments];
    long offset = begin;
    for (int i = 0; i < fragments; i++) {
      int at = i * Frame.HEADER_BYTES;
      ByteBuffer payload = take(record, Math.min(fragmentBytesMax, record.remaining()));
      byte type = Frame.type(i == 0, i == fragments - 1);
      int crc = Checksum.crc32c(payload);
      Frame.putHeader(headers, at, type, payload.remaining(), crc, salt, offset);
      offset += Frame.HEADER_BYTES + payload.remaining();
      pieces[2 * i] = headers.slice(at, Frame.HEADER_BYTES);
      pieces[2 * i + 1] = payload;
    }
    file.append(pieces);
    return begin;
  }

  /** Where the next record will begin. */
  public long offset() {
    return file.appended();
  }

  private static ByteBuffer take(ByteBuffer record, int bytes) {
    ByteBuffer piece = record.slice(record.position(), bytes);
    record.position(record.position() + bytes);
    return piece;
  }
}
