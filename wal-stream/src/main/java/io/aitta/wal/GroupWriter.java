package io.aitta.wal;

import io.aitta.core.Bytes;
import io.aitta.core.format.Checksum;
import io.aitta.core.format.Operation;
import io.aitta.core.format.Varint;
import io.aitta.core.format.record.Frame;
import io.aitta.core.io.AppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Encodes groups straight into one direct buffer, kept for the log's life. A group that fits is one
 * frame and one call to the file; a larger one goes out as fragments, a bufferful each.
 *
 * <p>{@link #encode} then {@link #finish}; between the two the caller may take space for {@link
 * #pendingBytes}. For one thread at a time.
 */
final class GroupWriter {
  /** What a group without operations takes. */
  static final int EMPTY_BYTES = Frame.HEADER_BYTES + GroupHeader.BYTES;

  private static final int OPERATION_HEADER_MAX = 1 + 2 * Varint.INT_BYTES_MAX;

  private final ByteBuffer buffer;
  private final ByteBuffer small = Frame.allocate(OPERATION_HEADER_MAX);
  private @Nullable AppendFile file;
  private long salt;
  private boolean whole;

  GroupWriter(int groupBytes) {
    buffer = ByteBuffer.allocateDirect(Frame.HEADER_BYTES + groupBytes);
    buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The most that a batch takes in a file. */
  long bytesMax(LogBatch batch) {
    long bytes = GroupHeader.BYTES;
    for (int i = 0; i < batch.operations(); i++) {
      Operation operation = batch.operation(i);
      bytes += OPERATION_HEADER_MAX + operation.treeKey().length + operation.value().length();
    }
    int frameBytes = buffer.capacity() - Frame.HEADER_BYTES;
    return bytes + (bytes / frameBytes + 1) * Frame.HEADER_BYTES;
  }

  /** Encodes a batch; what does not fit the buffer is appended on the way. */
  void encode(AppendFile to, long fileSalt, LogBatch batch, long syncedUpTo) throws IOException {
    file = to;
    salt = fileSalt;
    whole = true;
    buffer.clear().position(Frame.HEADER_BYTES);
    GroupHeader.encode(buffer, batch, syncedUpTo, salt, to.appended());
    int operations = batch.operations();
    for (int i = 0; i < operations; i++) {
      put(to, batch.operation(i));
    }
  }

  /** Adds zeros to a group without operations, to be called before {@link #finish}. */
  void pad(int bytes) throws IOException {
    if (file != null && bytes > 0) {
      putPieces(file, new byte[bytes], 0, bytes);
    }
  }

  /** Whether nothing of the group was appended yet. */
  boolean isWhole() {
    return whole;
  }

  /** Bytes that {@link #finish} will append. */
  int pendingBytes() {
    return buffer.position();
  }

  /** Appends what is left. */
  void finish() throws IOException {
    AppendFile to = file;
    if (to == null) {
      throw new IllegalStateException("nothing was encoded");
    }
    append(to, true);
    file = null;
  }

  private void put(AppendFile to, Operation operation) throws IOException {
    byte[] key = operation.treeKey();
    Bytes value = operation.value();
    long bytes = (long) OPERATION_HEADER_MAX + key.length + value.length();
    if (bytes <= buffer.remaining()) {
      putHeader(buffer, operation.kind(), key.length, value.length());
      buffer.put(key).put(value.sharedArray(), value.sharedFrom(), value.length());
      return;
    }
    small.clear();
    putHeader(small, operation.kind(), key.length, value.length());
    putPieces(to, small.array(), small.arrayOffset(), small.position());
    putPieces(to, key, 0, key.length);
    putPieces(to, value.sharedArray(), value.sharedFrom(), value.length());
  }

  private static void putHeader(ByteBuffer target, byte kind, int keyLength, int valueLength) {
    target.put(kind);
    Varint.put(target, keyLength);
    Varint.put(target, valueLength);
  }

  private void putPieces(AppendFile to, byte[] array, int from, int length) throws IOException {
    int next = from;
    int rest = length;
    while (rest > 0) {
      if (!buffer.hasRemaining()) {
        append(to, false);
      }
      int piece = Math.min(rest, buffer.remaining());
      buffer.put(array, next, piece);
      next += piece;
      rest -= piece;
    }
  }

  private void append(AppendFile to, boolean last) throws IOException {
    int length = buffer.position() - Frame.HEADER_BYTES;
    int crc = Checksum.crc32c(buffer.slice(Frame.HEADER_BYTES, length));
    byte type = Frame.type(whole, last);
    Frame.putHeader(buffer, 0, type, length, crc, salt, to.appended());
    buffer.flip();
    if (!last) {
      whole = false;
    }
    to.append(buffer);
    buffer.clear().position(Frame.HEADER_BYTES);
  }
}
