package io.aitta.core.io.fault;

import io.aitta.core.io.AppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file being written, its operations counted. For one thread at a time. */
final class TracingAppendFile implements AppendFile {
  private final AppendFile inner;
  private final Path file;
  private final Trace trace;

  TracingAppendFile(AppendFile inner, Path file, Trace trace) {
    this.inner = inner;
    this.file = file;
    this.trace = trace;
  }

  @Override
  public void append(ByteBuffer... buffers) throws IOException {
    long before = inner.appended();
    trace.transfer(
        FileOperation.APPEND,
        file,
        before,
        moved -> {
          try {
            inner.append(buffers);
          } finally {
            moved.accept(inner.appended() - before);
          }
          return true;
        });
  }

  @Override
  public void prepare(long length) throws IOException {
    long before = inner.prepared();
    trace.transfer(
        FileOperation.PREPARE,
        file,
        before,
        moved -> {
          try {
            inner.prepare(length);
          } finally {
            moved.accept(inner.prepared() - before);
          }
          return true;
        });
  }

  @Override
  public long appended() {
    return inner.appended();
  }

  @Override
  public long prepared() {
    return inner.prepared();
  }

  @Override
  public void sync() throws IOException {
    trace.change(FileOperation.SYNC, file, inner::sync);
  }

  @Override
  public void close() throws IOException {
    trace.change(FileOperation.CLOSE, file, inner::close);
  }
}
