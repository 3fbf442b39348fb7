package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.KeyChoice;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.engine.Reader;
import io.aitta.it.bench.load.WriteLoad;
import java.util.function.IntToDoubleFunction;

/** Puts, and how an engine keeps so many of them in flight. */
final class Puts {
  /** More threads than that are no way to use a machine, whatever the window. */
  private static final int[] BLOCKING = {1, 2, 4, 16, 64, 256, 1024};

  private static final int[] GATHERING = {1, 2, 4};
  private static final int[] ONE = {1};

  private Puts() {}

  /**
   * The keys of the data in the order given, and behind the last again from the first. Warm-ups and
   * what is measured are of this one class: code compiled for one kind of work is thrown away when
   * another comes.
   */
  static WriteLoad.Work inOrder(DataSet data, int[] order, Level level) {
    return (writer, number, ack) -> {
      long index = order[(int) (number % order.length)];
      writer.put(data.key(index), data.value(index), level, ack);
    };
  }

  /** Atomic batches, the {@code number}-th of the data in the order given. */
  static WriteLoad.Work batches(DataSet data, int[] order, int size, Level level) {
    return (writer, number, ack) -> {
      int from = (int) (number * size % order.length);
      int length = Math.min(size, order.length - from);
      byte[][] keys = new byte[length][];
      byte[][] values = new byte[length][];
      for (int i = 0; i < length; i++) {
        keys[i] = data.key(order[from + i]);
        values[i] = data.value(order[from + i]);
      }
      writer.write(keys, values, level, ack);
    };
  }

  /**
   * The load with {@code inFlight} writes in flight that suits the engine best: threads that wait
   * for each write, of which a trial finds the best number, or one thread with a window.
   *
   * @param most threads worth a trial
   */
  static WriteLoad load(
      Lab lab, String row, int inFlight, int most, int timedEvery, WriteLoad.Work work) {
    return load(lab, row, inFlight, most, timedEvery, work, EngineOptions.ORDINARY);
  }

  static WriteLoad load(
      Lab lab,
      String row,
      int inFlight,
      int most,
      int timedEvery,
      WriteLoad.Work work,
      EngineOptions options) {
    return load(
        lab, row, inFlight, candidates(lab, Math.min(inFlight, most)), timedEvery, work, options);
  }

  /** As {@link #load}, for work that comes in batches already: there is nothing to gather. */
  static WriteLoad loadOfBatches(Lab lab, String row, int inFlight, WriteLoad.Work work) {
    int[] candidates = lab.engine().blocksItsCaller() ? upTo(BLOCKING, inFlight) : ONE;
    return load(lab, row, inFlight, candidates, 1, work, EngineOptions.ORDINARY);
  }

  private static WriteLoad load(
      Lab lab,
      String row,
      int inFlight,
      int[] candidates,
      int timedEvery,
      WriteLoad.Work work,
      EngineOptions options) {
    IntToDoubleFunction trial =
        threads -> {
          java.nio.file.Path scratch = lab.freshDirectory();
          try (EngineStore store = lab.open(scratch, options)) {
            WriteLoad load = of(lab, threads, inFlight, timedEvery);
            long nanos = lab.trialNanos(candidates.length);
            return load.during(store, nanos, work).rate();
          } finally {
            lab.remove(scratch);
          }
        };
    return of(lab, lab.threadsOnceWarm(row, candidates, trial), inFlight, timedEvery);
  }

  private static WriteLoad of(Lab lab, int threads, int inFlight, int timedEvery) {
    boolean gathers = lab.engine().gathersBatches();
    int window = lab.engine().blocksItsCaller() && !gathers ? 1 : Math.max(1, inFlight / threads);
    return new WriteLoad(threads, window, timedEvery);
  }

  private static int[] candidates(Lab lab, int most) {
    if (!lab.engine().blocksItsCaller() || most == 1) {
      return ONE;
    }
    return upTo(lab.engine().gathersBatches() ? GATHERING : BLOCKING, most);
  }

  private static int[] upTo(int[] all, int most) {
    return java.util.Arrays.stream(all).filter(threads -> threads <= most).toArray();
  }

  /** Fails unless keys that were written are there. Looks at some, spread over all. */
  static void verify(EngineStore store, DataSet data, int[] order, long written, Lab lab) {
    long there = Math.min(written, order.length);
    if (there == 0) {
      return; // fewer writes than threads: none is certain
    }
    KeyChoice some = KeyChoice.uniform(there, lab.seed());
    Digest expected = new Digest();
    Digest found = new Digest();
    try (Reader reader = store.reader()) {
      for (long i = 0; i < Math.min(there, 20_000); i++) {
        long index = order[(int) some.next()];
        expected.add(data.value(index));
        if (!reader.get(data.key(index), found)) {
          throw new IllegalStateException("a key that was written is not there: " + index);
        }
      }
    }
    if (expected.sum() != found.sum()) {
      throw new IllegalStateException("wrong values were read back");
    }
  }
}
