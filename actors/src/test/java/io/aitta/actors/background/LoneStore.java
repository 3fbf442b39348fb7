package io.aitta.actors.background;

import com.typesafe.config.ConfigFactory;
import io.aitta.actors.StoreSeams;
import io.aitta.actors.StoreSettings;
import io.aitta.actors.engine.Admission;
import io.aitta.actors.engine.Events;
import io.aitta.actors.engine.Meters;
import io.aitta.actors.engine.StoreContext;
import io.aitta.actors.engine.StoreStatus;
import io.aitta.core.io.TimeSource;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.compaction.TableFiles;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;

/** What surrounds an actor that is tested alone. What it does in the background waits to be run. */
final class LoneStore {
  static final Path DIRECTORY = Path.of("/data");

  final MemoryFileSystem disk = new MemoryFileSystem();
  final StoreContext context;
  final TableFiles tableFiles;
  private final Deque<Runnable> background = new ArrayDeque<>();

  LoneStore() {
    var seams = new StoreSeams(disk, TimeSource.system(), new SplittableRandom(1));
    var events = new Events(DIRECTORY.toString(), seams.log());
    Executor atOnce = Runnable::run;
    this.context =
        new StoreContext(
            StoreSettings.of(ConfigFactory.load()),
            seams,
            atOnce,
            atOnce,
            background::add,
            events,
            new StoreStatus(events),
            new Meters(),
            new Admission(64 << 20, 1, 1));
    this.tableFiles =
        new TableFiles(
            disk, DIRECTORY, new AtomicLong(10)::incrementAndGet, seams.random(), atOnce);
  }

  boolean isBackgroundIdle() {
    return background.isEmpty();
  }

  void runOneInBackground() {
    background.removeFirst().run();
  }

  /** Delivers what the actor tells itself; what waits in the background waits on. */
  static void deliver(BehaviorTestKit<?> actor) {
    while (actor.selfInbox().hasMessages()) {
      actor.runOne();
    }
  }

  /** Until nothing is left to do, in the background nor in the mailbox. */
  void deliverAll(BehaviorTestKit<?> actor) {
    deliver(actor);
    while (!background.isEmpty()) {
      runOneInBackground();
      deliver(actor);
    }
  }
}
