package io.aitta.actors.engine;

import io.aitta.core.Durability;

/**
 * Up to which number writes have reached each level. Written by the log's writer alone; read on any
 * thread.
 */
public final class Marks {
  private volatile Durability.Watermarks now;

  public Marks(long recoveredNumber) {
    now = new Durability.Watermarks(recoveredNumber, recoveredNumber, recoveredNumber);
  }

  public Durability.Watermarks now() {
    return now;
  }

  /** Raises each mark; one that is lower than before stays. */
  public void raise(long memorySeq, long osSeq, long diskSeq) {
    Durability.Watermarks before = now;
    long disk = Math.max(before.diskSeq(), diskSeq);
    long os = Math.max(Math.max(before.osSeq(), osSeq), disk);
    long memory = Math.max(Math.max(before.memorySeq(), memorySeq), os);
    now = new Durability.Watermarks(memory, os, disk);
  }
}
