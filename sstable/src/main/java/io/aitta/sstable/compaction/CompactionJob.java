package io.aitta.sstable.compaction;

import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.MergingIterator;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes sorted entries and range deletes into new tables, without what nobody can see any more, in
 * bounded steps: whoever runs it can yield between two, stop, or pace it.
 *
 * <p>A failed step ends the job: what remains is to {@link #abandon} it. Inputs are never touched.
 * For one thread at a time.
 */
public abstract sealed class CompactionJob permits MergeJob, FlushJob, UnionJob {
  private enum State {
    NEW,
    RUNNING,
    DONE,
    OVER
  }

  private static final byte[] NO_VALUE = {};

  /** Some 50 microseconds of work. */
  private static final int YIELD_EVERY = 256;

  private final TableOutputs outputs;
  private final SnapshotList snapshots;
  private final long stepBytes;
  private State state = State.NEW;
  private InternalIterator source = MergingIterator.of(List.of());
  private RangeDeletes rangeDeletes = RangeDeletes.NONE;
  private @Nullable Retention retention;
  private @Nullable JobResult result;

  /** Where the output being written begins; range deletes before belong to others. */
  private byte[] outputFrom = {};

  private long entriesRead;
  private long bytesRead;

  CompactionJob(TableOutputs outputs, SnapshotList snapshots, long stepBytes) {
    this.outputs = outputs;
    this.snapshots = snapshots;
    this.stepBytes = stepBytes;
  }

  /** Opens what is to be read. */
  abstract InternalIterator openSource();

  /** All range deletes of what is to be read. */
  abstract RangeDeletes openRangeDeletes();

  abstract OlderData olderData();

  /** Whether the output ends before this key, which is not that of the entry before. */
  abstract boolean isCutBefore(byte[] key, int from, int length, long outputBytes);

  /** What the job amounts to, when all was read. */
  abstract JobResult result(TableOutputs written, JobResult.Counts counts);

  /**
   * Goes on for about as many bytes of input as a step has. Returns whether there is more to do;
   * after a false the {@link #result} is there, durable.
   *
   * @throws io.aitta.core.CorruptionException if an input is damaged; it names the file
   * @throws io.aitta.core.StoreException if an input cannot be read, or holds what this version
   *     cannot compact
   * @throws IOException if an output cannot be written; {@link io.aitta.core.io.DiskFullException}
   *     if there is no space
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all that it is meant as
  public boolean step() throws IOException {
    if (state != State.NEW && state != State.RUNNING) {
      throw new IllegalStateException("the job is " + state);
    }
    State before = state;
    state = State.OVER; // unless the step ends well
    Retention deciding = retention;
    if (before == State.NEW || deciding == null) {
      deciding = open();
    }
    long until = bytesRead + stepBytes;
    while (source.valid()) {
      if (bytesRead >= until) {
        state = State.RUNNING;
        return true;
      }
      take(deciding);
      source.next();
      if (entriesRead % YIELD_EVERY == 0) {
        Thread.yield(); // with few processors, who writes or reads would wait for its time slice
      }
    }
    finish(deciding);
    state = State.DONE;
    return false;
  }

  private Retention open() {
    rangeDeletes = openRangeDeletes();
    source = openSource();
    source.first();
    Retention opened = new Retention(snapshots, rangeDeletes, olderData());
    retention = opened;
    return opened;
  }

  private void take(Retention deciding) throws IOException {
    InternalIterator here = source.here();
    byte[] key = here.keyArray();
    int from = here.keyFrom();
    int length = here.keyLength();
    long trailer = here.trailer();
    byte[] value = here.valueArray();
    int valueFrom = here.valueFrom();
    int valueLength = here.valueLength();
    entriesRead++;
    bytesRead += length + Long.BYTES + valueLength;
    boolean newKey = deciding.isNewKey(key, from, length);
    Retention.Fate fate = deciding.decide(key, from, length, newKey, trailer, value, valueFrom);
    if (newKey && isCutBefore(key, from, length, outputs.bytes())) {
      byte[] until = Arrays.copyOfRange(key, from, from + length);
      endOutput(deciding, until);
      outputFrom = until;
    }
    switch (fate) {
      case KEEP -> outputs.add(key, from, length, trailer, value, valueFrom, valueLength);
      case KEEP_AS_DELETE -> {
        long asDelete = Trailer.of(Trailer.number(trailer), Kind.DELETE);
        outputs.add(key, from, length, asDelete, NO_VALUE, 0, 0);
      }
      case DROP -> {}
    }
    if (here.isKept()) {
      outputs.keepBlock();
    }
  }

  private void endOutput(Retention deciding, byte @Nullable [] until) throws IOException {
    outputs.endTable(deciding.keep(rangeDeletes.clip(outputFrom, until)));
  }

  private void finish(Retention deciding) throws IOException {
    endOutput(deciding, null);
    source.close();
    outputs.syncAll();
    result = result(outputs, deciding.counts(entriesRead, bytesRead, outputs.entries()));
  }

  /** Bytes of the inputs read so far. */
  public long bytesRead() {
    return bytesRead;
  }

  /** What was done, when there is no more to do. */
  public JobResult result() {
    if (result == null) {
      throw new IllegalStateException("the job is " + state);
    }
    return result;
  }

  /**
   * Gives the job up: closes what is open and removes every output. Not to be called once the
   * result's edit was given to the manifest, unless the manifest said that nothing happened.
   * Idempotent.
   *
   * @throws IOException if an output could not be removed; all was tried, and what is left goes
   *     when the store is next opened
   */
  public void abandon() throws IOException {
    state = State.OVER;
    result = null;
    source.close();
    outputs.abandon();
  }
}
