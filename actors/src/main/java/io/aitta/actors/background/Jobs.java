package io.aitta.actors.background;

import io.aitta.actors.StoreEvent;
import io.aitta.actors.engine.StoreContext;
import io.aitta.sstable.compaction.CompactionJob;
import java.io.IOException;

/** What flush and compaction have in common. */
final class Jobs {
  private Jobs() {}

  /** Removes what a job wrote; what cannot be removed now is at the next start. */
  static void abandon(StoreContext store, CompactionJob job) {
    store
        .background()
        .execute(
            () -> {
              try {
                job.abandon();
              } catch (IOException e) {
                store
                    .events()
                    .tell(
                        new StoreEvent.FileNotRemoved(
                            "an abandoned job's table", String.valueOf(e.getMessage())));
              }
            });
  }
}
