package io.aitta.core.format.record;

import io.aitta.core.CorruptionException;
import io.aitta.core.format.Checksum;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads records one after the other. It says what is whole and what is not; whether a damaged end
 * may be forgiven, its caller knows. Memory is bounded by the longest record that is really there,
 * never by a length that was only read. For one thread; the file stays open.
 */
public final class RecordReader {
  private final FileWindow window;
  private final Path name;
  private final long salt;
  private ByteBuffer record = Frame.allocate(0);
  private long offset;

  /**
   * Begins at {@code from}. The file's size is taken now.
   *
   * @param name the file's, for messages
   * @param salt the one it was written with
   */
  public RecordReader(ReadFile file, Path name, long salt, long from) throws IOException {
    this.window = new FileWindow(file);
    this.name = name;
    this.salt = salt;
    this.offset = from;
  }

  /**
   * The next whole record, little-endian, from position 0; the buffer is valid until the next call.
   *
   * @return null at a clean end: the end of the file, or zeros up to it
   * @throws CorruptionException if what stands here is neither; {@link #offset} stays before it
   */
  public @Nullable ByteBuffer next() throws IOException {
    if (isEnd()) {
      return null;
    }
    record.clear();
    long at = offset;
    boolean last;
    do {
      int header = header(at, at == offset);
      byte type = Frame.type(window.bytes(), header);
      last = type == Frame.FULL || type == Frame.LAST;
      at += takePayload(at, header);
    } while (!last);
    offset = at;
    return record.flip();
  }

  /** Where the next record begins: the valid length so far. */
  public long offset() {
    return offset;
  }

  /** The file's size when this reader was made, prepared space included. */
  public long size() {
    return window.size();
  }

  private boolean isEnd() throws IOException {
    if (offset >= window.size()) {
      return true;
    }
    int at = window.locate(offset, (int) Math.min(Frame.HEADER_BYTES, window.size() - offset));
    if (at < 0 || !isZero(at)) {
      return false;
    }
    long other = window.firstNotZero(offset);
    if (other >= 0) {
      throw damaged(offset, "zeros up to the end of the file", "something else at " + other);
    }
    return true;
  }

  private boolean isZero(int at) {
    ByteBuffer bytes = window.bytes();
    int until = Math.min(at + Frame.HEADER_BYTES, bytes.limit());
    for (int i = at; i < until; i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Finds and checks a header; returns its place in the window. */
  private int header(long at, boolean first) throws IOException {
    int header = window.locate(at, Frame.HEADER_BYTES);
    if (header < 0) {
      throw damaged(at, "a frame header", "the end of the file at " + window.size());
    }
    ByteBuffer bytes = window.bytes();
    if (!Frame.isHeader(bytes, header, salt, at)) {
      throw damaged(at, "a frame header with its checksum", Frame.hex(bytes, header));
    }
    byte type = Frame.type(bytes, header);
    if (first != (type == Frame.FULL || type == Frame.FIRST)) {
      String expected = first ? "a full or first frame" : "a middle or last frame";
      throw damaged(at, expected, "type " + type);
    }
    return header;
  }

  /** Appends a frame's payload to the record; returns the frame's bytes. */
  private long takePayload(long at, int header) throws IOException {
    int length = Frame.length(window.bytes(), header);
    int expected = Frame.payloadCrc(window.bytes(), header);
    if (length > window.size() - at - Frame.HEADER_BYTES) {
      String found = "the end of the file at " + window.size();
      throw damaged(at, "a payload of " + length + " bytes", found);
    }
    if (record.position() + (long) length > RecordWriter.RECORD_BYTES_MAX) {
      String limit = "a record of at most " + RecordWriter.RECORD_BYTES_MAX + " bytes";
      throw damaged(at, limit, "a longer one");
    }
    reserve(length);
    int begin = record.position();
    record.limit(begin + length);
    boolean whole = window.copy(at + Frame.HEADER_BYTES, record);
    int crc = Checksum.crc32c(record.slice(begin, record.position() - begin));
    int found = Checksum.salted(crc, salt, at);
    if (!whole || found != expected) {
      String checksum = "payload checksum " + Integer.toHexString(expected);
      throw damaged(at, checksum, Integer.toHexString(found));
    }
    return Frame.HEADER_BYTES + (long) length;
  }

  private void reserve(int length) {
    int needed = record.position() + length;
    if (record.capacity() < needed) {
      ByteBuffer larger = Frame.allocate(Math.max(needed, 4096));
      record = larger.put(record.flip());
    }
  }

  private CorruptionException damaged(long at, String expected, String found) {
    return new CorruptionException(name, at, expected, found);
  }
}
