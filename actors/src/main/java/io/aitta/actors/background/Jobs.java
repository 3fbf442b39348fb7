package io.aitta.actors.background;

import io.aitta.actors.StoreEvent;
import io.aitta.actors.engine.StoreContext;
import io.aitta.sstable.compaction.CompactionJob;
import java.io.IOException;

/** What those who work in the background have in common. */
final class Jobs {
  private Jobs() {}

  /** Removes a file of no use, where one may block; one that stays is removed at the next start. */
  static void remove(StoreContext store, String name) {
    try {
      store.seams().fileSystem().delete(store.settings().dataDirectory().resolve(name));
      store.events().tell(new StoreEvent.FileRemoved(name));
    } catch (IOException e) {
      store.events().tell(new StoreEvent.FileNotRemoved(name, String.valueOf(e.getMessage())));
    }
  }

  /**
   * Removes what a job wrote; what cannot be removed now is at the next start.
   *
   * @param done runs where the removal did, behind it: until then a file may still be written
   */
  static void abandon(StoreContext store, CompactionJob job, Runnable done) {
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
              } finally {
                done.run();
              }
            });
  }
}
