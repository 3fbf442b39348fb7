package io.aitta.sstable.manifest;

import static io.aitta.sstable.manifest.ManifestFixture.DIR;
import static io.aitta.sstable.manifest.ManifestFixture.addTable;
import static io.aitta.sstable.manifest.ManifestFixture.currentManifest;
import static io.aitta.sstable.manifest.ManifestFixture.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.io.DirectoryInUseException;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.LostWrites;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fails, and what is left of the manifest then. */
class ManifestFailureTest {
  private final MemoryFileSystem disk = new MemoryFileSystem();
  private final FaultPlan plan = new FaultPlan();
  private final FaultyFileSystem fs = new FaultyFileSystem(disk, plan);

  private static VersionEdit reserve(long numbers) {
    return VersionEdit.builder().numbersReserved(numbers).build();
  }

  private void failsForGood(Manifest manifest, long edit) {
    assertThatThrownBy(() -> manifest.log(reserve(edit))).isInstanceOf(IOException.class);
    plan.clearFaults();
    assertThat(manifest.failure()).isNotNull();
    String before = names();
    assertThatThrownBy(() -> manifest.log(reserve(edit + 1)))
        .isInstanceOf(IOException.class)
        .hasMessage("the manifest failed");
    assertThat(names()).isEqualTo(before);
  }

  private String names() {
    try {
      StringBuilder names = new StringBuilder();
      for (String name : disk.list(DIR)) {
        names.append(name).append(' ').append(disk.size(DIR.resolve(name))).append('\n');
      }
      return names.toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"APPEND", "SYNC"})
  void afterAFailedEditNothingIsWrittenAgain(FileOperation operation) throws IOException {
    Manifest manifest = open(fs).manifest();
    manifest.log(reserve(1));
    plan.add(Fault.on(operation).of(FileClass.MANIFEST).fails(Failure.EIO));

    failsForGood(manifest, 2);
    manifest.close();

    assertThat(disk.openHandles()).isEmpty();
    assertThat(open(disk).numbersReserved()).isBetween(1L, 2L);
  }

  @Test
  @Tag("M01")
  void anEditAppendedByHalfIsForgotten() throws IOException {
    Manifest manifest = open(fs).manifest();
    manifest.log(reserve(1));
    plan.add(Fault.on(FileOperation.APPEND).of(FileClass.MANIFEST).failsPartway(Failure.ENOSPC));

    failsForGood(manifest, 2); // M01: a full disk inside an append is no harmless one

    assertThat(open(disk).numbersReserved()).isEqualTo(1);
  }

  @Test
  void aDirectoryThatIsOursNoMoreIsNotWrittenTo() throws IOException {
    Manifest manifest = open(fs).manifest();
    manifest.log(reserve(1));
    boolean[] lost = {false};
    manifest.guardBy(
        new DirectoryLock() {
          @Override
          public void requireHeld() throws IOException {
            if (lost[0]) {
              throw new DirectoryInUseException("somebody else's");
            }
          }

          @Override
          public void close() {}
        });
    manifest.log(reserve(2));
    lost[0] = true;

    assertThatThrownBy(() -> manifest.log(reserve(3))).isInstanceOf(DirectoryInUseException.class);
    assertThat(manifest.failure()).isInstanceOf(DirectoryInUseException.class);
    assertThat(open(disk).numbersReserved()).isEqualTo(2);
  }

