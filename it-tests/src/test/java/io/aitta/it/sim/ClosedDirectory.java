package io.aitta.it.sim;

import io.aitta.core.StoreException;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.cache.HandleCache;
import io.aitta.sstable.manifest.FileName;
import io.aitta.sstable.manifest.Manifest;
import io.aitta.sstable.table.TableReader;
import io.aitta.sstable.version.TableMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a store that was closed in good order leaves behind: the live set of files, perhaps tables
 * that a compaction was done with in the last moment, and every checksum right. Looks at a copy.
 */
public final class ClosedDirectory {
  private static final Pattern OTHERS = Pattern.compile("CURRENT|LOCK|OWNER|BALLAST");
  private static final int HANDLES_MAX = 8;

  private ClosedDirectory() {}

  /**
   * Judges the directory.
   *
   * @param doneWith tables that the close before left though they were not live; they must be gone
   * @return the tables that this close left though they are not live
   */
  public static Set<String> check(
      MemoryFileSystem memory, Path directory, Set<String> doneWith, Ledger ledger)
      throws IOException {
    MemoryFileSystem copy = memory.afterCrash(CrashPolicy.KILL, new SplittableRandom(0));
    Manifest.Recovered recovered =
        Manifest.open(copy, directory, new SplittableRandom(0), log -> true);
    TreeSet<Long> tables = new TreeSet<>(recovered.version().tableNumbers());
    Set<String> notLive = new TreeSet<>();
    int manifests = 0;
    for (String name : copy.list(directory)) {
      FileName file = FileName.parse(name);
      boolean live =
          file == null
              ? OTHERS.matcher(name).matches()
              : switch (file.kind()) {
                case TABLE ->
                    tables.remove(file.number()) || (!doneWith.contains(name) && notLive.add(name));
                case LOG -> file.number() >= recovered.logNumber();
                case MANIFEST -> ++manifests == 1;
              };
      if (!live) {
        ledger.violated("left behind: " + name + " among " + copy.list(directory));
      }
    }
    if (!tables.isEmpty()) {
      ledger.violated("tables missing: " + tables);
    }
    verify(copy, directory, recovered, ledger);
    recovered.manifest().close();
    return notLive;
  }

  private static void verify(
      MemoryFileSystem copy, Path directory, Manifest.Recovered recovered, Ledger ledger) {
    HandleCache handles = new HandleCache(copy, HANDLES_MAX);
    for (int level = 0; level < recovered.version().levels(); level++) {
      for (TableMeta table : recovered.version().level(level)) {
        try (TableReader reader =
            TableReader.open(
                FileName.table(directory, table.number()),
                table.number(),
                table.salt(),
                table.sizeBytes(),
                new BlockCache(1),
                handles)) {
          reader.verify();
        } catch (StoreException why) {
          ledger.violated("table " + table + " of a closed store: " + why.detail());
        }
      }
    }
  }
}
