package io.aitta.core.io.fault;

import io.aitta.core.io.DirectoryLock;
import java.io.IOException;
import java.nio.file.Path;

/** A directory held, as a plan lets it. Safe on any thread. */
final class FaultyLock extends FaultyHandle implements DirectoryLock {
  private final DirectoryLock inner;

  FaultyLock(DirectoryLock inner, Path directory, FaultPlan plan) {
    super(inner, directory, plan);
    this.inner = inner;
  }

  @Override
  public void requireHeld() throws IOException {
    inner.requireHeld();
  }
}
