package io.aitta.core.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a memtable in order, each once: as sorted runs, and a nursery of keys just added that
 * each reader sorts for itself. A full nursery becomes a run; 8 runs of a size become one of the
 * next, small ones at once, big ones on the background executor. What the background has merged is
 * adopted by the writer when the next nursery is full. One thread writes; any thread reads.
 */
final class KeyOrder {
  static final int NURSERY_KEYS = 32;
  static final int FAN_IN = 8;

  /** Runs of this level and above are merged in the background, those below at once. */
  private static final int BACKGROUND_LEVEL = 2;

  /** When the background is so many runs behind, the writer merges some itself. */
  private static final int BEHIND_MAX = 8 * FAN_IN;

  /** Two objects, the nursery's array and the header of the array of runs. */
  private static final long FIXED_BYTES = 2 * 24 + 2 * Arena.ARRAY_BYTES + 4 * NURSERY_KEYS;

  private static final long REFERENCE_BYTES = 8;

  private static final VarHandle VIEW;
  private static final VarHandle COUNT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      VIEW = lookup.findVarHandle(KeyOrder.class, "view", View.class);
      COUNT = lookup.findVarHandle(Nursery.class, "count", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Keys in the order of arrival; only ever added to. */
  private static final class Nursery {
    final int[] firsts = new int[NURSERY_KEYS];
    int count;
  }

  /** What a reader loads: all keys are in it, each once. No record: Lincheck sees into none. */
  private static final class View {
    final SortedRun[] runs;
    final Nursery nursery;

    View(SortedRun[] runs, Nursery nursery) {
      this.runs = runs;
      this.nursery = nursery;
    }
  }

  /** A merge in the background, and its outcome. */
  private static final class Merge implements Runnable {
    final Arena arena;
    final SortedRun[] inputs;
    volatile @Nullable SortedRun output;
    volatile @Nullable Throwable failure;

    Merge(Arena arena, SortedRun[] inputs) {
      this.arena = arena;
      this.inputs = inputs;
    }

    @Override
    public void run() {
      try {
        output = SortedRun.merge(arena, inputs);
      } catch (Throwable thrown) {
        failure = thrown; // the writer throws it: nothing may be thrown through an executor
      } finally {
        arena.letGo();
      }
    }
  }

  /** Runs of about one size, the oldest first, and the merge of the first few that is under way. */
  private static final class Level {
    final ArrayList<SortedRun> runs = new ArrayList<>();
    @Nullable Merge merge;

    /** The first or the last few runs. */
    SortedRun[] some(int from) {
      return runs.subList(from, from + FAN_IN).toArray(new SortedRun[0]);
    }
  }

  private final Arena arena;
  private final Executor background;
  private final List<Level> levels = new ArrayList<>();
  private View view = new View(new SortedRun[0], new Nursery());
  private long runBytes;
  private int changes;

  KeyOrder(Arena arena, Executor background) {
    this.arena = arena;
    this.background = background;
  }

  // reading

  /** Every key published so far, as runs. */
  SortedRun[] runs() {
    View loaded = (View) VIEW.getAcquire(this);
    int count = (int) COUNT.getAcquire(loaded.nursery);
    if (count == 0) {
      return loaded.runs;
    }
    SortedRun[] all = Arrays.copyOf(loaded.runs, loaded.runs.length + 1);
    all[loaded.runs.length] = SortedRun.sort(arena, loaded.nursery.firsts, count);
    return all;
  }

  // writing

  /**
   * Makes room for one key. Whatever is thrown, every key is still there once, and the next call
   * tries again.
   *
   * @throws IllegalStateException if a merge in the background failed
   */
  void prepare() {
    Nursery full = view.nursery;
    if (full.count == NURSERY_KEYS) {
      put(0, SortedRun.sort(arena, full.firsts, NURSERY_KEYS));
      publish(new Nursery());
      adopt();
    }
  }

  /** Adds a key that is not there yet, by the address of its first version. Needs room. */
  void add(int first) {
    Nursery nursery = view.nursery;
    int count = nursery.count;
    nursery.firsts[count] = first;
    COUNT.setRelease(nursery, count + 1);
  }

  /**
   * Adopts what the background has merged so far, and begins what is due.
   *
   * @throws IllegalStateException if a merge in the background failed
   */
  void adopt() {
    int before = changes;
    for (int i = 0; i < levels.size(); i++) {
      settle(i, levels.get(i));
    }
    if (changes != before) {
      publish(view.nursery);
    }
  }

  private void publish(Nursery nursery) {
    ArrayList<SortedRun> runs = new ArrayList<>();
    for (Level level : levels) {
      runs.addAll(level.runs);
    }
    VIEW.setRelease(this, new View(runs.toArray(new SortedRun[0]), nursery));
  }

  private void settle(int number, Level level) {
    adoptMerge(number, level);
    if (number >= BACKGROUND_LEVEL && level.merge == null && level.runs.size() >= FAN_IN) {
      startMerge(level);
      adoptMerge(number, level); // the executor may have run it at once
    }
    int bound = mergedHereFrom(number);
    while (level.runs.size() >= bound) {
      mergeHere(number, level.runs.size() - FAN_IN); // not the first few: a merge may have them
    }
  }

  private static int mergedHereFrom(int number) {
    if (number < BACKGROUND_LEVEL) {
      return FAN_IN;
    }
    return number == BACKGROUND_LEVEL ? BEHIND_MAX : Integer.MAX_VALUE;
  }

  private void mergeHere(int number, int from) {
    Level level = levels.get(number);
    replace(number, from, SortedRun.merge(arena, level.some(from)));
  }

  private void startMerge(Level level) {
    Merge merge = new Merge(arena, level.some(0));
    arena.hold();
    level.merge = merge;
    try {
      background.execute(merge);
    } catch (RejectedExecutionException refused) {
      level.merge = null; // the order is right without it; the next full nursery asks again
      arena.letGo();
    }
  }

  private void adoptMerge(int number, Level level) {
    Merge merge = level.merge;
    if (merge == null) {
      return;
    }
    Throwable failure = merge.failure;
    if (failure != null) {
      throw new IllegalStateException("merging sorted runs failed", failure);
    }
    SortedRun output = merge.output;
    if (output != null) {
      level.merge = null;
      replace(number, 0, output);
    }
  }

  /** A few runs of a level have become one of the next. */
  private void replace(int number, int from, SortedRun output) {
    List<SortedRun> inputs = levels.get(number).runs.subList(from, from + FAN_IN);
    for (SortedRun input : inputs) {
      runBytes -= input.memoryBytes();
    }
    inputs.clear();
    put(number + 1, output);
    changes++;
  }

  private void put(int number, SortedRun run) {
    if (number == levels.size()) {
      levels.add(new Level());
    }
    levels.get(number).runs.add(run);
    runBytes += run.memoryBytes();
  }

  /** Bytes of the runs and the nursery. Writer only. */
  long reservedBytes() {
    return FIXED_BYTES + REFERENCE_BYTES * view.runs.length + runBytes;
  }
}
