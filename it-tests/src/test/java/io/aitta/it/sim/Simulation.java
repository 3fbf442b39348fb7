package io.aitta.it.sim;

import io.aitta.core.io.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.Cancellable;

/**
 * One simulated world: tasks that are ready, timers that are not due, and a seed that picks. Its
 * owner, the thread that booted it, is the only one that runs anything.
 *
 * <p>Time stands still while tasks run and moves to the next timer when none is ready, or now and
 * then on a whim of the seed, so that timers also come early. Ties of timers go by the order in
 * which they were set.
 *
 * <p>{@link #execute} and {@link #schedule} may be called by any thread during {@link #boot}; after
 * it, a call by any thread but the owner is a {@link ForeignCall}.
 */
public final class Simulation implements AutoCloseable {
  /** The wall clock of every simulated world begins here. */
  public static final long EPOCH_MILLIS = 1_800_000_000_000L;

  private static final int TIMER_WHIM = 16;
  private static final int LINES_KEPT = 400;
  private static final long HOUSEKEEPING_NANOS = Duration.ofDays(50).toNanos();

  private static final Map<String, Simulation> BY_ID = new ConcurrentHashMap<>();
  private static final AtomicInteger IDS = new AtomicInteger();

  private record Timer(long atNanos, long order, Runnable task, Executor on, AtomicBoolean off) {}

