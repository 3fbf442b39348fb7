package io.aitta.core.io.fault;

import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file open for reads, its operations counted. Safe on any thread. */
final class TracingReadFile implements ReadFile {
  private final ReadFile inner;
  private final Path file;
  private final Trace trace;

  TracingReadFile(ReadFile inner, Path file, Trace trace) {
    this.inner = inner;
    this.file = file;
    this.trace = trace;
  }

  @Override
  public int readAt(long offset, ByteBuffer target) throws IOException {
    return trace.transfer(
        FileOperation.READ,
        file,
        offset,
        moved -> {
          int length = inner.readAt(offset, target);
          moved.accept(length);
          return length;
        });
  }

  @Override
  public long size() throws IOException {
    return trace.ask(FileOperation.STAT, file, inner::size);
  }

  @Override
  public void close() throws IOException {
    trace.change(FileOperation.CLOSE, file, inner::close);
  }
}
