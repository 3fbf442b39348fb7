package io.aitta.sstable.compaction;

import io.aitta.core.Bytes;
import io.aitta.core.format.TreeKey;
import io.aitta.sstable.version.TableMeta;
import java.util.List;

/**
 * Where one output ends and the next begins: at the size of a table; when it would lie over too
 * much of the level below; at the edge of a keyspace that fills a quarter of a table. Asked at each
 * new key, so that no key's versions are ever split. For one thread.
 */
final class OutputCuts {
  private static final int QUARTER = 4;

  private final List<TableMeta> inputs;
  private final List<TableMeta> grandparents;
  private final long tableBytes;
  private final long grandparentBytesMax;

  private int grandparent;
  private long grandparentBytes;
  private int keyspace;
  private long keyspaceBegin;
  private boolean inKeyspace;

  OutputCuts(CompactionChoice.Merge merge, long tableBytes, long grandparentBytesMax) {
    this.inputs = merge.inputs();
    this.grandparents = merge.grandparents();
    this.tableBytes = tableBytes;
    this.grandparentBytesMax = grandparentBytesMax;
  }

  /**
   * Whether the output ends before this key. It does not matter how often a key is asked about.
   *
   * @param outputBytes of the output so far, 0 if it is empty
   */
  boolean isBefore(byte[] key, int from, int length, long outputBytes) {
    passGrandparents(key, from, length, outputBytes > 0);
    int id = TreeKey.keyspace(key, from);
    boolean edge = inKeyspace && id != keyspace && outputBytes > 0;
    boolean cut =
        outputBytes >= tableBytes
            || grandparentBytes > grandparentBytesMax
            || (edge && (fills(outputBytes - keyspaceBegin) || fills(bytesWithin(id))));
    if (cut) {
      grandparentBytes = 0;
    }
    if (cut || !inKeyspace || id != keyspace) {
      keyspace = id;
      keyspaceBegin = cut ? 0 : outputBytes;
      inKeyspace = true;
    }
    return cut && outputBytes > 0;
  }

  private boolean fills(long bytes) {
    return bytes >= tableBytes / QUARTER;
  }

  private void passGrandparents(byte[] key, int from, int length, boolean counts) {
    while (grandparent < grandparents.size()
        && isBefore(grandparents.get(grandparent).lastKey(), key, from, length)) {
      if (counts) {
        grandparentBytes += grandparents.get(grandparent).sizeBytes();
      }
      grandparent++;
    }
  }

  private static boolean isBefore(Bytes left, byte[] key, int from, int length) {
    return TreeKey.compare(left.sharedArray(), left.sharedFrom(), left.length(), key, from, length)
        < 0;
  }

  /** Of the inputs that hold nothing else: the keyspace has about as much, or more. */
  private long bytesWithin(int id) {
    long bytes = 0;
    for (TableMeta table : inputs) {
      if (keyspaceOf(table.firstKey()) == id && keyspaceOf(table.lastKey()) == id) {
        bytes += table.sizeBytes();
      }
    }
    return bytes;
  }

  private static int keyspaceOf(Bytes key) {
    return TreeKey.keyspace(key.sharedArray(), key.sharedFrom());
  }
}
