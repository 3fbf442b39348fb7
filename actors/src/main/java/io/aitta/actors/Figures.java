package io.aitta.actors;

import io.aitta.actors.engine.ReadView;
import io.aitta.actors.engine.StoreContext;
import io.aitta.core.Durability;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.compaction.LeveledPolicy;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.util.ArrayList;
import java.util.List;

/** Gathers {@link StoreFigures}. */
final class Figures {
  private Figures() {}

  /** Of a store that is not open. */
  static StoreFigures none(StoreState state) {
    return new StoreFigures(
        state,
        new Durability.Watermarks(0, 0, 0),
        0,
        List.of(),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        new io.aitta.actors.engine.Meters().counters(new BlockCache(0), 0));
  }

  static StoreFigures of(OpenStore store) {
    ReadView view = store.views().pin();
    try {
      StoreContext context = store.context();
      Version version = view.version();
      long memtableBytes = 0;
      long entries = keys(version);
      for (MemTable memtable : view.memtables()) {
        memtableBytes += memtable.bytes();
        entries += memtable.entries();
      }
      return new StoreFigures(
          context.status().state(),
          store.marks().now(),
          Math.max(0, entries),
          levels(version),
          LeveledPolicy.debtBytes(version, context.settings().leveled()),
          memtableBytes,
          view.sealed().size(),
          store.log().bytes(),
          store.log().files().size() + 1,
          context.admission().bytesInFlight(),
          context.meters().snapshots.intValue(),
          store.tables().size(),
          store.cache().usedBytes(),
          context.meters().counters(store.cache(), store.log().figures().bytesAppended()));
    } finally {
      view.unpin();
    }
  }

  /** About how many keys the tables hold: a delete takes away itself and what it deletes. */
  static long keys(Version version) {
    long keys = 0;
    for (int level = 0; level < version.levels(); level++) {
      for (TableMeta table : version.level(level)) {
        keys += table.entries() - 2 * table.deletes();
      }
    }
    return Math.max(0, keys);
  }

  private static List<StoreFigures.Level> levels(Version version) {
    List<StoreFigures.Level> levels = new ArrayList<>();
    for (int level = 0; level < version.levels(); level++) {
      levels.add(new StoreFigures.Level(level, version.level(level).size(), version.bytes(level)));
    }
    return levels;
  }
}
