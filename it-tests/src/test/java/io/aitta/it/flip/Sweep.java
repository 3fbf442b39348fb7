package io.aitta.it.flip;

import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.cache.HandleCache;
import io.aitta.sstable.manifest.FileName;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableReader;
import io.aitta.sstable.version.TableMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Flips bits of one copy of a directory, one after the other, and undoes each. For one thread. */
final class Sweep implements AutoCloseable {
  private static final int WRONG_SHOWN = 20;

  private final MemoryFileSystem disk;
  private final List<Entry> expected;
  private final PlainStore whole;
  private final TableCache tables;
  private final Map<Long, TableMeta> metas = new TreeMap<>();
  private final Map<Long, TableFacts> facts = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private final Map<String, Long> harmless = new TreeMap<>();
  private long detected;

  Sweep(SmallDirectory directory) throws IOException {
    this.disk = directory.copy();
    this.expected = directory.entries();
    this.whole = PlainStore.open(disk, SmallDirectory.PATH);
    this.tables =
        new TableCache(SmallDirectory.PATH, new BlockCache(8 << 20), new HandleCache(disk, 64));
    for (int level = 0; level < whole.root().tree().levels(); level++) {
      for (TableMeta table : whole.root().tree().level(level)) {
        metas.put(table.number(), table);
        facts.put(table.number(), new TableFacts(tables.get(table)));
      }
    }
    if (!whole.answers(expected, tables)) {
      throw new AssertionError("the directory does not answer rightly as it is");
    }
  }

  /** What was recovered of the directory as it is. */
  PlainStore whole() {
    return whole;
  }

  long detected() {
    return detected;
  }

  /** How many flips of each file did no harm. */
  Map<String, Long> harmless() {
    return harmless;
  }

  /** What went wrong; the first of it with its place. */
  List<String> wrong() {
    return wrong;
  }

  /** Flips every bit of a piece of a file. */
  void flip(String name, long from, long until) throws IOException {
    Path path = SmallDirectory.PATH.resolve(name);
    FileName parsed = FileName.parse(name);
    FileName.Kind kind = parsed == null ? FileName.Kind.MANIFEST : parsed.kind(); // or CURRENT
    double size = disk.size(path);
    for (long offset = from; offset < until; offset++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        disk.flip(path, offset, 1 << bit);
        String why = null;
        try {
          why =
              switch (kind) {
                case TABLE -> tryTable(parsed.number(), offset / size);
                case LOG -> tryLog();
                case MANIFEST -> tryManifest();
              };
          if (why == null) {
            harmless.merge(name, 1L, Long::sum);
          }
        } catch (StoreException told) {
          boolean typed =
              told.errorCode() == ErrorCode.CORRUPTION
                  || told.errorCode() == ErrorCode.FORMAT_TOO_NEW;
          detected += typed ? 1 : 0;
          why = typed ? null : told.toString();
        } catch (RuntimeException | IOException | StackOverflowError | OutOfMemoryError untyped) {
          why = untyped.toString();
        }
        disk.flip(path, offset, 1 << bit);
        if (why != null && wrong.size() < WRONG_SHOWN) {
          wrong.add(name + " offset " + offset + " bit " + bit + ": " + why);
        }
      }
    }
  }

  /** Opens a table anew and asks it everything. What a get tells, it must tell rightly. */
  private @Nullable String tryTable(long number, double place) {
    TableMeta meta = metas.get(number);
    TableFacts fact = facts.get(number);
    if (meta == null || fact == null) {
      return null; // no version names it
    }
    Path path = FileName.table(SmallDirectory.PATH, number);
    try (TableReader table =
        TableReader.open(
            path,
            number,
            meta.salt(),
            meta.sizeBytes(),
            new BlockCache(1),
            new HandleCache(disk, 1))) {
      String walked = null;
      StoreException told = null;
      try {
        walked = fact.wrongInWalk(table);
      } catch (StoreException why) {
        told = why;
      }
      String got = fact.wrongIn(table, place);
      if (told != null && got == null && walked == null) {
        throw told;
      }
      return walked == null ? got : walked;
    }
  }

  private @Nullable String tryManifest() throws IOException {
    PlainStore.Root now = PlainStore.root(disk, SmallDirectory.PATH);
    return now.isSameAs(whole.root())
        ? null
        : judge(PlainStore.replay(disk, SmallDirectory.PATH, now));
  }

  private @Nullable String tryLog() throws IOException {
    return judge(PlainStore.replay(disk, SmallDirectory.PATH, whole.root()));
  }

  private @Nullable String judge(PlainStore now) {
    if (now.isSameAs(whole)) {
      return null;
    }
    if (now.root().numbersReserved() < whole.lastNumber()) {
      return "numbers may be handed out again";
    }
    return now.answers(expected, tables) ? null : "wrong answers up to " + now.lastNumber();
  }

  /** Whether the sweep would notice another table, or a log without its last operation. */
  boolean noticesDifferences() {
    boolean tablesDiffer = true;
    for (TableMeta one : metas.values()) {
      for (TableMeta other : metas.values()) {
        boolean same = facts.get(one.number()).wrongInWalk(tables.get(other)) == null;
        tablesDiffer &= same == (one.number() == other.number());
      }
    }
    List<PlainStore.Logged> shorter = whole.logged().subList(0, whole.logged().size() - 1);
    PlainStore less = new PlainStore(whole.root(), whole.lastNumber() - 1, shorter);
    return tablesDiffer && judge(less) != null;
  }

  @Override
  public void close() {
    tables.close();
  }
}
