package io.aitta.wal;

import java.util.concurrent.atomic.AtomicLong;

/** Counts; changed by one thread at a time, read by any. */
final class LogCounters {
  private final AtomicLong currentFile = new AtomicLong();
  private final AtomicLong currentBytes = new AtomicLong();
  private final AtomicLong groups = new AtomicLong();
  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong bytesAppended = new AtomicLong();
  private final AtomicLong syncs = new AtomicLong();
  private final AtomicLong writeBacks = new AtomicLong();
  private final AtomicLong rolls = new AtomicLong();
  private final AtomicLong fences = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();

  void began(long file, long bytes) {
    currentFile.set(file);
    currentBytes.set(bytes);
  }

  void group(int operationsInIt, long bytes) {
    groups.incrementAndGet();
    operations.addAndGet(operationsInIt);
    bytesAppended.addAndGet(bytes);
    currentBytes.addAndGet(bytes);
  }

  void synced() {
    syncs.incrementAndGet();
  }

  void writtenBack() {
    writeBacks.incrementAndGet();
  }

  void rolled() {
    rolls.incrementAndGet();
  }

  void fenced() {
    fences.incrementAndGet();
  }

  void refused() {
    refusals.incrementAndGet();
  }

  long currentBytes() {
    return currentBytes.get();
  }

  LogFigures figures() {
    return new LogFigures(
        currentFile.get(),
        groups.get(),
        operations.get(),
        bytesAppended.get(),
        syncs.get(),
        writeBacks.get(),
        rolls.get(),
        fences.get(),
        refusals.get());
  }
}
