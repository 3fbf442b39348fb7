package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.io.FileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.cache.HandleCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way on the real disk. */
final class TableOnDiskTest {
  @TempDir private Path dir;

  @Test
  void aTableOfManyChunksIsWrittenAndReadByAnInterruptedThread() throws IOException {
    FileSystem disk = FileSystem.disk();
    Path file = dir.resolve(TableCache.fileName(7));
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      cells.add(Cell.put(key(String.format("key-%08d", i)), i + 1, new byte[i % 100]));
    }
    TableSummary summary =
        new TableFixture(disk, 0, dir).write(file, TableOptions.DEFAULT, cells, RangeDeletes.NONE);
    assertThat(summary.sizeBytes()).isEqualTo(disk.size(file)).isGreaterThan(1 << 20);
    HandleCache handles = new HandleCache(disk, 2);
    Thread.currentThread().interrupt();
    try (TableReader reader =
            TableReader.open(
                file, 7, summary.salt(), summary.sizeBytes(), new BlockCache(1 << 20), handles);
        InternalIterator cursor = reader.iterator(false)) {
      assertThat(TableFixture.get(reader, cells.get(777).key(), 1 << 20).version()).isEqualTo(778);
      assertThat(TableFixture.forward(cursor)).isEqualTo(cells);
      reader.verify();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(handles.open()).isZero();
  }
}
