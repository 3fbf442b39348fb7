package io.aitta.it.sim;

import com.typesafe.config.ConfigFactory;
import io.aitta.actors.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What a seed decides once: how small everything is, how slow the disk, what goes wrong.
 *
 * @param settings tiny, so that a few hundred operations flush, compact, roll and refuse
 * @param keys plain keys in the pool
 * @param clients how many there are
 * @param lanes operations a client has in flight
 * @param diskOnly whether every write asks for {@code disk}
 * @param diskLeast a task of the disk takes at least so long
 * @param diskMost and at most so long
 * @param fault what the disk does wrong in this seed
 */
record SeedProfile(
    StoreSettings settings,
    int keys,
    int clients,
    int lanes,
    boolean diskOnly,
    Duration diskLeast,
    Duration diskMost,
    long pauseNanosMax,
    int valueBytesMax,
    Fault fault) {

  /** What the disk does wrong. */
  enum Fault {
    NONE,
    /** One write, sync, rename or the like fails. */
    FAILS,
    /** Space runs out, and comes back. */
    FULL,
    /** Reads fail now and then. */
    READS
  }

  static final Path DIRECTORY = Path.of("/simulated/data");

  static SeedProfile draw(RandomGenerator random) {
    int inFlight = 4 << random.nextInt(5); // KiB
    boolean slow = random.nextInt(4) == 0;
    return new SeedProfile(
        settings(random, inFlight),
        6 + random.nextInt(30),
        3 + random.nextInt(4),
        1 + random.nextInt(6),
        random.nextInt(3) == 0,
        Duration.ofNanos(20_000),
        Duration.ofNanos(slow ? 20_000_000 : 100_000 + random.nextInt(900_000)),
        100_000 + random.nextInt(900_000),
        Math.min(2_000, inFlight * 1024 / 4),
        switch (random.nextInt(8)) {
          case 0 -> Fault.FAILS;
          case 1 -> Fault.FULL;
          case 2 -> Fault.READS;
          default -> Fault.NONE;
        });
  }

  private static StoreSettings settings(RandomGenerator random, int inFlightKib) {
    String text =
        """
        aitta {
          data-dir = "%s"
          write-timeout = 10 s
          wal { batch-size-max = %d KiB, commit-delay-max = 0, file-size = 8 KiB }
          memtable { size = %d KiB, sealed-max = %d }
          table { size = %d KiB, block-size = %d, filter-bits = %d, compression = %s }
          cache = %d KiB
          open-files = %d
          compaction { threads = %d, l0-compact = %d, l0-slow = %d, l0-stop = %d }
          scrub { interval = 100 ms, rate = 1 MiB }
          snapshots { lease = %d ms, max = 8 }
          admission { in-flight = %d KiB, reads-in-flight = %d }
        }
        """
            .formatted(
                DIRECTORY,
                1 << random.nextInt(5),
                8 << random.nextInt(3),
                1 + random.nextInt(3),
                2 << random.nextInt(4),
                64 << random.nextInt(5),
                random.nextBoolean() ? 10 : 0,
                pick(random, "none", "lz4", "zstd"),
                random.nextBoolean() ? 4 : 1024,
                8 + random.nextInt(30),
                1 + random.nextInt(2),
                2 + random.nextInt(3),
                6,
                10,
                random.nextBoolean() ? 60_000 : 20 + random.nextInt(200),
                inFlightKib,
                random.nextBoolean() ? 4 : 1_000);
    return StoreSettings.of(
        ConfigFactory.parseString(text).withFallback(ConfigFactory.load()).resolve());
  }

  private static String pick(RandomGenerator random, String... of) {
    return of[random.nextInt(of.length)];
  }
}
