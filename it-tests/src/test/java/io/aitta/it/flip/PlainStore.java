package io.aitta.it.flip;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.Entry;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.FileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.MergingIterator;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.core.iterator.VisibleIterator;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.level.VersionCursors;
import io.aitta.sstable.manifest.Manifest;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import io.aitta.wal.LogContents;
import io.aitta.wal.LogReplay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A directory recovered as the store recovers it, but read only: manifest, tables, logs. What was
 * recovered is a value; two that are the same answer the same.
 */
record PlainStore(Root root, long lastNumber, List<Logged> logged) {
  private static final int KEYSPACE = TreeKey.KEYSPACE_DEFAULT;

  /** What the manifest says. */
  record Root(long storeId, long numbersReserved, long logNumber, Version tree) {
    /** Whether the other one says the same. */
    boolean isSameAs(Root other) {
      return storeId == other.storeId
          && numbersReserved == other.numbersReserved
          && logNumber == other.logNumber
          && tree.flushedThrough() == other.tree.flushedThrough()
          && levels().equals(other.levels());
    }

    private List<List<TableMeta>> levels() {
      List<List<TableMeta>> levels = new ArrayList<>();
      for (int level = 0; level < tree.levels(); level++) {
        levels.add(tree.level(level));
      }
      return levels;
    }
  }

  /** An operation found in a log. */
  record Logged(long number, byte kind, Bytes key, Bytes value) {
    Operation operation() {
      return Operation.of(kind, key.toArray(), value);
    }
  }

  /**
   * Recovers.
   *
   * @throws io.aitta.core.StoreException if the directory is damaged
   */
  static PlainStore open(FileSystem fs, Path directory) throws IOException {
    return replay(fs, directory, root(fs, directory));
  }

  /** The first half of {@link #open}: what {@code CURRENT} and the manifest say. */
  static Root root(FileSystem fs, Path directory) throws IOException {
    Manifest.Recovered recovered =
        Manifest.open(fs, directory, new SplittableRandom(1), log -> !LogContents.isEmpty(fs, log));
    try (Manifest manifest = recovered.manifest()) {
      return new Root(
          recovered.storeId(),
          recovered.numbersReserved(),
          recovered.logNumber(),
          manifest.version());
    }
  }

  /** The second half: what the logs say beyond the tables. */
  static PlainStore replay(FileSystem fs, Path directory, Root root) throws IOException {
    List<Logged> logged = new ArrayList<>();
    LogReplay.Summary summary =
        LogReplay.replay(
            fs,
            directory,
            root.storeId(),
            root.logNumber(),
            root.tree().flushedThrough(),
            group -> {
              for (Operation next = group.next(); next != null; next = group.next()) {
                Bytes key = Bytes.wrap(next.treeKey());
                logged.add(new Logged(group.number(), next.kind(), key, next.value()));
              }
            });
    long last = Math.max(summary.lastNumber(), root.tree().flushedThrough());
    if (last > root.numbersReserved()) {
      throw new CorruptionException(
          "the manifest", 0, "numbers reserved through " + last, root.numbersReserved() + "");
    }
    return new PlainStore(root, last, logged);
  }

  /** Whether the other one answers as this one does, by construction. */
  boolean isSameAs(PlainStore other) {
    return lastNumber == other.lastNumber
        && root.isSameAs(other.root)
        && logged.equals(other.logged);
  }

  private Version tree() {
    return root.tree();
  }

  /** Whether a full scan shows this, and a get of each key too. */
  boolean answers(List<Entry> expected, TableCache tables) {
    MemTable memtable = new MemTable(1, 0, Runnable::run);
    for (Logged one : logged) {
      memtable.insert(one.operation(), one.number());
    }
    memtable.publish(lastNumber);
    memtable.settle();
    try {
      return scan(memtable, tables).equals(expected) && gets(memtable, tables, expected);
    } finally {
      memtable.release();
    }
  }

  private List<Entry> scan(MemTable memtable, TableCache tables) {
    byte[] from = TreeKey.of(KEYSPACE, Bytes.EMPTY);
    byte[] until = TreeKey.end(KEYSPACE);
    List<InternalIterator> sources = new ArrayList<>();
    if (!memtable.isEmpty()) {
      sources.add(memtable.iterator());
    }
    sources.addAll(VersionCursors.entries(tree(), tables, from, until, true));
    RangeDeletes deletes =
        RangeDeletes.merge(
            List.of(
                memtable.rangeDeletes(), VersionCursors.rangeDeletes(tree(), tables, from, until)));
    List<Entry> entries = new ArrayList<>();
    try (VisibleIterator visible =
        new VisibleIterator(
            MergingIterator.of(sources), deletes, lastNumber, 0, from, until, false)) {
      while (visible.next()) {
        entries.add(
            new Entry(
                TreeKey.userKey(visible.keyArray(), visible.keyFrom(), visible.keyLength()),
                Bytes.of(visible.valueArray(), visible.valueFrom(), visible.valueLength()),
                visible.version()));
      }
    }
    return entries;
  }

  private boolean gets(MemTable memtable, TableCache tables, List<Entry> expected) {
    return expected.stream()
        .allMatch(
            entry -> {
              byte[] key = TreeKey.of(KEYSPACE, entry.key());
              Lookup lookup = new Lookup(key, KeyHash.of(key), lastNumber, 0);
              get(lookup, memtable, tables);
              return entry.value().equals(lookup.value()) && entry.version() == lookup.version();
            });
  }

  private void get(Lookup lookup, MemTable memtable, TableCache tables) {
    memtable.lookup(lookup);
    if (lookup.sourceDone()) {
      return;
    }
    for (TableMeta table : tree().level(0)) {
      tables.get(table).lookup(lookup, true);
      if (lookup.sourceDone()) {
        return;
      }
    }
    for (int level = 1; level < tree().levels(); level++) {
      TableMeta table = tree().tableFor(level, lookup.treeKey());
      if (table != null) {
        tables.get(table).lookup(lookup, true);
        if (lookup.sourceDone()) {
          return;
        }
      }
    }
  }
}
