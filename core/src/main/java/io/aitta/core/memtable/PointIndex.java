package io.aitta.core.memtable;

import io.aitta.core.format.TreeKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Finds the newest version of a key by the key's hash. The top 8 bits of the hash choose one of 256
 * segments, the 32 bits below are the tag. A segment is a table of slots with linear probing; a
 * slot is one {@code long}: tag in the upper half, address in the lower. A segment doubles on its
 * own, placing by tags alone. One thread writes; any thread reads, without a lock.
 *
 * <p>No chain is long: a key that finds 8 others of its tag, or no free slot among 128, goes to a
 * sorted map beside the table, whose costs grow with the logarithm even if an enemy chose the keys.
 * The last element of a segment says whether some key of the segment is there.
 */
final class PointIndex {
  private static final int SEGMENTS = 256;
  private static final int SLOTS_MIN = 8;
  private static final int PROBES_MAX = 128;
  private static final int SAME_TAG_MAX = 8;

  /** With it, a tag is hardly ever what a touch gives. */
  private static final int NO_TOUCH = 1 << 20;

  /**
   * Bytes of a map entry with its boxed address and towers, as it is on average, without the key.
   */
  private static final long CROWDED_BYTES = 96;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle SEGMENT = MethodHandles.arrayElementVarHandle(long[][].class);

  private static final long[] NO_SLOTS = new long[SLOTS_MIN + 1];

  private final Arena arena;
  private final long[][] segments = new long[SEGMENTS][];
  private final int[] counts = new int[SEGMENTS];
  private final ConcurrentSkipListMap<byte[], Integer> crowded =
      new ConcurrentSkipListMap<>(TreeKey::compare);
  private long reservedBytes = 3 * Arena.ARRAY_BYTES + SEGMENTS * (8L + 4);

  // where locate() ended; writer only
  private int segment;
  private int slot;

  PointIndex(Arena arena) {
    this.arena = arena;
    Arrays.fill(segments, NO_SLOTS); // replaced by the first put, never written to
  }

  /** The newest version of the key, or none. Any thread. */
  int find(byte[] key, long hash) {
    long[] slots = (long[]) SEGMENT.getAcquire(segments, (int) (hash >>> 56));
    int mask = slots.length - 2;
    int tag = (int) (hash >>> 24);
    int at = home(tag, mask);
    int sameTag = 0;
    for (int probes = 0; probes < PROBES_MAX; probes++) {
      long found = (long) SLOT.getAcquire(slots, at);
      if (found == 0) {
        break;
      }
      if ((int) (found >>> 32) == tag) {
        if (arena.touch((int) found) == (tag | NO_TOUCH)) {
          Thread.onSpinWait(); // harmless: only so that the touches are not optimised away
        }
        if (arena.keyEquals((int) found, key)) {
          return (int) found;
        }
        if (++sameTag == SAME_TAG_MAX) {
          break;
        }
      }
      at = (at + 1) & mask;
    }
    return (long) SLOT.getAcquire(slots, mask + 1) == 0 ? Arena.NONE : findCrowded(key);
  }

  private int findCrowded(byte[] key) {
    Integer address = crowded.get(key);
    return address == null ? Arena.NONE : address;
  }

  /** Reads the slot where the key should be, so that a find soon after finds it near. */
  long touch(long hash) {
    long[] slots = (long[]) SEGMENT.getAcquire(segments, (int) (hash >>> 56));
    return (long) SLOT.getAcquire(slots, home((int) (hash >>> 24), slots.length - 2));
  }

  /** Reads the entry that is likely the key's, likewise. */
  int touchEntry(long hash) {
    long slot = touch(hash);
    return slot == 0 ? 0 : arena.touch((int) slot);
  }

