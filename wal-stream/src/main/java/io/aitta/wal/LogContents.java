package io.aitta.wal;

import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Tells a log that never held anything from one that did, whatever became of it. */
public final class LogContents {
  private static final int STEP_BYTES = 64 << 10;

  private LogContents() {}

  /** Whether anything but prepared space stands behind the header, damaged or not. */
  public static boolean isEmpty(FileSystem fs, Path log) throws IOException {
    try (ReadFile file = fs.openRead(log)) {
      ByteBuffer step = ByteBuffer.allocateDirect(STEP_BYTES);
      long offset = LogHeader.END;
      while (true) {
        step.clear();
        int read = file.readAt(offset, step);
        if (read == 0) {
          return true;
        }
        step.flip();
        while (step.hasRemaining()) {
          if (step.get() != 0) {
            return false;
          }
        }
        offset += read;
      }
    }
  }
}
