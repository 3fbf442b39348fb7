package io.aitta.sstable.manifest;

import io.aitta.core.CorruptionException;
import io.aitta.core.format.Escaped;
import io.aitta.core.io.FileSystem;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A manifest for people: a line for the header, each edit and each table of it. */
public final class ManifestDump {
  private ManifestDump() {}

  /**
   * Reads a manifest from its beginning.
   *
   * @throws CorruptionException at the first place that was synced and cannot be read
   */
  public static void dump(FileSystem fs, Path path, Consumer<String> lines) throws IOException {
    ManifestInspection.Result result = ManifestInspection.read(fs, path, new Lines(lines));
    String torn = result.tornBytes() > 0 ? ", " + result.tornBytes() + " torn bytes behind" : "";
    lines.accept("end: " + result.records() + " records" + torn);
  }

  private record Lines(Consumer<String> lines) implements ManifestInspection.Listener {
    @Override
    public void header(long storeId, long number, int format) {
      lines.accept("manifest %d of store %016x, format %d".formatted(number, storeId, format));
    }

    @Override
    public void edit(long offset, long length, VersionEdit edit) {
      StringBuilder line = new StringBuilder();
      line.append("edit at ").append(offset).append(", ").append(length).append(" bytes:");
      field(line, "order", edit.order());
      field(line, "flushed through", edit.flushedThrough());
      field(line, "numbers reserved", edit.numbersReserved());
      field(line, "time mark", edit.timeMarkMillis());
      field(line, "next file", edit.nextFile());
      field(line, "log", edit.logNumber());
      field(line, "synced to", edit.syncedTo());
      lines.accept(line.toString());
      for (VersionEdit.Removed removed : edit.removed()) {
        lines.accept("  - level " + removed.level() + " table " + removed.number());
      }
      edit.added().forEach(table -> lines.accept(table(table)));
    }

    private static void field(StringBuilder line, String name, @Nullable Object value) {
      if (value != null) {
        line.append(' ').append(name).append(' ').append(value).append(';');
      }
    }

    private static String table(TableMeta table) {
      return ("  + level %d table %d: %d bytes, %d entries, %d deletes, %d range deletes,"
              + " numbers %d to %d, keys %s to %s")
          .formatted(
              table.level(),
              table.number(),
              table.sizeBytes(),
              table.entries(),
              table.deletes(),
              table.rangeDeletes(),
              table.leastNumber(),
              table.greatestNumber(),
              Escaped.treeKey(table.firstKey()),
              Escaped.treeKey(table.lastKey()));
    }

    @Override
    public void damaged(CorruptionException damage, long length) {
      throw damage;
    }
  }
}
