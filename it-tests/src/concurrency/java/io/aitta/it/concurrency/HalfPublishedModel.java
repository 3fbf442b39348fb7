package io.aitta.it.concurrency;

import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;

/** The mistake of publishing in the middle of a group. */
public class HalfPublishedModel extends MemTableModel {
  @Override
  @Operation(nonParallelGroup = "writer")
  public void putBoth(@Param(name = "value") int value) {
    put(1, value);
    put(2, value);
  }
}
