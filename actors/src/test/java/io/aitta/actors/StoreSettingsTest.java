package io.aitta.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.aitta.core.StoreException;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {
  private static final long MIB = 1L << 20;

  private static StoreSettings settings(String... lines) {
    return StoreSettings.of(
        ConfigFactory.parseString(String.join("\n", lines)).withFallback(ConfigFactory.load()));
  }

  private static void refused(String why, String... lines) {
    assertThatThrownBy(() -> settings(lines))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(why);
  }

  @Test
  void sizesLeftOpenAreDerivedFromOneBudget() {
    StoreSettings settings = settings("aitta.memory = 96 MiB");
    assertThat(settings.cacheBytes()).isEqualTo(48 * MIB);
    assertThat(settings.memtableBytes()).isEqualTo(8 * MIB);
    assertThat(settings.sealedMemtablesMax()).isEqualTo(3);
    assertThat(settings.tableBytes()).isEqualTo(16 * MIB);
    assertThat(settings.compactionThreads()).isBetween(1, 4);
  }

  @Test
  void theProfileDividesTheBudget() {
    StoreSettings ingest = settings("aitta { memory = 96 MiB, profile = ingest }");
    assertThat(ingest.memtableBytes()).isEqualTo(16 * MIB);
    assertThat(ingest.cacheBytes()).isEqualTo(24 * MIB);
    StoreSettings small = settings("aitta { memory = 96 MiB, profile = small }");
    assertThat(small.memtableBytes()).isEqualTo(6 * MIB);
    assertThat(small.cacheBytes()).isEqualTo(24 * MIB);
  }

  @Test
  void whatIsSaidCountsAndTheRestFollowsIt() {
    StoreSettings settings =
        settings(
            "aitta { memory = 96 MiB, cache = 1 MiB, memtable.size = 4 MiB, compaction.threads = 3 }");
    assertThat(settings.cacheBytes()).isEqualTo(MIB);
    assertThat(settings.memtableBytes()).isEqualTo(4 * MIB);
    assertThat(settings.tableBytes()).isEqualTo(8 * MIB);
    assertThat(settings.compactionThreads()).isEqualTo(3);
    assertThat(settings("aitta.memtable.size = 1 GiB").tableBytes()).isEqualTo(64 * MIB);
    assertThat(settings("aitta.table.size = 5 MiB").tableBytes()).isEqualTo(5 * MIB);
  }

  @Test
  void level0IsPatientForTwiceItsTablesButEndsThatWellBeforeWritersAreSlowedDown() {
    assertThat(settings("aitta.compaction.l0-compact = 4").l0PatientTables()).isEqualTo(8);
    assertThat(settings("aitta.compaction { l0-compact = 4, l0-slow = 8 }").l0PatientTables())
        .isEqualTo(6);
    assertThat(settings("aitta.compaction { l0-compact = 4, l0-stop = 6 }").l0PatientTables())
        .as("writes that wait bring no more tables")
        .isEqualTo(6);
    assertThat(settings("aitta.compaction { l0-compact = 1, l0-slow = 2 }").l0PatientTables())
        .isEqualTo(1);
  }

  @Test
  void withoutAWordABudgetFitsTheHeap() {
    assertThat(MemoryPlan.memoryBytes(16L << 30)).isEqualTo(256 * MIB);
    assertThat(MemoryPlan.memoryBytes(100 * MIB)).isEqualTo(50 * MIB);
  }

  @Test
  void tablesGoAroundThePageCacheIfItIsSaidOrTheHeapIsSmall() {
    assertThat(settings("aitta.table.direct-io = on").directIo()).isTrue();
    assertThat(settings("aitta.table.direct-io = off").directIo()).isFalse();
    boolean small = Runtime.getRuntime().maxMemory() <= 512 * MIB;
    assertThat(settings("").directIo()).isEqualTo(small);
    refused(
        "aitta.table.direct-io is not one of auto, on, off: maybe",
        "aitta.table.direct-io = maybe");
  }

  @Test
  void aBudgetOrProfileThatCannotBeIsRefusedByName() {
    refused("aitta.memory must be from", "aitta.memory = 1 TiB");
    refused(
        "aitta.compaction.l0-stop must be from 40 to 1024: 36", // nothing would ever be compacted
        "aitta.compaction { l0-compact = 40, l0-slow = 50 }");
    refused("aitta.memory must be from", "aitta.memory = 1 MiB");
    refused(
        "aitta.wal.commit-delay-max must be from 0 to 10000000: 20000000",
        "aitta.wal.commit-delay-max = 20ms");
    refused("aitta.profile is not one of small, balanced, ingest: huge", "aitta.profile = huge");
    refused("aitta.memtable.size must be from", "aitta.memtable.size = 1 B");
  }
}
