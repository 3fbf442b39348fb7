package io.aitta.actors.read;

import io.aitta.actors.engine.ReadView;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.table.LoadedBlock;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableReader;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many lookups through one pinned view, source by source, as far as memory leads. A lookup alone
 * waits for one cache line after the other; many wait together: each step is taken for all of them
 * before any takes the next. For one thread.
 */
final class MemoryBatch {
  /** What is touched for so many keys, some hundred bytes each, is still near when it is used. */
  private static final int TOGETHER_MAX = 256;

  private static final int NONE = -1;

  private final TableCache tables;
  private final Version version;
  private final Lookup[] lookups;

  /** By place in {@link #lookups}: memory does not tell this one. */
  private final boolean[] blocked;

  /** Places of the lookups still on their way; the first {@link #count} count. */
  private final int[] places;

  private int count;
  private final @Nullable TableReader[] readers;

  /** Which block of the reader's table may hold the key, or {@link #NONE}. */
  private final int[] numbers;

  private final @Nullable LoadedBlock[] blocks;

  private MemoryBatch(TableCache tables, Version version, Lookup[] lookups) {
    this.tables = tables;
    this.version = version;
    this.lookups = lookups;
    this.blocked = new boolean[lookups.length];
    this.places = new int[lookups.length];
    this.count = lookups.length;
    Arrays.setAll(places, place -> place);
    this.readers = new TableReader[lookups.length];
    this.numbers = new int[lookups.length];
    this.blocks = new LoadedBlock[lookups.length];
  }

  /**
   * Asks a pinned view.
   *
   * @return for each lookup whether it is decided or at its end; one that is not may know a part
   *     already, and has to be asked anew
   * @throws io.aitta.core.StoreException as a single lookup would
   */
  static boolean[] run(TableCache tables, ReadView pinned, Lookup[] lookups) {
    boolean[] told = new boolean[lookups.length];
    for (int from = 0; from < lookups.length; from += TOGETHER_MAX) {
      int until = Math.min(lookups.length, from + TOGETHER_MAX);
      var batch =
          new MemoryBatch(tables, pinned.version(), Arrays.copyOfRange(lookups, from, until));
      batch.walk(pinned);
      for (int i = from; i < until; i++) {
        told[i] = !batch.blocked[i - from];
      }
    }
    return told;
  }

  private void walk(ReadView pinned) {
    ask(pinned.active());
    List<MemTable> sealed = pinned.sealed();
    for (int i = 0; i < sealed.size(); i++) {
      ask(sealed.get(i));
    }
    askTables();
  }

  private void ask(MemTable memtable) {
    if (count == 0 || memtable.isEmpty()) {
      return;
    }
    Lookup[] open = new Lookup[count];
    for (int i = 0; i < count; i++) {
      open[i] = lookups[places[i]];
    }
    memtable.lookupAll(open, 0, count);
    dropTold();
  }

  /** A source has told all it knows to everybody. */
  private void dropTold() {
    int left = 0;
    for (int i = 0; i < count; i++) {
      int place = places[i];
      if (!blocked[place] && !lookups[place].sourceDone()) {
        places[left++] = place;
      }
    }
    count = left;
  }

  private void askTables() {
    for (int i = 0; i < version.tables(0) && count > 0; i++) {
      TableMeta table = version.table(0, i);
      for (int at = 0; at < count; at++) {
        byte[] key = lookups[places[at]].treeKey();
        find(at, Version.mayHold(table, key) ? table : null);
      }
      tell();
    }
    for (int level = 1; level < version.levels() && count > 0; level++) {
      for (int at = 0; at < count; at++) {
        find(at, version.tableFor(level, lookups[places[at]].treeKey()));
      }
      tell();
    }
  }

  /** Finds the reader of the table that may hold a key. */
  private void find(int at, @Nullable TableMeta table) {
    TableReader reader = table == null ? null : tables.ifOpen(table.number());
    readers[at] = reader;
    blocked[places[at]] = table != null && reader == null;
  }

  /** Has the tables found tell what they know. */
  private void tell() {
    int touched = 0;
    for (int at = 0; at < count; at++) {
      TableReader reader = readers[at];
      touched += reader == null ? 0 : reader.touch(lookups[places[at]]);
    }
    for (int at = 0; at < count; at++) {
      TableReader reader = readers[at];
      numbers[at] = reader == null ? NONE : reader.blockOf(lookups[places[at]]);
    }
    for (int at = 0; at < count; at++) {
      blocks[at] = block(readers[at], numbers[at], places[at]);
    }
    for (int at = 0; at < count; at++) {
      LoadedBlock block = blocks[at];
      touched += block == null ? 0 : block.touch();
    }
    for (int at = 0; at < count; at++) {
      LoadedBlock block = blocks[at];
      touched += block == null ? 0 : block.touchEntry(lookups[places[at]].hash());
    }
    if (touched == Integer.MIN_VALUE) {
      Thread.onSpinWait(); // only so that the touches are not optimised away
    }
    for (int at = 0; at < count; at++) {
      LoadedBlock block = blocks[at];
      TableReader reader = readers[at];
      if (block != null && reader != null) {
        reader.tell(lookups[places[at]], block);
      }
    }
    dropTold();
  }

  /** The block that may hold a key; null if there is none, or if it is not in memory. */
  private @Nullable LoadedBlock block(@Nullable TableReader reader, int block, int place) {
    if (reader == null || block < 0) {
      return null;
    }
    LoadedBlock kept = reader.ifKept(block);
    blocked[place] = kept == null;
    return kept;
  }
}
