package io.aitta.sstable.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Blocks on the heap under one budget of bytes. A hit is a load from the table's own slots and
 * takes no lock; filling a slot takes one, and evicts by CLOCK: the hand passes the filled slots in
 * a ring, spares once those asked for since it last came by, and empties the others.
 *
 * <p>Invariant: the ring holds exactly the filled slots, and {@code usedBytes} is the sum of their
 * costs, of copies of their ends and of what is reserved, never above the budget. Safe on any
 * thread.
 */
public final class BlockCache {
  /** What a block costs beside its bytes: array header, slot, length, mark, place in the ring. */
  static final int OVERHEAD_BYTES = 44;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(byte[][].class);
  private static final int NOWHERE = -1;
  private static final int RESERVED_PART = 8;

  /** One array of ends is at most such a part of the budget. */
  private static final int ENDS_PART = 16;

  private final long bytesMax;

  private final ThreadCounter hits = new ThreadCounter();
  private final ThreadCounter spared = new ThreadCounter();
  private final LongAdder misses = new LongAdder();
  private final Object lock = new Object();

  @GuardedBy("lock")
  private @Nullable Slots[] ringSlots = new Slots[64];

  @GuardedBy("lock")
  private int[] ringBlocks = new int[64];

  @GuardedBy("lock")
  private int ringEnd;

  /** Places below {@link #ringEnd} that hold nothing, the last given back on top. */
  @GuardedBy("lock")
  private int[] freePlaces = new int[64];

  @GuardedBy("lock")
  private int freeCount;

  @GuardedBy("lock")
  private int hand;

  @GuardedBy("lock")
  private long usedBytes;

  /** Of {@link #usedBytes} those of no slot. */
  @GuardedBy("lock")
  private long reservedBytes;

  @GuardedBy("lock")
  private long evictions;

  /**
   * @param bytesMax the budget; 0 for a cache that keeps nothing
   */
  public BlockCache(long bytesMax) {
    if (bytesMax < 0) {
      throw new IllegalArgumentException("budget out of range: " + bytesMax);
    }
    this.bytesMax = bytesMax;
  }

  /**
   * Empty slots for a table of {@code blocks} blocks.
   *
   * @param ends what the blocks end with; null for no copies of that
   */
  public Slots slots(int blocks, BlockEnds.@Nullable Format ends) {
    return new Slots(blocks, ends == null ? null : new BlockEnds(blocks, ends));
  }

  public long bytesMax() {
    return bytesMax;
  }

  /** Bytes of all blocks kept, with what they cost beside, and of those to come. */
  public long usedBytes() {
    synchronized (lock) {
      return usedBytes;
    }
  }

  /** How many blocks are kept. */
  public int blocks() {
    synchronized (lock) {
      return ringEnd - freeCount;
    }
  }

  /** How often a block asked for was there; a few less if threads met while counting. */
  public long hits() {
    return hits.sum();
  }

  /** How often it was not. */
  public long misses() {
    return misses.sum();
  }

  /** How many blocks had to go for others. */
  public long evictions() {
    synchronized (lock) {
      return evictions;
    }
  }

  /** How often no block was asked for, since a filter knew that the key is not there. */
  public long spared() {
    return spared.sum();
  }

  /**
   * Takes bytes of the budget for blocks that are to come, of tables that are still being written;
   * kept blocks go for them as for others. At most an eighth of the budget is reserved at a time.
   *
   * @return whether they were; whoever has them gives them back
   */
  public boolean reserve(long bytes) {
    synchronized (lock) {
      if (reservedBytes + bytes > bytesMax / RESERVED_PART) {
        return false;
      }
      while (usedBytes + bytes > bytesMax) {
        advance();
      }
      usedBytes += bytes;
      reservedBytes += bytes;
      return true;
    }
  }

  /** Ends a {@link #reserve}. */
  public void giveBack(long bytes) {
    synchronized (lock) {
      usedBytes -= bytes;
      reservedBytes -= bytes;
    }
  }

  private void keep(Slots slots, int block, byte[] bytes) {
    long cost = cost(bytes);
    synchronized (lock) {
      if (slots.closed || slots.places[block] != NOWHERE || cost > bytesMax - reservedBytes) {
        return;
      }
      while (usedBytes + cost > bytesMax) {
        advance();
      }
      int place = freeCount > 0 ? freePlaces[--freeCount] : newPlace();
      ringSlots[place] = slots;
      ringBlocks[place] = block;
      slots.places[block] = place;
      slots.marks[block] = 0;
      slots.lengths[block] = bytes.length;
      usedBytes += cost;
      SLOT.setRelease(slots.blocks, block, bytes);
      if (slots.ends != null) {
        keepEnd(slots, slots.ends, block, bytes);
      }
    }
  }

