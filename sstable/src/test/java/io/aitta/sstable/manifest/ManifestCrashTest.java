package io.aitta.sstable.manifest;

import static io.aitta.sstable.manifest.ManifestFixture.DIR;
import static io.aitta.sstable.manifest.ManifestFixture.open;
import static io.aitta.sstable.manifest.ManifestFixture.table;
import static io.aitta.sstable.manifest.ManifestFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A script of a first open, edits, rollovers, removed files and a reopen, crashed before every
 * change of the disk in every way a crash can be: the next open finds the state that was last
 * acknowledged, or the one in flight.
 */
class ManifestCrashTest {
  private static final Set<CrashPolicy> POLICIES =
      EnumSet.complementOf(EnumSet.of(CrashPolicy.ROT, CrashPolicy.FSYNC_LIE));
  private static final int DRAWS = 3;
  private static final long ROLL_BYTES = 500;

  private final MemoryFileSystem disk = new MemoryFileSystem();
  private final long seed = Long.getLong("seed", System.nanoTime());
  private String acknowledged = text(Version.empty(), 0, 0, 0);
  private String inFlight = acknowledged;
  private int points;
  private int states;
  private int inFlightSeen;
  private int tornSeen;
  private int createdSeen;

  @Test
  @Tag("F02")
  void everyCrashLeavesTheLastStateOrTheOneInFlight() throws IOException {
    disk.createDirectories(DIR);
    FaultPlan plan = new FaultPlan().beforeChange(this::crashHere);
    script(new FaultyFileSystem(disk, plan));

    System.out.printf(
        "manifest crash: -Dseed=%d points %d, states %d, in flight %d, torn %d, begun again %d%n",
        seed, points, states, inFlightSeen, tornSeen, createdSeen);
    assertThat(points).isGreaterThan(150);
    assertThat(inFlightSeen).isPositive();
    assertThat(tornSeen).isPositive();
    assertThat(createdSeen).isPositive();
    assertThat(disk.openHandles()).isEmpty();
  }

  private void script(FileSystem fs) throws IOException {
    long reserved = 0;
    List<TableMeta> tables = new ArrayList<>();
    for (int life = 0; life < 3; life++) {
      Manifest manifest = open(fs, ROLL_BYTES).manifest();
      for (int i = 0; i < 8; i++) {
        reserved += 100;
        VersionEdit.Builder edit = VersionEdit.builder().numbersReserved(reserved);
        if (i % 2 == 0) {
          TableMeta table = table(fs, manifest.newFileNumber(), 1);
          tables.add(table);
          edit.add(table).flushedThrough(table.greatestNumber());
        }
        if (i % 3 == 2) {
          edit.remove(tables.remove(0));
        }
        log(manifest, edit.timeMarkMillis(reserved + 1).logNumber(reserved + 2).build());
        sweep(fs, manifest);
      }
      manifest.close();
    }
  }

  private void log(Manifest manifest, VersionEdit edit) throws IOException {
    inFlight =
        text(
            manifest.version().apply(edit),
            edit.numbersReserved(),
            edit.timeMarkMillis(),
            edit.logNumber());
    manifest.log(edit);
    acknowledged = inFlight;
  }

  private static void sweep(FileSystem fs, Manifest manifest) throws IOException {
    List<String> obsolete =
        Obsolete.names(
            fs.list(DIR), manifest.version().tableNumbers(), manifest.number(), Long.MAX_VALUE);
    for (String name : obsolete) {
      fs.delete(DIR.resolve(name));
    }
  }

  private void crashHere(FileOperation operation, Path file, long change) throws IOException {
    points++;
    for (CrashPolicy policy : POLICIES) {
      for (int draw = 0; draw < DRAWS; draw++) {
        Random random = new Random(seed + 31 * change + draw);
        MemoryFileSystem left = disk.afterCrash(policy, random);
        String where = "-Dseed=%d before change %d, %s of %s, %s, draw %d";
        check(left, where.formatted(seed, change, operation, file.getFileName(), policy, draw));
      }
    }
  }

  private void check(MemoryFileSystem left, String where) throws IOException {
    states++;
    Manifest.Recovered opened = recover(left, where);
    String found = text(opened);
    assertThat(found).as(where).isIn(acknowledged, inFlight);
    inFlightSeen += found.equals(acknowledged) ? 0 : 1;
    tornSeen += opened.tornBytes() > 0 ? 1 : 0;
    createdSeen += opened.created() ? 1 : 0;

    // what was read once is there for ever, however soon the next crash comes
    opened.manifest().log(VersionEdit.builder().build());
    Manifest.Recovered again =
        recover(left.crash(CrashPolicy.STRICT, new Random(seed)), where + ", and again");
    assertThat(text(again)).as("%s, and again", where).isEqualTo(found);
    assertThat(again.nextFile()).as(where).isGreaterThanOrEqualTo(opened.nextFile());
  }

  private static Manifest.Recovered recover(MemoryFileSystem left, String where) {
    try {
      return open(left, ROLL_BYTES);
    } catch (IOException | RuntimeException e) {
      throw new AssertionError(where, e);
    }
  }
}