  // F07
  @Test
  void whatOnlyThePageCacheShowsIsWrittenAnewBeforeItCounts() throws IOException {
    Manifest manifest = open(fs).manifest();
    manifest.log(reserve(1));
    plan.add(
        Fault.on(FileOperation.SYNC)
            .of(FileClass.MANIFEST)
            .fails(Failure.EIO)
            .running((sync, file, number) -> disk.loseUnsynced(file, LostWrites.AT_CRASH)));
    failsForGood(manifest, 2);

    MemoryFileSystem restarted = disk.crash(CrashPolicy.KILL, new Random(1));
    Manifest.Recovered opened = open(restarted);
    assertThat(opened.numbersReserved()).isEqualTo(2);
    opened.manifest().log(VersionEdit.builder().timeMarkMillis(9).build());

    MemoryFileSystem afterPowerCut = restarted.crash(CrashPolicy.STRICT, new Random(1));
    assertThat(open(afterPowerCut).numbersReserved()).isEqualTo(2);
    assertThat(open(afterPowerCut).timeMarkMillis()).isEqualTo(9);
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE", "APPEND", "SYNC", "RENAME", "SYNC_DIRECTORY"})
  @Tag("F06")
  void aFailedRollLeavesTheOldStateOrTheNewOne(FileOperation operation) throws IOException {
    for (int k = 1; k <= 3; k++) {
      MemoryFileSystem fresh = new MemoryFileSystem();
      FaultPlan faults = new FaultPlan();
      FaultyFileSystem faulty = new FaultyFileSystem(fresh, faults);
      Manifest first = open(fresh).manifest();
      first.log(reserve(1));
      first.close();
      Manifest manifest = open(faulty).manifest();
      faults.add(Fault.on(operation).at(k).failsAfterwards(Failure.EIO)); // F06 for RENAME
      IOException failure = null;
      try {
        manifest.log(reserve(2));
      } catch (IOException e) {
        failure = e;
      }
      if (failure == null) {
        continue; // there are not as many of these in a roll
      }
      assertThat(manifest.failure()).isSameAs(failure);
      assertThatThrownBy(() -> manifest.log(reserve(3))).hasMessage("the manifest failed");
      assertThat(open(fresh.afterCrash(CrashPolicy.STRICT, new Random(k))).numbersReserved())
          .isBetween(1L, 2L);
      assertThat(open(fresh).numbersReserved()).isBetween(1L, 2L);
    }
  }

  @Test
  void aFullDiskBeforeAnythingIsWrittenHarmsNothing() throws IOException {
    Manifest manifest = open(fs).manifest();
    manifest.log(reserve(1));
    manifest.log(reserve(2));
    plan.limitSpace(10);
    int refused = 0;
    long reserved = 2;
    for (int i = 0; i < 5_000; i++) { // until the space taken ahead is used up
      try {
        manifest.log(reserve(reserved + 1));
        reserved++;
      } catch (DiskFullException full) {
        assertThat(manifest.failure()).isNull();
        refused++;
      }
    }
    assertThat(refused).isPositive();
    assertThat(open(disk).numbersReserved()).isEqualTo(reserved);

    plan.removeSpaceLimit();
    manifest.log(reserve(reserved + 1));
    manifest.close();
    assertThat(open(disk).numbersReserved()).isEqualTo(reserved + 1);
  }

  @Test
  void aRollOnAFullDiskIsUndone() throws IOException {
    Manifest first = open(fs).manifest();
    first.log(addTable(fs, first));
    first.close();
    List<String> before = disk.list(DIR);
    String current = currentManifest(disk);
    for (long space = 0; space < 400; space += 7) {
      Manifest manifest = open(fs).manifest();
      plan.limitSpace(space);
      DiskFullException failure = null;
      try {
        manifest.log(reserve(7));
      } catch (DiskFullException full) {
        failure = full;
      }
      plan.removeSpaceLimit();
      if (failure == null) {
        assertThat(space).isGreaterThan(200);
        return;
      }
      assertThat(manifest.failure()).isNull();
      assertThat(currentManifest(disk)).isEqualTo(current);
      assertThat(disk.list(DIR)).filteredOn(name -> !name.equals("CURRENT.tmp")).isEqualTo(before);
      manifest.close();
      assertThat(disk.openHandles()).isEmpty();
    }
    throw new AssertionError("a roll that never fits");
  }
}
