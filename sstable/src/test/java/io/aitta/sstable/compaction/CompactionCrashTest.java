package io.aitta.sstable.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.compaction.CompactionChoice.Drop;
import io.aitta.sstable.compaction.CompactionChoice.Merge;
import io.aitta.sstable.compaction.CompactionChoice.Move;
import io.aitta.sstable.manifest.FileName;
import io.aitta.sstable.manifest.Manifest;
import io.aitta.sstable.manifest.Obsolete;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * C11: flushes and compactions crashed before every change of the disk, outputs half written,
 * written and unknown, known and inputs not yet removed: the next open reads what was flushed,
 * sweeps the rest and goes on.
 */
class CompactionCrashTest {
  private static final long NOW = 1_000;
  private static final Set<CrashPolicy> POLICIES =
      EnumSet.of(
          CrashPolicy.STRICT,
          CrashPolicy.KILL,
          CrashPolicy.PREFIX,
          CrashPolicy.SUBSET,
          CrashPolicy.DIR_SUBSET);

  private final MemoryFileSystem disk = new MemoryFileSystem();
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final History history = new History();
  private long acknowledged;
  private long inFlight;
  private int points;
  private int states;
  private int swept;

  @Test
  @Tag("C11")
  void everyCrashLeavesWhatWasFlushedAndNothingElseOnceSwept() throws IOException {
    disk.createDirectories(TinyStore.DIR);
    FaultyFileSystem fs = new FaultyFileSystem(disk, new FaultPlan().beforeChange(this::crashHere));
    Manifest manifest = open(fs).manifest();
    try (TinyStore store = new TinyStore(fs, history, manifest::newFileNumber, random)) {
      for (int round = 0; round < 12; round++) {
        write();
        inFlight = history.lastNumber();
        log(store, manifest, store.runFlush(all()).edit().flushedThrough(inFlight).build());
        acknowledged = inFlight;
        sweep(fs, manifest);
        compact(store, manifest);
        sweep(fs, manifest);
      }
    }
    manifest.close();

    System.out.printf(
        "compaction crash: -Dseed=%d points %d, states %d, files swept %d%n",
        seed, points, states, swept);
    assertThat(points).isGreaterThan(100);
    assertThat(swept).isPositive();
    assertThat(disk.openHandles()).isEmpty();
  }

  private static Manifest.Recovered open(FileSystem fs) throws IOException {
    return Manifest.open(fs, TinyStore.DIR, new Random(1), log -> true, 600);
  }

  private SnapshotList all() {
    return SnapshotList.of(List.of(), history.lastNumber(), NOW);
  }

  private void write() {
    for (int i = 0; i < 16; i++) {
      int number = random.nextInt(30);
      byte[] key = TreeKey.of(1, Bytes.utf8("k%02d".formatted(number)));
      byte[] end = TreeKey.of(1, Bytes.utf8("k%02d".formatted(number + 6)));
      history.add(
          switch (random.nextInt(10)) {
            case 0 -> Operation.of(Kind.RANGE_DELETE, key, Bytes.wrap(end));
            case 1, 2, 3 -> Operation.of(Kind.DELETE, key, Bytes.EMPTY);
            default -> Operation.of(Kind.PUT, key, Bytes.utf8("v".repeat(random.nextInt(60))));
          });
    }
  }

  private void log(TinyStore store, Manifest manifest, VersionEdit edit) throws IOException {
    store.version = manifest.log(edit);
  }

  private void compact(TinyStore store, Manifest manifest) throws IOException {
    for (int i = 0; i < 4; i++) {
      CompactionChoice choice =
          LeveledPolicy.choose(
              new LeveledPolicy.Input(
                  store.version,
                  Set.of(),
                  Set.of(),
                  CompactionCursors.START,
                  all(),
                  store.rangeDeletes()),
              TinyStore.LEVELS);
      if (choice instanceof Merge merge) {
        log(store, manifest, TinyStore.run(store.merge(merge, all())).edit().build());
      } else if (choice instanceof Move move) {
        log(store, manifest, move.edit());
      } else if (choice instanceof Drop drop) {
        log(store, manifest, drop.edit());
      }
    }
  }

  private static int sweep(FileSystem fs, Manifest manifest) throws IOException {
    List<String> obsolete =
        Obsolete.names(
            fs.list(TinyStore.DIR), manifest.version().tableNumbers(), manifest.number(), 0);
    for (String name : obsolete) {
      fs.delete(TinyStore.DIR.resolve(name));
    }
    return obsolete.size();
  }

  private void crashHere(FileOperation operation, Path file, long change) throws IOException {
    points++;
    for (CrashPolicy policy : POLICIES) {
      MemoryFileSystem left = disk.afterCrash(policy, new Random(seed + change));
      String where =
          "-Dseed=%d before change %d, %s of %s, %s"
              .formatted(seed, change, operation, file.getFileName(), policy);
      try {
        check(left, where);
      } catch (IOException | RuntimeException e) {
        throw new AssertionError(where, e);
      }
    }
  }

  private void check(MemoryFileSystem left, String where) throws IOException {
    states++;
    Manifest.Recovered opened = open(left);
    long flushed = opened.version().flushedThrough();
    assertThat(flushed).as(where).isIn(acknowledged, inFlight);
    Manifest manifest = opened.manifest();
    manifest.log(VersionEdit.builder().build());
    swept += sweep(left, manifest);
    assertThat(left.list(TinyStore.DIR).stream().filter(name -> name.endsWith(".sst")))
        .as(where)
        .containsExactlyElementsOf(
            opened.version().tableNumbers().stream()
                .map(number -> new FileName(FileName.Kind.TABLE, number).text())
                .toList());
    try (TinyStore store = new TinyStore(left, history, manifest::newFileNumber, new Random(1))) {
      store.version = opened.version();
      store.check(new History.Reader(flushed, NOW), where);
    }
  }
}
