package io.aitta.sstable.table;

import static io.aitta.sstable.table.TableFixture.key;
import static io.aitta.sstable.table.TableFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.CorruptionException;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.version.TableMeta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TableCacheTest {
  private final MemoryFileSystem disk = new MemoryFileSystem();
  private final FaultPlan plan = new FaultPlan();
  private TableFixture fixture;
  private TableCache tables;

  @BeforeEach
  void openTheDirectory() throws IOException {
    fixture = new TableFixture(new FaultyFileSystem(disk, plan), 1 << 20);
    tables = new TableCache(TableFixture.DIR, fixture.cache, fixture.handles);
  }

  private TableMeta write(long number) throws IOException {
    return fixture
        .write(
            TableFixture.DIR.resolve(TableCache.fileName(number)),
            TableOptions.DEFAULT,
            List.of(Cell.put(key("a"), number, value("1"))),
            RangeDeletes.NONE)
        .meta(number, 1);
  }

  @Test
  void aTableIsOpenedOnceAndGivenToAll() throws IOException {
    TableMeta meta = write(7);
    assertThat(tables.ifOpen(7)).isNull();
    TableReader reader = tables.get(meta);
    assertThat(reader.number()).isEqualTo(7);
    assertThat(tables.get(meta)).isSameAs(reader);
    assertThat(tables.ifOpen(7)).isSameAs(reader);
    assertThat(tables.size()).isEqualTo(1);
    assertThat(TableFixture.get(reader, key("a"), 9).version()).isEqualTo(7);
  }

  @Test
  void manyThreadsThatAskAtOnceGetTheSameReader() throws Exception {
    List<TableMeta> metas = new ArrayList<>();
    for (int number = 1; number <= 40; number++) {
      metas.add(write(number));
    }
    Set<TableReader> seen =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CyclicBarrier start = new CyclicBarrier(4);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (Exception broken) {
                  throw new IllegalStateException(broken);
                }
                metas.forEach(meta -> seen.add(tables.get(meta)));
              });
      thread.setUncaughtExceptionHandler((dead, thrown) -> failure.set(thrown));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(seen).hasSize(40);
    assertThat(tables.size()).isEqualTo(40);
  }

  @Test
  void aFailedOpenIsForgottenAndLeavesNothingOpen() throws IOException {
    TableMeta meta = write(7);
    disk.flip(TableFixture.FILE, meta.sizeBytes() - 1, 1);
    assertThatThrownBy(() -> tables.get(meta)).isInstanceOf(CorruptionException.class);
    assertThat(tables.size()).isZero();
    assertThat(tables.ifOpen(7)).isNull();
    assertThat(disk.openHandles()).isEmpty();
    disk.flip(TableFixture.FILE, meta.sizeBytes() - 1, 1);
    assertThat(tables.get(meta).number()).isEqualTo(7);
  }

  @Test
  void whoAsksWhileATableIsBeingOpenedGetsTheSameOne() throws Exception {
    TableMeta meta = write(7);
    AtomicReference<TableReader> other = new AtomicReference<>();
    Thread waiter = new Thread(() -> other.set(tables.get(meta)));
    plan.add(
        Fault.on(FileOperation.READ)
            .at(2)
            .succeeds()
            .running((operation, file, number) -> waiter.start()));
    TableReader reader = tables.get(meta);
    waiter.join();
    assertThat(other.get()).isSameAs(reader);
    assertThat(fixture.handles.opened()).isEqualTo(1);
  }

  @Test
  void aTableEvictedWhileItIsOpenedIsClosed() throws IOException {
    TableMeta meta = write(7);
    plan.add(
        Fault.on(FileOperation.READ)
            .at(2)
            .succeeds()
            .running((operation, file, number) -> tables.evict(7)));
    assertThatThrownBy(() -> tables.get(meta)).isInstanceOf(IllegalStateException.class);
    assertThat(tables.size()).isZero();
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void anEvictedTableGivesItsBlocksAndItsHandleBack() throws IOException {
    TableMeta meta = write(7);
    TableReader reader = tables.get(meta);
    TableFixture.get(reader, key("a"), 9);
    assertThat(fixture.cache.usedBytes()).isPositive();
    tables.evict(7);
    tables.evict(7);
    assertThat(fixture.cache.usedBytes()).isZero();
    assertThat(disk.openHandles()).isEmpty();
    assertThat(tables.ifOpen(7)).isNull();
    assertThatThrownBy(() -> TableFixture.get(reader, key("a"), 9))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingClosesAllAndOpensNoMore() throws IOException {
    TableMeta one = write(7);
    TableMeta other = write(8);
    tables.get(one);
    tables.get(other);
    tables.close();
    tables.close();
    assertThat(disk.openHandles()).isEmpty();
    assertThat(tables.size()).isZero();
    assertThatThrownBy(() -> tables.get(one)).isInstanceOf(IllegalStateException.class);
  }
}
