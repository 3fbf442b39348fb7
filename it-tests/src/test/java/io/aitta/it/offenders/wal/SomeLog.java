package io.aitta.it.offenders.wal;

/** Innocent: something for the neighbour to see. */
public final class SomeLog {
  public int number() {
    return 1;
  }
}
