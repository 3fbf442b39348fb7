package io.aitta.it.offenders.sstable;

/** Innocent: something for the neighbour to see. */
public final class SomeTable {
  public int number() {
    return 1;
  }
}
