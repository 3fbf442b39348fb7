package io.aitta.core.io.memory;

import static io.aitta.core.io.memory.CrashTest.append;
import static io.aitta.core.io.memory.CrashTest.bytes;
import static io.aitta.core.io.memory.CrashTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.io.AppendFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each policy leaves all it may leave, and only that, over many seeds. */
class CrashPolicyTest {
  private static final int SEEDS = 400;
  private static final Path DIRECTORY = Path.of("/data");
  private static final Path FILE = DIRECTORY.resolve("000001.log");

  private final MemoryFileSystem disk = new MemoryFileSystem();
  private AppendFile file;

  @BeforeEach
  void createTheFile() throws IOException {
    disk.createDirectories(DIRECTORY);
    file = append(disk, FILE, "durable|");
    file.sync();
    disk.syncDirectory(DIRECTORY);
  }

  @Test
  void prefixCutsAnywhereAndAtTheEdgesOfWrites() throws IOException {
    file.append(bytes("first|"));
    file.append(bytes("second|"));
    String whole = "durable|first|second|";

    var lengths = new TreeSet<Integer>();
    for (int seed = 0; seed < SEEDS; seed++) {
      String left = text(disk.afterCrash(CrashPolicy.PREFIX, new Random(seed)), FILE);
      assertThat(whole).startsWith(left);
      lengths.add(left.length());
    }
    assertThat(lengths).first().isEqualTo(8);
    assertThat(lengths).last().isEqualTo(whole.length());
    assertThat(lengths).hasSize(14);
  }

  @Test
  void prefixKeepsTheOrderOfPreparingAndAppending() throws IOException {
    file.append(bytes("x"));
    file.prepare(100);
    file.append(bytes("y"));

    for (int seed = 0; seed < SEEDS; seed++) {
      String left = text(disk.afterCrash(CrashPolicy.PREFIX, new Random(seed)), FILE);
      if (left.contains("y")) {
        assertThat(left).hasSize(100);
      }
      if (left.length() > 9) {
        assertThat(left).contains("x");
      }
    }
  }

  @Test
  void subsetKeepsEachPageByItselfWithZerosBetween() throws IOException {
    file.append(bytes("a".repeat(4096 - 8) + "b".repeat(4096) + "c".repeat(10)));

    var seen = new TreeSet<String>();
    for (int seed = 0; seed < SEEDS; seed++) {
      String left = text(disk.afterCrash(CrashPolicy.SUBSET, new Random(seed)), FILE);
      seen.add(left.replace('\0', '0').replaceAll("(.)\\1+", "$1").replace("durable|", ""));
    }
    assertThat(seen).containsExactlyInAnyOrder("", "a", "ab", "abc", "0b", "0bc", "0c", "a0c");
  }

  @Test
  void tornCutsTheLastPageAtASectorAndNeverTearsWhatWasDurable() throws IOException {
    file.append(bytes("a".repeat(3000)));

    var cuts = new TreeSet<Integer>();
    boolean garbage = false;
    boolean zeros = false;
    for (int seed = 0; seed < SEEDS; seed++) {
      String left = text(disk.afterCrash(CrashPolicy.TORN, new Random(seed)), FILE);
      assertThat(left).startsWith("durable|");
      int cut = left.length() - left.replaceFirst("durable\\|a*", "").length();
      String rest = left.substring(cut);
      if (rest.isEmpty()) {
        cuts.add(cut);
      } else if (rest.chars().allMatch(c -> c == 0)) {
        zeros = true;
      } else {
        garbage = true;
      }
    }
    assertThat(cuts).containsExactly(8, 512, 1024, 1536, 2048, 2560, 3008);
    assertThat(zeros && garbage).isTrue();
  }

  @Test
  void sizeAheadLeavesTheLengthWithoutTheContent() throws IOException {
    file.append(bytes("a".repeat(100)));
    file.prepare(5000);

    boolean garbage = false;
    boolean zeros = false;
    for (int seed = 0; seed < SEEDS; seed++) {
      String left = text(disk.afterCrash(CrashPolicy.SIZE_AHEAD, new Random(seed)), FILE);
      assertThat(left).hasSize(5000).startsWith("durable|").isNotEqualTo(text(disk, FILE));
      String rest = left.replaceFirst("durable\\|a*", "");
      zeros |= rest.chars().allMatch(c -> c == 0);
      garbage |= rest.chars().anyMatch(c -> c != 0);
    }
    assertThat(zeros && garbage).isTrue();
  }

