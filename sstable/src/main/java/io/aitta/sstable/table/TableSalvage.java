package io.aitta.sstable.table;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.FileSystem;
import io.aitta.sstable.version.TableMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a table anew out of all blocks of an old one that are whole. Every version keeps its
 * number and kind, and range deletes stay; nothing is added. For one thread.
 */
public final class TableSalvage {
  /**
   * What became of a table.
   *
   * @param table the new one; null if nothing could be saved, and then there is no file
   * @param leastNumber no lost entry has a smaller number; -1 if that is not known
   * @param greatestNumber no lost entry has a greater one; -1 if that is not known
   */
  public record Saved(@Nullable TableSummary table, long leastNumber, long greatestNumber) {}

  private TableSalvage() {}

  /**
   * Salvages.
   *
   * @param expected what the manifest says of the old table, or null if nothing is known
   * @param to the new file, which must not exist; durable afterwards, its name not yet
   * @param salt a random number for the new table
   * @param damages told of everything that is wrong with the old one
   * @throws io.aitta.core.CorruptionException if there is no old table
   */
  public static Saved salvage(
      FileSystem fs,
      Path from,
      @Nullable TableMeta expected,
      Path to,
      long salt,
      Consumer<TableDamage> damages)
      throws IOException {
    var copy = new Copy(damages);
    boolean written = false;
    try (TableInspection old = TableInspection.open(fs, from, expected, copy)) {
      AppendFile file = fs.create(to);
      TableProperties properties = old.properties();
      TableOptions options = properties == null ? TableOptions.DEFAULT : properties.options();
      TableSummary summary;
      try (TableWriter writer = new TableWriter(file, to, salt, options)) {
        copy.writer = writer;
        old.run();
        writer.addRangeDeletes(old.rangeDeletes());
        written = !writer.isEmpty();
        summary = written ? writer.finish() : null;
      }
      long least = expected != null ? expected.leastNumber() : -1;
      long greatest = expected != null ? expected.greatestNumber() : -1;
      if (expected == null && properties != null) {
        least = properties.leastNumber();
        greatest = properties.greatestNumber();
      }
      return new Saved(summary, least, greatest);
    } finally {
      if (!written && fs.exists(to)) {
        fs.delete(to);
      }
    }
  }

  private static final class Copy implements TableInspection.Listener {
    private final Consumer<TableDamage> damages;
    private @Nullable TableWriter writer;

    private Copy(Consumer<TableDamage> damages) {
      this.damages = damages;
    }

    @Override
    public void damaged(TableDamage damage) {
      damages.accept(damage);
    }

    @Override
    public void entry(
        byte[] key,
        int keyFrom,
        int keyLength,
        long trailer,
        byte[] value,
        int valueFrom,
        int valueLength)
        throws IOException {
      TableWriter to = writer;
      if (to == null) {
        throw new IllegalStateException("an entry before the writer was there");
      }
      to.add(key, keyFrom, keyLength, trailer, value, valueFrom, valueLength);
    }
  }
}
