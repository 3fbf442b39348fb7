package io.aitta.it.concurrency;

import org.jetbrains.kotlinx.lincheck.annotations.Operation;

/** The mistake of reading the current view without a pin. */
public class UnpinnedViewsModel extends ViewsModel {
  @Override
  @Operation
  public long read() {
    return idOrRetired(views.current());
  }
}
