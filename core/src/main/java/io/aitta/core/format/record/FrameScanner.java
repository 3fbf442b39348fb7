package io.aitta.core.format.record;

import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Looks beyond a damaged place for frames that begin a record, at any offset, trusting nothing but
 * a header's checksum. It answers the question whether anything was written after the damage; it is
 * no way to read records. For one thread; the file stays open.
 */
public final class FrameScanner {
  private final FileWindow window;
  private final long salt;
  private long offset;

  /** Begins at {@code from}. */
  public FrameScanner(ReadFile file, long salt, long from) throws IOException {
    this.window = new FileWindow(file);
    this.salt = salt;
    this.offset = from;
  }

  /**
   * The offset of the next full or first frame whose header is whole; its payload may not be.
   *
   * @return -1 if there is none
   */
  public long next() throws IOException {
    return next(false);
  }

  /**
   * The same for a frame of any type: the end of a record whose beginning is lost was written too.
   */
  public long nextOfAnyType() throws IOException {
    return next(true);
  }

  private long next(boolean ofAnyType) throws IOException {
    while (true) {
      int at = window.locate(offset, Frame.HEADER_BYTES);
      if (at < 0) {
        return -1;
      }
      ByteBuffer bytes = window.bytes();
      int last = bytes.limit() - Frame.HEADER_BYTES;
      for (; at <= last; at++, offset++) {
        if (Frame.isHeader(bytes, at, salt, offset) && (ofAnyType || beginsRecord(bytes, at))) {
          return offset++;
        }
      }
    }
  }

  /**
   * Fills {@code target} from the beginning of the payload of the frame at {@code frame},
   * unchecked.
   *
   * @return whether that frame and the file are long enough
   */
  public boolean payload(long frame, ByteBuffer target) throws IOException {
    int at = window.locate(frame, Frame.HEADER_BYTES);
    if (at < 0 || Frame.length(window.bytes(), at) < target.remaining()) {
      return false;
    }
    return window.copy(frame + Frame.HEADER_BYTES, target);
  }

  private static boolean beginsRecord(ByteBuffer bytes, int at) {
    byte type = Frame.type(bytes, at);
    return type == Frame.FULL || type == Frame.FIRST;
  }
}
