package io.aitta.sstable.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.core.iterator.RangeDeletesBuilder;
import io.aitta.sstable.version.TableMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An inspection tells every damage; a salvage keeps everything that is not told. */
class TableInspectionTest {
  private static final Path SAVED = TableFixture.DIR.resolve("000008.sst");
  private static final RangeDeletes DELETES =
      new RangeDeletesBuilder().add(TableFixture.key("b"), TableFixture.key("c"), 3).build();

  private final MemoryFileSystem memory = new MemoryFileSystem();
  private final List<TableDamage> damages = new ArrayList<>();
  private TableFixture tables;
  private List<Cell> cells;
  private TableMeta meta;

  @BeforeEach
  void write() throws IOException {
    tables = new TableFixture(memory, 1 << 20);
    cells = new ArrayList<>(TableFixture.randomCells(new Random(5), 120, 30));
    TableOptions options = new TableOptions(256, 4, Compression.LZ4, 10);
    meta = tables.write(options, cells, DELETES).meta(7, 1);
  }

  private long inspect(TableMeta expected) throws IOException {
    damages.clear();
    try (TableInspection table =
        TableInspection.open(memory, TableFixture.FILE, expected, damages::add)) {
      table.run();
      assertThat(table.damages()).isEqualTo(damages.size());
      return table.entries();
    }
  }

  /** Salvages; what is neither in the new table nor in a reported range of keys fails. */
  private List<Cell> salvage(TableMeta expected) throws IOException {
    damages.clear();
    TableSalvage.Saved saved =
        TableSalvage.salvage(memory, TableFixture.FILE, expected, SAVED, 99, damages::add);
    List<Cell> kept = new ArrayList<>();
    TableSummary summary = saved.table();
    boolean keepsDeletes = false;
    if (summary != null) {
      try (TableReader reader =
          TableReader.open(
              SAVED, 8, summary.salt(), summary.sizeBytes(), tables.cache, tables.handles)) {
        reader.verify();
        kept.addAll(TableFixture.forward(reader.iterator(false)));
        keepsDeletes = reader.rangeDeletes().size() == 1;
      }
      memory.delete(SAVED);
    }
    assertThat(cells).containsAll(kept);
    for (Cell cell : cells) {
      assertThat(kept.contains(cell) || isReported(Bytes.of(cell.key()))).isTrue();
    }
    assertThat(keepsDeletes || damages.stream().anyMatch(TableDamage::losesEntries)).isTrue();
    return kept;
  }

  private boolean isReported(Bytes key) {
    return damages.stream()
        .anyMatch(
            damage ->
                damage.losesEntries()
                    && (damage.from() == null || damage.from().compareTo(key) <= 0)
                    && (damage.until() == null || damage.until().compareTo(key) >= 0));
  }

  @Test
  void aWholeTableIsAsItsManifestAndItsPropertiesSay() throws IOException {
    assertThat(inspect(meta)).isEqualTo(cells.size());
    assertThat(damages).isEmpty();
    assertThat(inspect(null)).isEqualTo(cells.size());
    assertThat(damages).isEmpty();
    assertThat(salvage(null)).isEqualTo(cells);
  }

  @Test
  void whatTheManifestSaysWronglyIsTold() throws IOException {
    TableMeta wrong =
        new TableMeta(
            7,
            1,
            meta.sizeBytes(),
            meta.salt(),
            meta.firstKey(),
            meta.lastKey(),
            meta.leastNumber(),
            meta.greatestNumber() + 1,
            meta.entries() + 1,
            meta.deletes(),
            meta.rangeDeletes(),
            meta.oldestDeadlineMillis());
    inspect(wrong);
    assertThat(damages).hasSize(2);
    assertThat(damages).allMatch(damage -> damage.what().expected().contains("the manifest says"));
  }

  @Test
  void everyFlippedBitIsToldAndCostsNoMoreThanIsReported() throws IOException {
    for (long at = 0; at < meta.sizeBytes(); at++) {
      memory.flip(TableFixture.FILE, at, 1 << at % 8);
      List<Cell> kept = salvage(meta);
      assertThat(damages).as("byte %d", at).isNotEmpty();
      assertThat(kept.size()).as("byte %d", at).isGreaterThan(cells.size() - 30);
      memory.flip(TableFixture.FILE, at, 1 << at % 8);
    }
  }

  @Test
  void withoutAManifestEveryFlippedBitIsToldAllTheSame() throws IOException {
    for (long at = 0; at < meta.sizeBytes(); at += 5) {
      memory.flip(TableFixture.FILE, at, 1 << at % 8);
      salvage(null);
      assertThat(damages).as("byte %d", at).isNotEmpty();
      memory.flip(TableFixture.FILE, at, 1 << at % 8);
    }
  }

  @Test
  void aCutTableIsSavedUpToTheCut() throws IOException {
    long length = meta.sizeBytes();
    int before = cells.size();
    while (length > 40) {
      length -= 37;
      memory.cut(TableFixture.FILE, length);
      List<Cell> kept = salvage(meta);
      assertThat(damages).isNotEmpty();
      assertThat(kept).isEqualTo(cells.subList(0, kept.size()));
      assertThat(kept.size()).isLessThanOrEqualTo(before);
      before = kept.size();
    }
    assertThat(before).isZero();
  }

  @Test
  void aTableOfAnotherStoreIsNotTaken() throws IOException {
    TableMeta other =
        new TableMeta(
            7,
            1,
            meta.sizeBytes(),
            meta.salt() + 1,
            meta.firstKey(),
            meta.lastKey(),
            meta.leastNumber(),
            meta.greatestNumber(),
            meta.entries(),
            meta.deletes(),
            meta.rangeDeletes(),
            meta.oldestDeadlineMillis());
    assertThat(salvage(other)).isEmpty();
    assertThat(damages).hasSize(1);
    assertThat(damages.get(0).losesEntries()).isTrue();
  }
}
