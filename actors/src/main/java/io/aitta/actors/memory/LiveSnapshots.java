package io.aitta.actors.memory;

import io.aitta.actors.read.SnapshotHandle;
import io.aitta.sstable.compaction.SnapshotList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The live snapshots. For the memtable actor alone. */
final class LiveSnapshots {
  private final Map<Long, SnapshotHandle> live = new TreeMap<>();

  void add(SnapshotHandle snapshot) {
    live.put(snapshot.id(), snapshot);
  }

  /** Closed by its holder. Returns false if its lease had ended before. */
  boolean remove(long id) {
    return live.remove(id) != null;
  }

  int size() {
    return live.size();
  }

  /**
   * Ends those whose lease is over: first they refuse reads, then they leave the list. Returns how
   * many.
   */
  int expire(long nowNanos) {
    List<SnapshotHandle> over = new ArrayList<>(0);
    for (SnapshotHandle snapshot : live.values()) {
      if (snapshot.leaseEndNanos() - nowNanos <= 0) {
        over.add(snapshot);
      }
    }
    for (SnapshotHandle snapshot : over) {
      snapshot.expire();
      live.remove(snapshot.id());
    }
    return over.size();
  }

  void expireAll() {
    live.values().forEach(SnapshotHandle::storeClosed);
    live.clear();
  }

  /**
   * Who may still read the past.
   *
   * @param visible the number now visible: whoever comes next reads at it or a later one
   * @param nowMillis the store's time
   */
  SnapshotList report(long visible, long nowMillis) {
    List<Long> numbers = new ArrayList<>(live.size());
    long oldest = nowMillis;
    for (SnapshotHandle snapshot : live.values()) {
      numbers.add(snapshot.seq());
      oldest = Math.min(oldest, snapshot.timeMillis());
    }
    return SnapshotList.of(numbers, visible, oldest);
  }
}
