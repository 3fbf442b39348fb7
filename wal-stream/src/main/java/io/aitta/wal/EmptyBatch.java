package io.aitta.wal;

import io.aitta.core.Durability;
import io.aitta.core.format.Operation;

/** A batch without operations. */
final class EmptyBatch extends LogBatch {
  private final long numberBefore;
  private final Durability level;
  private final long timeMarkMillis;

  EmptyBatch(long numberBefore, Durability level, long timeMarkMillis) {
    this.numberBefore = numberBefore;
    this.level = level;
    this.timeMarkMillis = timeMarkMillis;
  }

  @Override
  public long numberBefore() {
    return numberBefore;
  }

  @Override
  public long firstNumber() {
    return numberBefore + 1;
  }

  @Override
  public long lastNumber() {
    return numberBefore;
  }

  @Override
  public Durability level() {
    return level;
  }

  @Override
  public int operations() {
    return 0;
  }

  @Override
  public Operation operation(int index) {
    throw new IndexOutOfBoundsException(index);
  }

  @Override
  public long timeMarkMillis() {
    return timeMarkMillis;
  }
}
