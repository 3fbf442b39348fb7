package io.aitta.core.io.fault;

import java.io.IOException;
import java.nio.file.Path;

/** How many handles may be open at once. Safe on any thread. */
final class HandleLimit {
  private int handlesMax = Integer.MAX_VALUE;
  private int open;

  synchronized void limit(int handlesMax) {
    this.handlesMax = handlesMax;
  }

  synchronized void take(Path file) throws IOException {
    if (open >= handlesMax) {
      throw Failure.EMFILE.of(file);
    }
    open++;
  }

  synchronized void giveBack() {
    open--;
  }
}
