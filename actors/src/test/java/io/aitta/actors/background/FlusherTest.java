package io.aitta.actors.background;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.compaction.FlushJob;
import io.aitta.sstable.compaction.SnapshotList;
import io.aitta.sstable.table.TableOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.junit.jupiter.api.Test;

/** A flusher alone: what the store around it does, and when, is the test's to say. */
class FlusherTest {
  private static final SnapshotList NO_SNAPSHOTS = SnapshotList.of(List.of(), 100, 0);

  private final Deque<Consumer<SnapshotList>> asked = new ArrayDeque<>();
  private final List<ManifestKeeper.Install> installs = new ArrayList<>();
  private final LoneStore store = new LoneStore();
  private final BehaviorTestKit<Flusher.Command> flusher =
      BehaviorTestKit.create(
          Flusher.create(
              store.context,
              new Flusher.Neighbours(
                  asked::add,
                  (memtable, snapshots) ->
                      new FlushJob(
                          store.tableFiles,
                          null,
                          memtable.iterator(),
                          memtable.rangeDeletes(),
                          snapshots,
                          TableOptions.DEFAULT,
                          1_000),
                  installs::add)));

  @Test
  void aStopIsAnsweredOnlyOnceWhatAFlushWroteIsRemoved() {
    flusher.run(new Flusher.Sealed(new MemTable(1, 0, Runnable::run)));
    asked.removeFirst().accept(NO_SNAPSHOTS);
    LoneStore.deliver(flusher);
    store.runOneInBackground(); // begins
    var stopped = new AtomicBoolean();
    flusher.run(new Flusher.Stop(() -> stopped.set(true)));
    LoneStore.deliver(flusher);
    assertThat(store.isBackgroundIdle()).as("nothing is to be removed").isFalse();
    assertThat(stopped).isFalse();
    store.deliverAll(flusher);
    assertThat(stopped).isTrue();
    assertThat(flusher.isAlive()).isFalse();
    assertThat(installs).isEmpty();
  }
}
