package io.aitta.actors.read;

import io.aitta.actors.engine.ReadView;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableReader;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lookups that need nothing but memory, without a pin: a pin is two locked instructions a get, and
 * behind each the processor begins nothing new. Of what a pin protects, blocks are the collector's,
 * files are not touched, and of a memtable it is known afterwards whether it was still whole. Who
 * gets no answer asks again with a pin. Safe on any thread.
 */
final class UnpinnedReads {
  private final TableCache tables;

  UnpinnedReads(TableCache tables) {
    this.tables = tables;
  }

  /**
   * Asks a view that is or was the current one.
   *
   * @return the lookup, decided or at its end; null if it cannot be told this way
   */
  @Nullable Lookup lookUp(ReadView view, byte[] treeKey, long hash, long number, long timeMillis) {
    Lookup lookup = new Lookup(treeKey, hash, number, timeMillis);
    try {
      return askMemory(view, lookup) && askTables(view.version(), lookup) ? lookup : null;
    } catch (RuntimeException | OutOfMemoryError e) {
      return null; // who asks with a pin will meet it again, and tell
    }
  }

  private static boolean askMemory(ReadView view, Lookup lookup) {
    if (!view.active().lookupUnheld(lookup)) {
      return false;
    }
    List<MemTable> sealed = view.sealed();
    for (int i = 0; i < sealed.size() && !lookup.sourceDone(); i++) {
      if (!sealed.get(i).lookupUnheld(lookup)) {
        return false;
      }
    }
    lookup.sourceDone();
    return true;
  }

  private boolean askTables(Version version, Lookup lookup) {
    byte[] key = lookup.treeKey();
    int newest = version.tables(0);
    for (int i = 0; i < newest && !lookup.decided(); i++) {
      TableMeta table = version.table(0, i);
      if (Version.mayHold(table, key) && !ask(table, lookup)) {
        return false;
      }
    }
    for (int level = 1; level < version.levels() && !lookup.decided(); level++) {
      TableMeta table = version.tableFor(level, key);
      if (table != null && !ask(table, lookup)) {
        return false;
      }
    }
    return true;
  }

  private boolean ask(TableMeta table, Lookup lookup) {
    TableReader reader = tables.ifOpen(table.number());
    if (reader == null || reader.lookupInMemory(lookup) != TableReader.Answer.DONE) {
      return false;
    }
    lookup.sourceDone();
    return true;
  }
}
