package io.aitta.actors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.dispatch.DefaultDispatcherPrerequisites;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** Two threads, 16 at most, and a clock that ticks when a test says so. */
@Tag("J08")
class ReplyExecutorTest {
  private static final String SETTINGS =
      "reply-executor { threads-min = 2, threads-usual-max = 2, threads-max = 16,"
          + " stuck-after = 20ms }";

  private final ByHand clock = new ByHand();
  private final AtomicInteger threadsLeft = new AtomicInteger(100);
  private final AtomicInteger inside = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private final ExecutorService pool =
      new ReplyExecutor(
              ConfigFactory.parseString(SETTINGS),
              new DefaultDispatcherPrerequisites(null, null, clock, null, null, null, null))
          .createExecutorServiceFactory("reply", this::thread)
          .createExecutorService();

  @AfterEach
  void stop() throws Exception {
    release.countDown();
    pool.shutdown();
    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  private Thread thread(Runnable work) {
    if (threadsLeft.getAndDecrement() <= 0) {
      throw new OutOfMemoryError("unable to create native thread");
    }
    return new Thread(work, "reply");
  }

  private void block(int tasks) {
    for (int i = 0; i < tasks; i++) {
      pool.execute(
          () -> {
            inside.incrementAndGet();
            standStill(release);
          });
    }
  }

  private static void standStill(CountDownLatch until) {
    try {
      assertThat(until.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitInside(int tasks) {
    await().untilAsserted(() -> assertThat(inside).hasValue(tasks));
  }

  @Test
  void growsByHalvesWhileNoTaskIsTakenAndNotBeyondItsMost() {
    block(2);
    awaitInside(2);
    block(38);
    var sizes = new ArrayList<Integer>();
    for (int threads : List.of(3, 4, 6, 9, 13, 16)) {
      clock.tick();
      awaitInside(threads);
      sizes.add(inside.get());
      clock.tick(); // sees that some were taken
    }
    clock.tick();
    clock.tick();
    assertThat(sizes).containsExactly(3, 4, 6, 9, 13, 16);
    assertThat(inside).hasValue(16);
  }

  @Test
  void doesNotGrowWhileTasksAreTaken() {
    block(1);
    awaitInside(1);
    var turns = new ArrayList<CountDownLatch>();
    var begun = new AtomicInteger();
    for (int i = 0; i < 10; i++) {
      var turn = new CountDownLatch(1);
      turns.add(turn);
      pool.execute(
          () -> {
            begun.incrementAndGet();
            standStill(turn);
          });
    }
    await().untilAsserted(() -> assertThat(begun).hasValue(1));
    for (int i = 0; i < 9; i++) {
      int next = i + 2;
      turns.get(i).countDown();
      await().untilAsserted(() -> assertThat(begun).hasValue(next));
      clock.tick();
    }
    turns.get(9).countDown();
    assertThat(threadsLeft).hasValue(98);
  }

  @Test
  void aMachineWithoutThreadsIsAskedAgainLater() {
    block(2);
    awaitInside(2);
    threadsLeft.set(0);
    block(3);
    clock.tick();
    clock.tick();
    assertThat(inside).hasValue(2);
    threadsLeft.set(100);
    clock.tick();
    awaitInside(3);
  }

  @Test
  void growsAtOnceWhenTheSystemThatTicksHasEnded() {
    block(2);
    awaitInside(2);
    clock.ended = true;
    block(5);
    awaitInside(7);
  }

  /** What is scheduled is done at the next tick. */
  private static final class ByHand extends AbstractScheduler {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private volatile boolean ended;

    private synchronized void tick() {
      var now = new ArrayList<>(waiting);
      waiting.clear();
      now.forEach(Runnable::run);
    }

    @Override
    public synchronized Cancellable scheduleOnce(
        FiniteDuration delay, Runnable task, ExecutionContext executor) {
      if (ended) {
        throw new IllegalStateException("cannot enqueue after timer shutdown");
      }
      waiting.add(task);
      return Cancellable.alreadyCancelled();
    }

    @Override
    @Deprecated
    public Cancellable schedule(
        FiniteDuration delay, FiniteDuration every, Runnable task, ExecutionContext executor) {
      throw new IllegalStateException("nothing here is done again and again");
    }

    @Override
    public double maxFrequency() {
      return 1_000;
    }
  }
}