  @Test
  void preparedSpaceThatWasSyncedHoldsZerosWhereNothingWasAppended() throws IOException {
    file.prepare(9000);
    file.sync();
    file.append(bytes("a".repeat(1000)));

    for (CrashPolicy policy : CrashPolicy.values()) {
      for (int seed = 0; policy != CrashPolicy.ROT && seed < SEEDS; seed++) {
        String left = text(disk.afterCrash(policy, new Random(seed)), FILE);
        assertThat(left).hasSize(9000).startsWith("durable|").endsWith("\0".repeat(9000 - 1008));
      }
    }
  }

  @Test
  void directoryPrefixKeepsChangesInTheirOrder() throws IOException {
    threeNames();

    var seen = new TreeSet<String>();
    for (int seed = 0; seed < SEEDS; seed++) {
      seen.add(names(disk.afterCrash(CrashPolicy.DIR_PREFIX, new Random(seed))));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder("000001.log", "000001.log a", "000001.log a b", "a b");
  }

  @Test
  void directorySubsetKeepsEachChangeByItself() throws IOException {
    threeNames();

    var seen = new TreeSet<String>();
    for (int seed = 0; seed < SEEDS; seed++) {
      seen.add(names(disk.afterCrash(CrashPolicy.DIR_SUBSET, new Random(seed))));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "", "a", "b", "a b", "000001.log", "000001.log a", "000001.log b", "000001.log a b");
  }

  @Test
  void aRenameMayArriveWithoutTheContentOrTheNameItCameFrom() throws IOException {
    append(disk, DIRECTORY.resolve("t.tmp"), "content").close();
    disk.rename(DIRECTORY.resolve("t.tmp"), DIRECTORY.resolve("t"));

    boolean empty = false;
    for (int seed = 0; seed < SEEDS; seed++) {
      MemoryFileSystem left = disk.afterCrash(CrashPolicy.DIR_SUBSET, new Random(seed));
      empty |= names(left).equals("000001.log t") && left.size(DIRECTORY.resolve("t")) == 0;
    }
    assertThat(empty).isTrue();
  }

  @Test
  void writesOfAFailedSyncAreReadUntilTheCrashAndGoneAfterIt() throws IOException {
    file.append(bytes("lost|"));
    disk.loseUnsynced(FILE, LostWrites.AT_CRASH);
    file.sync();
    file.append(bytes("kept|"));
    file.sync();

    assertThat(text(disk, FILE)).isEqualTo("durable|lost|kept|");
    assertThat(text(disk.afterCrash(CrashPolicy.KILL, new Random(1)), FILE))
        .isEqualTo("durable|lost|kept|");
    MemoryFileSystem left =
        disk.crash(CrashPolicy.KILL, new Random(1)).crash(CrashPolicy.FSYNC_LIE, new Random(1));
    assertThat(text(left, FILE)).isEqualTo("durable|\0\0\0\0\0kept|");
    assertThat(left.lastCrash().bytesDropped()).isEqualTo(5);
  }

  @Test
  void orTheyAreGoneAtOnce() throws IOException {
    file.append(bytes("lost|"));
    disk.loseUnsynced(FILE, LostWrites.AT_ONCE);
    file.append(bytes("kept|"));

    assertThat(text(disk, FILE)).isEqualTo("durable|\0\0\0\0\0kept|");
  }

  @Test
  void rotDamagesOnePlaceOfWhatWasSyncedAndSaysWhich() throws IOException {
    file.append(bytes("b".repeat(20_000)));
    file.sync();
    append(disk, DIRECTORY.resolve("unsynced"), "x").close();
    String whole = text(disk, FILE);

    var kinds = new TreeSet<String>();
    for (int seed = 0; seed < SEEDS; seed++) {
      MemoryFileSystem left = disk.afterCrash(CrashPolicy.ROT, new Random(seed));
      assertThat(text(left, FILE)).hasSameSizeAs(whole).isNotEqualTo(whole);
      assertThat(left.exists(DIRECTORY.resolve("unsynced"))).isFalse();
      kinds.add(left.lastCrash().damage().replaceAll("[^a-z ]", "").replaceAll(" +", " "));
    }
    assertThat(kinds).hasSize(4);
  }

  @Test
  void rotOfAnEmptyDiskDamagesNothing() {
    MemoryFileSystem left = new MemoryFileSystem().crash(CrashPolicy.ROT, new Random(1));

    assertThat(left.lastCrash().damage()).isNull();
  }

  private void threeNames() throws IOException {
    append(disk, DIRECTORY.resolve("a"), "").close();
    append(disk, DIRECTORY.resolve("b"), "").close();
    disk.delete(FILE);
  }

  private static String names(MemoryFileSystem disk) throws IOException {
    return String.join(" ", disk.list(DIRECTORY));
  }
}
