package io.aitta.core.io.fault;

import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file open for reads that fail as a plan says. Safe on any thread. */
final class FaultyReadFile extends FaultyHandle implements ReadFile {
  private final ReadFile inner;

  FaultyReadFile(ReadFile inner, Path file, FaultPlan plan) {
    super(inner, file, plan);
    this.inner = inner;
  }

  @Override
  public int readAt(long offset, ByteBuffer target) throws IOException {
    Fault fault = plan.before(FileOperation.READ, file);
    fault.throwBeforeEffect(file);
    int length = fault.stopsPartway() ? readHalf(offset, target) : inner.readAt(offset, target);
    fault.throwAfterEffect(file);
    return length;
  }

  private int readHalf(long offset, ByteBuffer target) throws IOException {
    int limit = target.limit();
    target.limit(target.position() + target.remaining() / 2);
    try {
      return inner.readAt(offset, target);
    } finally {
      target.limit(limit);
    }
  }

  @Override
  public long size() throws IOException {
    return plan.ask(FileOperation.STAT, file, inner::size);
  }
}