  private final String id = "simulation-" + IDS.incrementAndGet();
  private final Object lock = new Object();
  private final ArrayList<Runnable> ready = new ArrayList<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::atNanos).thenComparingLong(Timer::order));
  private final List<ForeignCall> foreignCalls = Collections.synchronizedList(new ArrayList<>());

  private volatile Thread owner = Thread.currentThread();
  private volatile boolean booted;
  private SplittableRandom choices = new SplittableRandom(0);
  private Trace trace = new Trace(LINES_KEPT);
  private boolean storyTold;
  private long now;
  private long timersSet;
  private long steps;
  private long slowNanosMin;
  private long slowNanosMax;

  public Simulation() {
    BY_ID.put(id, this);
  }

  /** A configuration can carry a name, not an object: the world of this name. */
  static Simulation of(String id) {
    return Objects.requireNonNull(BY_ID.get(id), () -> "no simulation called " + id);
  }

  String id() {
    return id;
  }

  /** Hands in a task; it runs when the seed picks it. */
  void execute(Runnable task) {
    noteIfForeign("execute", task);
    synchronized (lock) {
      ready.add(task);
      lock.notifyAll();
    }
  }

  /** Hands in a task of the disk: it becomes ready only after a while. */
  void executeSlow(Runnable task) {
    if (!booted || slowNanosMax == 0) {
      execute(task);
    } else {
      schedule(choices.nextLong(slowNanosMin, slowNanosMax + 1), task, this::execute);
    }
  }

  /** Sets a timer; when it is due the task is handed to {@code on}. */
  Cancellable schedule(long delayNanos, Runnable task, Executor on) {
    noteIfForeign("schedule", task);
    AtomicBoolean off = new AtomicBoolean();
    synchronized (lock) {
      timers.add(new Timer(now + Math.max(0, delayNanos), timersSet++, task, on, off));
    }
    return new Cancellable() {
      @Override
      public boolean cancel() {
        return off.compareAndSet(false, true);
      }

      @Override
      public boolean isCancelled() {
        return off.get();
      }
    };
  }

  /** Runs {@code task} after {@code delay} of virtual time. */
  public void after(Duration delay, Runnable task) {
    schedule(delay.toNanos(), task, this::execute);
  }

  private void noteIfForeign(String verb, Runnable task) {
    if (booted && Thread.currentThread() != owner) {
      foreignCalls.add(ForeignCall.here(verb, task));
    }
  }

  /** What other threads handed in since the boot. */
  public List<ForeignCall> foreignCalls() {
    synchronized (foreignCalls) {
      return List.copyOf(foreignCalls);
    }
  }

  /**
   * Makes something that blocks on its own actors, an ActorSystem for one: on another thread, while
   * this one, the owner from now on, runs what is handed in, first come first served.
   */
  <T> T boot(Callable<T> make) {
    owner = Thread.currentThread();
    FutureTask<T> made =
        new FutureTask<>(make) {
          @Override
          protected void done() {
            synchronized (lock) {
              lock.notifyAll();
            }
          }
        };
    Thread booter = new Thread(made, "boot-of-" + id);
    booter.start();
    try {
      for (Runnable next = takeFirst(made); next != null; next = takeFirst(made)) {
        next.run();
      }
      booter.join();
      booted = true;
      return made.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while booting", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the boot failed", e.getCause());
    }
  }

  private Runnable takeFirst(FutureTask<?> made) throws InterruptedException {
    synchronized (lock) {
      while (ready.isEmpty()) {
        if (made.isDone()) {
          return null;
        }
        lock.wait();
      }
      return ready.remove(0);
    }
  }

  /**
   * Begins another seed. The world must be quiet: whatever still runs would belong to two stories.
   */
  public void begin(long seed, boolean tellStory) {
    List<String> left = unfinished();
    if (!left.isEmpty()) {
      throw new IllegalStateException("not quiet: " + left);
    }
    choices = new SplittableRandom(seed);
    storyTold = tellStory;
    trace = new Trace(tellStory ? Integer.MAX_VALUE : LINES_KEPT);
    now = 0;
    timersSet = 0;
    steps = 0;
    slowNanosMin = 0;
    slowNanosMax = 0;
  }

  /** What is ready or waits for its time, the housekeeping of the dispatchers themselves aside. */
  public List<String> unfinished() {
    List<String> left = new ArrayList<>();
    synchronized (lock) {
      timers.removeIf(timer -> timer.off().get() || timer.atNanos() > now + HOUSEKEEPING_NANOS);
      ready.forEach(task -> left.add("ready: " + TaskName.of(task)));
      timers.forEach(
          timer ->
              left.add(
                  "in " + (timer.atNanos() - now) / 1_000_000 + " ms: " + timer.task().getClass()));
    }
    return left;
  }

  /** How long a task of the disk takes to become ready. */
  public void diskTakes(Duration least, Duration most) {
    slowNanosMin = least.toNanos();
    slowNanosMax = most.toNanos();
  }

  /** One choice of the seed. False when nothing is ready and no timer is due by the horizon. */
  private boolean step(long horizonNanos) {
    Runnable next = null;
    Timer due = null;
    int of = 0;
    int picked = 0;
    synchronized (lock) {
      boolean timerNext = hasTimerBy(horizonNanos);
      if (!ready.isEmpty() && !(timerNext && choices.nextInt(TIMER_WHIM) == 0)) {
        of = ready.size();
        picked = choices.nextInt(of);
        next = takeReady(picked);
      } else if (timerNext) {
        due = timers.poll();
      }
    }
    if (next != null) {
      steps++;
      String kind = TaskName.of(next);
      trace.choice(picked, of, kind, now);
      if (storyTold) {
        trace.remark(prefix() + "run " + picked + "/" + of + " " + TaskName.full(next));
      }
      int before = ready.size();
      next.run();
      TaskName.sort(ready.subList(before, ready.size()));
    } else if (due != null) {
      steps++;
      now = Math.max(now, due.atNanos());
      trace.choice(-1, 0, "timer", now);
      due.on().execute(due.task());
    }
    return next != null || due != null;
  }

  private boolean hasTimerBy(long horizonNanos) {
    while (!timers.isEmpty() && timers.peek().off().get()) {
      timers.poll();
    }
    return !timers.isEmpty() && timers.peek().atNanos() <= horizonNanos;
  }

  private Runnable takeReady(int picked) {
    Runnable task = ready.get(picked);
    int last = ready.size() - 1;
    ready.set(picked, ready.get(last)); // the order of the rest means nothing: it is picked from
    ready.remove(last);
    return task;
  }

  /** Runs the world until its clock shows {@code virtual} more. */
  public void runFor(Duration virtual) {
    long horizon = now + virtual.toNanos();
    boolean more = true;
    while (more) {
      more = step(horizon);
    }
    now = horizon;
  }

  /** Runs the world until {@code done}; false if that takes more than {@code atMost}. */
  public boolean runUntil(BooleanSupplier done, Duration atMost) {
    long horizon = now + atMost.toNanos();
    while (!done.getAsBoolean()) {
      if (!step(horizon)) {
        return done.getAsBoolean();
      }
    }
    return true;
  }

  /** Runs the world until nothing is ready and no timer waits. False if it never becomes quiet. */
  public boolean runUntilQuiet(Duration atMost) {
    return runUntil(this::isQuiet, atMost);
  }

  private boolean isQuiet() {
    synchronized (lock) {
      if (!ready.isEmpty()) {
        return false;
      }
      timers.removeIf(timer -> timer.off().get() || timer.atNanos() > now + HOUSEKEEPING_NANOS);
      return timers.isEmpty();
    }
  }

  /** Adds an event to the story and to its hash. */
  public void say(String event) {
    trace.event(prefix(), event);
  }

  private String prefix() {
    return steps + " " + now / 1_000 + "us ";
  }

  /** The virtual clock. */
  public TimeSource time() {
    return new TimeSource() {
      @Override
      public long wallMillis() {
        return EPOCH_MILLIS + now / 1_000_000;
      }

      @Override
      public long nanos() {
        return now;
      }
    };
  }

  /** A generator of its own, for whoever needs one; what it draws moves nobody else's draws. */
  public RandomGenerator fork() {
    return choices.split();
  }

  long steps() {
    return steps;
  }

  String hash() {
    return trace.hash();
  }

  List<String> story() {
    return trace.lines();
  }

  @Override
  public void close() {
    booted = false;
    BY_ID.remove(id);
  }
}
