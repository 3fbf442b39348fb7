package io.aitta.core.io.fault;

import io.aitta.core.io.AppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file being written, failing as a plan says. For one thread at a time. */
final class FaultyAppendFile extends FaultyHandle implements AppendFile {
  private final AppendFile inner;
  private final DiskSpace.Charge charge;

  FaultyAppendFile(AppendFile inner, Path file, FaultPlan plan, DiskSpace.Charge charge) {
    super(inner, file, plan);
    this.inner = inner;
    this.charge = charge;
  }

  @Override
  public void append(ByteBuffer... buffers) throws IOException {
    Fault fault = plan.before(FileOperation.APPEND, file);
    if (fault.stopsPartway()) {
      appendWithin(first(remaining(buffers) / 2, buffers));
    }
    fault.throwBeforeEffect(file);
    appendWithin(buffers);
    fault.throwAfterEffect(file);
  }

  @Override
  public void prepare(long length) throws IOException {
    Fault fault = plan.before(FileOperation.PREPARE, file);
    if (fault.stopsPartway()) {
      prepareWithin(inner.prepared() + Math.max(0, length - inner.prepared()) / 2);
    }
    fault.throwBeforeEffect(file);
    prepareWithin(length);
    fault.throwAfterEffect(file);
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
    plan.change(FileOperation.SYNC, file, inner::sync);
  }

  /** On a disk that gets full, writes what fits before it fails. */
  private void appendWithin(ByteBuffer... buffers) throws IOException {
    long bytes = remaining(buffers);
    long growth = Math.max(0, inner.appended() + bytes - inner.prepared());
    long missing = growth - plan.space().take(charge, growth);
    if (missing > 0) {
      inner.append(first(bytes - missing, buffers));
      throw Failure.ENOSPC.of(file);
    }
    inner.append(buffers);
  }

  private void prepareWithin(long length) throws IOException {
    long growth = Math.max(0, length - inner.prepared());
    long missing = growth - plan.space().take(charge, growth);
    inner.prepare(length - missing);
    if (missing > 0) {
      throw Failure.ENOSPC.of(file);
    }
  }

  private static long remaining(ByteBuffer... buffers) {
    long bytes = 0;
    for (ByteBuffer buffer : buffers) {
      bytes += buffer.remaining();
    }
    return bytes;
  }

  /** The first so many bytes of the buffers, which stay as they are. */
  private static ByteBuffer[] first(long bytes, ByteBuffer... buffers) {
    var parts = new ByteBuffer[buffers.length];
    long left = bytes;
    for (int i = 0; i < parts.length; i++) {
      int length = (int) Math.min(left, buffers[i].remaining());
      parts[i] = buffers[i].slice(buffers[i].position(), length);
      left -= length;
    }
    return parts;
  }
}
