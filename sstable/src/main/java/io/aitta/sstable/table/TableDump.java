package io.aitta.sstable.table;

import io.aitta.core.CorruptionException;
import io.aitta.core.format.Escaped;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.io.FileSystem;
import io.aitta.core.iterator.RangeDeletes.Fragment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/** A table for people: what it says of itself, then a line for each entry. For one thread. */
public final class TableDump {
  private TableDump() {}

  /**
   * Reads a table from its beginning; index and filter and some blocks are in memory, no more.
   *
   * @param values whether values are told; their lengths always are
   * @throws CorruptionException at the first damage
   */
  public static void dump(FileSystem fs, Path path, boolean values, Consumer<String> lines)
      throws IOException {
    try (TableInspection table = TableInspection.open(fs, path, null, new Lines(values, lines))) {
      TableProperties properties = table.properties();
      if (properties != null) {
        lines.accept(properties(properties, table.salt()));
      }
      for (Fragment fragment : table.rangeDeletes().fragments()) {
        lines.accept(rangeDelete(fragment));
      }
      table.run();
      lines.accept("end: " + table.entries() + " entries");
    }
  }

  private static String properties(TableProperties of, long salt) {
    return ("table of salt %016x: %d entries, %d deletes, %d range deletes, %d blocks of %d bytes"
            + " (%s), numbers %d to %d, keys %s to %s")
        .formatted(
            salt,
            of.entries(),
            of.deletes(),
            of.rangeDeletes(),
            of.blocks(),
            of.options().blockBytes(),
            of.options().compression(),
            of.leastNumber(),
            of.greatestNumber(),
            Escaped.treeKey(of.firstKey()),
            Escaped.treeKey(of.lastKey()));
  }

  private static String rangeDelete(Fragment fragment) {
    byte[] start = fragment.start();
    byte[] end = fragment.end();
    return "  range-delete key["
        + start.length
        + "] "
        + Escaped.treeKey(start, 0, start.length)
        + " until["
        + end.length
        + "] "
        + Escaped.treeKey(end, 0, end.length)
        + " numbers "
        + Arrays.toString(fragment.numbers());
  }

  private record Lines(boolean values, Consumer<String> lines) implements TableInspection.Listener {
    @Override
    public void damaged(TableDamage damage) {
      throw damage.what();
    }

    @Override
    public void entry(
        byte[] key,
        int keyFrom,
        int keyLength,
        long trailer,
        byte[] value,
        int valueFrom,
        int valueLength) {
      byte kind = Trailer.kind(trailer);
      StringBuilder line = new StringBuilder("  ").append(Trailer.number(trailer)).append(' ');
      line.append(Kind.name(kind)).append(" key[").append(keyLength).append("] ");
      line.append(Escaped.treeKey(key, keyFrom, keyLength));
      if (kind != Kind.DELETE) {
        line.append(" value[").append(valueLength).append(']');
        if (values) {
          line.append(' ').append(Escaped.bytes(value, valueFrom, valueLength));
        }
      }
      lines.accept(line.toString());
    }
  }
}
