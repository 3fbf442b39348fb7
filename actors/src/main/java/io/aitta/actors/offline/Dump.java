package io.aitta.actors.offline;

import io.aitta.core.io.FileSystem;
import io.aitta.sstable.manifest.ManifestDump;
import io.aitta.sstable.table.TableDump;
import io.aitta.wal.LogDump;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * One file for people, line by line, in bounded memory. Stops at the first damage with a {@link
 * io.aitta.core.CorruptionException}. Takes no lock: a file that a store still writes shows what is
 * there by now.
 */
public enum Dump {
  WAL {
    @Override
    public void write(FileSystem fs, Path file, boolean values, Consumer<String> lines)
        throws IOException {
      LogDump.dump(fs, file, values, lines);
    }
  },
  TABLE {
    @Override
    public void write(FileSystem fs, Path file, boolean values, Consumer<String> lines)
        throws IOException {
      TableDump.dump(fs, file, values, lines);
    }
  },
  MANIFEST {
    @Override
    public void write(FileSystem fs, Path file, boolean values, Consumer<String> lines)
        throws IOException {
      ManifestDump.dump(fs, file, lines);
    }
  };

  /**
   * Dumps a file.
   *
   * @param values whether values are told; their lengths always are
   */
  public abstract void write(FileSystem fs, Path file, boolean values, Consumer<String> lines)
      throws IOException;
}
