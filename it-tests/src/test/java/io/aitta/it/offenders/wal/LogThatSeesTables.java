package io.aitta.it.offenders.wal;

import io.aitta.it.offenders.sstable.SomeTable;

/** Sees its neighbour. */
public final class LogThatSeesTables {
  private LogThatSeesTables() {}

  static int tables() {
    return new SomeTable().number();
  }
}
