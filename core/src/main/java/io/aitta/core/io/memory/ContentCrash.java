package io.aitta.core.io.memory;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws what a power cut leaves of one file's content. For one thread, under the file's monitor.
 */
final class ContentCrash {
  private static final int SECTOR_BYTES = 512;

  /**
   * A file after the crash.
   *
   * @param bytesDropped of its appended bytes, how many are gone
   */
  record Survivor(Inode inode, long bytesDropped) {}

  private final Pages pages;
  private final long durableAppended;
  private final long durableSize;
  private final long appended;
  private final long size;
  private final List<Extent> pending;
  private final RandomGenerator random;

  ContentCrash(
      Pages pages,
      long durableAppended,
      long durableSize,
      long appended,
      long size,
      List<Extent> pending,
      RandomGenerator random) {
    this.pages = pages;
    this.durableAppended = durableAppended;
    this.durableSize = durableSize;
    this.appended = appended;
    this.size = size;
    this.pending = pending;
    this.random = random;
  }

  Survivor leave(CrashPolicy policy, List<Extent> lost) {
    Survivor survivor = pending.isEmpty() ? first(durableAppended, durableSize) : draw(policy);
    return lost.isEmpty() ? survivor : withoutLost(survivor, lost);
  }

  private Survivor draw(CrashPolicy policy) {
    return switch (policy) {
      case STRICT, FSYNC_LIE, ROT -> first(durableAppended, durableSize);
      case KILL -> throw new IllegalArgumentException("a killed process loses no content");
      case PREFIX -> prefix();
      case SUBSET -> subset();
      case TORN -> torn();
      case SIZE_AHEAD -> sizeAhead();
      case DIR_PREFIX, DIR_SUBSET ->
          random.nextBoolean() ? first(durableAppended, durableSize) : prefix();
    };
  }

  /** The first {@code keptAppended} bytes, zeros after them, {@code keptSize} bytes long. */
  private Survivor first(long keptAppended, long keptSize) {
    return new Survivor(
        new Inode(pages.copy(keptAppended), Math.max(keptSize, keptAppended)),
        appended - keptAppended);
  }

  private Survivor prefix() {
    int whole = random.nextInt(pending.size() + 1);
    long keptAppended = durableAppended;
    long keptSize = durableSize;
    for (int i = 0; i <= whole && i < pending.size(); i++) {
      Extent extent = pending.get(i);
      long end = i < whole ? extent.until() : cutIn(extent);
      if (extent.data()) {
        keptAppended = end;
      }
      keptSize = Math.max(keptSize, end);
    }
    return first(keptAppended, keptSize);
  }

  /** Half the time between two writes, half the time within one. */
  private long cutIn(Extent extent) {
    return random.nextBoolean()
        ? extent.from()
        : extent.from() + random.nextLong(extent.length() + 1);
  }

  private Survivor subset() {
    Pages kept = pages.copy(appended);
    long keptSize = durableSize;
    long dropped = 0;
    for (long from = durableAppended; from < size; from = endOf(from, Pages.PAGE_BYTES)) {
      long until = Math.min(size, endOf(from, Pages.PAGE_BYTES));
      if (random.nextBoolean()) {
        keptSize = Math.max(keptSize, until);
      } else if (from < appended) {
        kept.zero(from, Math.min(until, appended));
        dropped += Math.min(until, appended) - from;
      }
    }
    return new Survivor(new Inode(kept.copy(keptSize), keptSize), dropped);
  }

  private Survivor torn() {
    if (appended == durableAppended) {
      return prefix();
    }
    long last = appended - 1;
    long within = random.nextBoolean() ? last : random.nextLong(durableAppended, appended);
    long pageEnd = Math.min(appended, endOf(within, Pages.PAGE_BYTES));
    long pageStart = Math.max(durableAppended, within - within % Pages.PAGE_BYTES);
    long cut = sectorIn(pageStart, pageEnd);
    return switch (random.nextInt(3)) {
      case 0 -> first(cut, durableSize);
      case 1 -> first(cut, Math.max(durableSize, pageEnd));
      default -> garbled(cut, pageEnd, Math.max(durableSize, pageEnd));
    };
  }

  /** A sector's edge in the range, or the range's start: bytes that were durable are never torn. */
  private long sectorIn(long from, long until) {
    long sectors = (until - from + SECTOR_BYTES - 1) / SECTOR_BYTES;
    long edge = from + random.nextLong(sectors + 1) * SECTOR_BYTES;
    return Math.min(until, Math.max(from, edge - edge % SECTOR_BYTES));
  }

  private Survivor sizeAhead() {
    long arrived = appended == durableAppended ? 0 : random.nextLong(appended - durableAppended);
    long keptAppended = random.nextBoolean() ? durableAppended : durableAppended + arrived;
    return random.nextBoolean() ? first(keptAppended, size) : garbled(keptAppended, appended, size);
  }

  private Survivor garbled(long from, long until, long keptSize) {
    Pages kept = pages.copy(from);
    kept.garble(from, until, random);
    if (keptSize > until) {
      kept.garble(Math.min(keptSize, Math.max(until, durableSize)), keptSize, random);
    }
    return new Survivor(new Inode(kept, keptSize), appended - from);
  }

  /** Whatever else survived, the writes of a failed sync did not. */
  private Survivor withoutLost(Survivor survivor, List<Extent> lost) {
    long dropped = survivor.bytesDropped();
    for (Extent extent : lost) {
      long until = Math.min(extent.until(), survivor.inode().size());
      if (until > extent.from()) {
        survivor.inode().forget(extent.from(), until);
        dropped += until - extent.from();
      }
    }
    return new Survivor(survivor.inode(), Math.min(dropped, appended));
  }

  private static long endOf(long offset, int unit) {
    return offset - offset % unit + unit;
  }
}