  /**
   * As {@link #find}, for the writer: a {@link #replace} or {@link #add} of this key may follow.
   */
  int locate(byte[] key, long hash) {
    segment = (int) (hash >>> 56);
    long[] slots = segments[segment];
    int mask = slots.length - 2;
    int tag = (int) (hash >>> 24);
    int at = home(tag, mask);
    int sameTag = 0;
    slot = -1;
    for (int probes = 0; probes < PROBES_MAX && sameTag < SAME_TAG_MAX; probes++) {
      long found = slots[at];
      if (found == 0) {
        slot = at;
        break;
      }
      if ((int) (found >>> 32) == tag) {
        if (arena.keyEquals((int) found, key)) {
          slot = at;
          return (int) found;
        }
        sameTag++;
      }
      at = (at + 1) & mask;
    }
    if (slots[mask + 1] == 0) {
      return Arena.NONE;
    }
    int address = findCrowded(key);
    if (address != Arena.NONE) {
      slot = -1;
    }
    return address;
  }

  /** The key just located, and found, has a newer version. */
  void replace(byte[] key, long hash, int address) {
    if (slot < 0) {
      crowded.replace(key, address); // keeps the map's own copy of the key
    } else {
      SLOT.setRelease(segments[segment], slot, slotOf((int) (hash >>> 24), address));
    }
  }

  /** The key just located, and not found, has a first version. */
  void add(byte[] key, long hash, int address) {
    long[] slots = segments[segment];
    if (slot < 0) {
      addCrowded(slots, key.clone(), address);
      return;
    }
    if (isFull(counts[segment], slots)) {
      slots = grow(slots);
      slot = free(slots, (int) (hash >>> 24));
      if (slot < 0) {
        addCrowded(slots, key.clone(), address);
        return;
      }
    }
    counts[segment]++;
    SLOT.setRelease(slots, slot, slotOf((int) (hash >>> 24), address));
  }

  private void addCrowded(long[] slots, byte[] key, int address) {
    crowded.put(key, address);
    SLOT.setRelease(slots, slots.length - 1, 1L);
    reservedBytes += CROWDED_BYTES + key.length;
  }

  /** Five eighths: an absent key is known after four slots, mostly one cache line. */
  private static boolean isFull(int count, long[] slots) {
    return slots == NO_SLOTS || 8L * (count + 1) > 5L * (slots.length - 1);
  }

  private long[] grow(long[] old) {
    int count = old == NO_SLOTS ? SLOTS_MIN : 2 * (old.length - 1);
    long[] slots = new long[count + 1];
    slots[count] = old[old.length - 1];
    for (int i = 0; i < old.length - 1; i++) {
      long moved = old[i];
      if (moved != 0) {
        int at = free(slots, (int) (moved >>> 32));
        if (at < 0) {
          counts[segment]--;
          addCrowded(slots, arena.copyKey((int) moved), (int) moved);
        } else {
          slots[at] = moved;
        }
      }
    }
    reservedBytes += Arena.ARRAY_BYTES + 8L * slots.length;
    if (old != NO_SLOTS) {
      reservedBytes -= Arena.ARRAY_BYTES + 8L * old.length;
    }
    SEGMENT.setRelease(segments, segment, slots);
    return slots;
  }

  /** The first free slot for the tag, or -1 if it is too far. */
  private static int free(long[] slots, int tag) {
    int mask = slots.length - 2;
    int at = home(tag, mask);
    for (int probes = 0; probes < PROBES_MAX; probes++) {
      if (slots[at] == 0) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return -1;
  }

  /** By the top bits of the tag, as many as the table needs. */
  private static int home(int tag, int mask) {
    return tag >>> Integer.numberOfLeadingZeros(mask);
  }

  private static long slotOf(int tag, int address) {
    return (long) tag << 32 | (address & 0xFFFFFFFFL);
  }

  /** How many keys are beside the table. */
  int crowdedKeys() {
    return crowded.size();
  }

  /** Bytes of all tables. Writer only. */
  long reservedBytes() {
    return reservedBytes;
  }
}
