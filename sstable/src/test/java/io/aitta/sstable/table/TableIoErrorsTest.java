package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.get;
import static io.aitta.sstable.table.TableFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.RangeDeletes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TableIoErrorsTest {
  private static final int KEYS = 3000;
  private static final TableOptions OPTIONS = new TableOptions(500, 16, Compression.NONE, 10);

  private final MemoryFileSystem disk = new MemoryFileSystem();
  private final FaultPlan plan = new FaultPlan();
  private TableFixture fixture;
  private final List<Cell> cells = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    fixture = new TableFixture(new FaultyFileSystem(disk, plan), 1 << 20);
    for (int i = 0; i < KEYS; i++) {
      cells.add(Cell.put(key(String.format("key-%08d", i)), i + 1, new byte[200]));
    }
  }

  private static void isIoError(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            StoreException.class,
            failure -> assertThat(failure.errorCode()).isEqualTo(ErrorCode.IO_ERROR))
        .hasMessageStartingWith("reading 000007.sst at ")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aFailedReadIsAnIoErrorAndKeepsNothing() throws IOException {
    TableSummary summary = fixture.write(OPTIONS, cells, RangeDeletes.NONE);
    try (TableReader reader = fixture.open(summary)) {
      plan.add(Fault.on(FileOperation.READ).fails(Failure.EIO));
      assertThatThrownBy(() -> get(reader, cells.get(5).key(), KEYS))
          .satisfies(TableIoErrorsTest::isIoError);
      assertThat(fixture.cache.usedBytes()).isZero();
      plan.clearFaults();
      assertThat(get(reader, cells.get(5).key(), KEYS).version()).isEqualTo(6);
    }
  }

  @Test
  void aFailedOpenIsAnIoErrorAndLeavesNoHandle() throws IOException {
    TableSummary summary = fixture.write(OPTIONS, cells, RangeDeletes.NONE);
    plan.add(Fault.on(FileOperation.READ).at(3).fails(Failure.EIO));
    assertThatThrownBy(() -> fixture.open(summary)).satisfies(TableIoErrorsTest::isIoError);
    assertThat(disk.openHandles()).isEmpty();
  }

  /** Scenario C07. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFailedReadNeverLooksLikeTheEnd(boolean fillCache) throws IOException {
    TableSummary summary = fixture.write(OPTIONS, cells, RangeDeletes.NONE);
    for (int k = 1; k <= 3; k++) {
      plan.clearFaults();
      try (TableReader reader = fixture.open(summary);
          InternalIterator cursor = reader.iterator(fillCache)) {
        plan.add(Fault.on(FileOperation.READ).from(k).fails(Failure.EIO));
        List<Cell> seen = new ArrayList<>();
        assertThatThrownBy(
                () -> {
                  for (cursor.first(); cursor.valid(); cursor.next()) {
                    seen.add(Cell.at(cursor));
                  }
                })
            .satisfies(TableIoErrorsTest::isIoError);
        assertThat(cursor.valid()).isFalse();
        assertThat(seen).isEqualTo(cells.subList(0, seen.size()));
        plan.clearFaults();
        assertThat(TableFixture.forward(cursor)).isEqualTo(cells);
      }
    }
  }

  @Test
  void aFailureWhileReadingAheadIsNotToldBeforeItsBlockIsWanted() throws IOException {
    TableSummary summary = fixture.write(OPTIONS, cells, RangeDeletes.NONE);
    try (TableReader reader = fixture.open(summary);
        InternalIterator cursor = reader.iterator(false)) {
      plan.add(Fault.on(FileOperation.READ).at(1).fails(Failure.EIO));
      assertThat(TableFixture.forward(cursor)).isEqualTo(cells);
    }
  }

  @Test
  void aWriterTellsItsCallerThatTheDiskIsFull() throws IOException {
    plan.limitSpace(300_000);
    assertThatThrownBy(() -> fixture.write(OPTIONS, cells, RangeDeletes.NONE))
        .isInstanceOf(DiskFullException.class);
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void aWriterThatFailedIsOver() throws IOException {
    plan.add(Fault.on(FileOperation.SYNC).fails(Failure.EIO));
    TableWriter writer =
        new TableWriter(
            fixture.fs.create(TableFixture.FILE),
            TableFixture.FILE,
            TableFixture.SALT,
            TableOptions.DEFAULT);
    TableFixture.add(writer, cells.get(0));
    assertThatThrownBy(writer::finish).isInstanceOf(IOException.class);
    assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    writer.close();
    assertThat(disk.openHandles()).isEmpty();
  }
}