  /** The block is in its slot: whatever fails here, for want of memory, leaves all in order. */
  @GuardedBy("lock")
  private void keepEnd(Slots slots, BlockEnds ends, int block, byte[] bytes) {
    ends.added(block, bytes);
    long wanted = ends.wanted(block, slots.blocks);
    if (wanted > 0 && wanted <= bytesMax / ENDS_PART) {
      while (usedBytes + wanted > bytesMax) {
        advance();
      }
      usedBytes += ends.make(block, slots.blocks);
    }
  }

  private static long cost(byte[] bytes) {
    return (long) bytes.length + OVERHEAD_BYTES;
  }

  @GuardedBy("lock")
  private int newPlace() {
    if (ringEnd == ringBlocks.length) {
      ringSlots = Arrays.copyOf(ringSlots, 2 * ringEnd);
      ringBlocks = Arrays.copyOf(ringBlocks, 2 * ringEnd);
    }
    return ringEnd++;
  }

  /**
   * Moves the hand by one place; ends, since two rounds without a hit in between empty the ring.
   */
  @GuardedBy("lock")
  private void advance() {
    hand = hand >= ringEnd - 1 ? 0 : hand + 1;
    Slots slots = ringSlots[hand];
    if (slots == null) {
      return;
    }
    int block = ringBlocks[hand];
    if (slots.marks[block] != 0) {
      slots.marks[block] = 0;
    } else {
      drop(slots, block);
      evictions++;
    }
  }

  @GuardedBy("lock")
  private void drop(Slots slots, int block) {
    int place = slots.places[block];
    byte[] bytes = (byte[]) SLOT.getAndSetRelease(slots.blocks, block, (byte[]) null);
    slots.places[block] = NOWHERE;
    ringSlots[place] = null;
    if (freeCount == freePlaces.length) {
      freePlaces = Arrays.copyOf(freePlaces, 2 * freeCount);
    }
    freePlaces[freeCount++] = place;
    usedBytes -= cost(bytes);
    if (slots.ends != null) {
      usedBytes -= slots.ends.dropped(block);
    }
  }

  /** One table's slots. Safe on any thread. */
  public final class Slots implements AutoCloseable {
    private final byte[] @Nullable [] blocks;

    /** Of the blocks that were here: the same each time, so written before the block is shown. */
    private final int[] lengths;

    /** 1 for a block asked for since the hand came by. A lost mark costs a reload, no more. */
    private final byte[] marks;

    /** Where each block stands in the ring. Guarded by the cache's lock, as is the flag. */
    private final int[] places;

    private final @Nullable BlockEnds ends;
    private boolean closed;

    private Slots(int count, @Nullable BlockEnds ends) {
      this.ends = ends;
      blocks = new byte[count][];
      lengths = new int[count];
      marks = new byte[count];
      places = new int[count];
      Arrays.fill(places, NOWHERE);
    }

    /** The block's bytes, which nobody changes, or null if they are not kept. Counts and marks. */
    public byte @Nullable [] get(int block) {
      byte[] bytes = getIfKept(block);
      if (bytes == null) {
        misses.increment();
      }
      return bytes;
    }

    /** As {@link #get}, but does not count a miss: for those who ask again if there is one. */
    public byte @Nullable [] getIfKept(int block) {
      byte[] bytes = (byte[]) SLOT.getAcquire(blocks, block);
      if (bytes != null) {
        if (marks[block] == 0) {
          marks[block] = 1;
        }
        hits.increment();
      }
      return bytes;
    }

    /**
     * The length of a block that {@link #get} gave; known without a look at the block, whose first
     * line, where Java has the length, is none that a search needs.
     */
    public int length(int block) {
      return lengths[block];
    }

    /**
     * An array with a copy of the end of a block that {@link #get} gave, at {@link #endIn}, or with
     * nothing there; null if there is none.
     */
    public byte @Nullable [] endArray(int block) {
      return ends == null ? null : ends.array(block);
    }

    /** Behind the place in {@link #endArray}. */
    public int endIn(int block) {
      return ends == null ? 0 : ends.endIn(block);
    }

    /** As {@link #get}, but leaves no trace: for those who pass by only once. */
    public byte @Nullable [] peek(int block) {
      return (byte[]) SLOT.getAcquire(blocks, block);
    }

    /** Counts a block that was not asked for, thanks to a filter. */
    public void countSpared() {
      spared.increment();
    }

    /**
     * Keeps a block that has passed its checks, or was just built. Does nothing if it is kept
     * already, is greater than the whole budget, or the slots are closed.
     */
    public void put(int block, byte[] bytes) {
      keep(this, block, bytes);
    }

    /** Gives all bytes back. Idempotent. */
    @Override
    public void close() {
      synchronized (lock) {
        closed = true;
        for (int block = 0; block < places.length; block++) {
          if (places[block] != NOWHERE) {
            drop(this, block);
          }
        }
      }
    }
  }
}
