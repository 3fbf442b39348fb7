package io.aitta.it.offenders.sstable;

import io.aitta.it.offenders.wal.SomeLog;

/** Sees its neighbour. */
public final class TableThatSeesTheLog {
  private TableThatSeesTheLog() {}

  static int logs() {
    return new SomeLog().number();
  }
}
