package io.aitta.core.io.fault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A handle whose closing may fail. Safe on any thread. */
abstract class FaultyHandle implements Closeable {
  final Path file;
  final FaultPlan plan;
  private final Closeable inner;
  private final AtomicBoolean closed = new AtomicBoolean();

  FaultyHandle(Closeable inner, Path file, FaultPlan plan) {
    this.inner = inner;
    this.file = file;
    this.plan = plan;
  }

  @Override
  public final void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      plan.close(file, inner);
    }
  }
}
