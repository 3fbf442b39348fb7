package io.aitta.core.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where the entries lie, and how one is read; layout in the package. One thread appends; any thread
 * reads an entry whose address it got by an acquire.
 */
final class Arena {
  /** The address of no entry. */
  static final int NONE = 0;

  static final int JUMP = 4;
  static final int TRAILER = 8;
  static final int KEY_LENGTH = 16;
  static final int VALUE_LENGTH = 20;

  /** Bytes before the key in the first version of a key. */
  static final int HEADER_BYTES = 24;

  private static final int FIRST = 24;
  private static final int RANK = 28;

  /** Bytes before the key in later versions. */
  private static final int LATER_HEADER_BYTES = 32;

  /** In the key length: a later version. */
  private static final int LATER = 1 << 31;

  private static final int UNIT_BITS = 17;
  private static final int UNIT_MASK = (1 << UNIT_BITS) - 1;
  private static final int CHUNKS_MAX = 1 << (32 - UNIT_BITS);

  private static final int LINE_BYTES = 64;

  /** Object header and length of an array. */
  static final int ARRAY_BYTES = 16;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle CHUNKS;

  static {
    try {
      CHUNKS = MethodHandles.lookup().findVarHandle(Arena.class, "chunks", byte[][].class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final ChunkPool pool;

  /** Entries from this size on get an array of their own: the tail of a chunk is a small loss. */
  private final int ownArrayBytes;

  /** The memtable itself, and every merge under way; the last one gives the chunks back. */
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Written with release, read with acquire; a longer copy replaces it. Index 0 stays unused. */
  private byte[][] chunks = new byte[8][];

  private int chunkCount = 1;
  private int openChunk;
  private int openFrom;
  private int openUntil;
  private long reservedBytes = ARRAY_BYTES + 8 * 8L;
  private long entryBytes;

  Arena(ChunkPool pool) {
    this.pool = pool;
    this.ownArrayBytes = pool.chunkBytes() / 8;
  }

  // reading

  /** The array that holds the entry. */
  byte[] array(int address) {
    return ((byte[][]) CHUNKS.getAcquire(this))[address >>> UNIT_BITS];
  }

  /** Where the entry begins in its array. */
  static int offset(int address) {
    return (address & UNIT_MASK) << 3;
  }

  static long trailer(byte[] array, int offset) {
    return (long) LONG.get(array, offset + TRAILER);
  }

  static int keyFrom(byte[] array, int offset) {
    // the top bit of the key length says which header it is
    return offset + HEADER_BYTES + ((int) INT.get(array, offset + KEY_LENGTH) >>> 31 << 3);
  }

  static int keyLength(byte[] array, int offset) {
    return (int) INT.get(array, offset + KEY_LENGTH) & ~LATER;
  }

  static int valueLength(byte[] array, int offset) {
    return (int) INT.get(array, offset + VALUE_LENGTH);
  }

  static boolean isLater(byte[] array, int offset) {
    return (int) INT.get(array, offset + KEY_LENGTH) < 0;
  }

  /** A later version's version before; a first version's newest, see {@link #newest}. */
  static int link(byte[] array, int offset) {
    return (int) INT.get(array, offset);
  }

  long trailer(int address) {
    return trailer(array(address), offset(address));
  }

  /** The newest version of the key whose first version this is. */
  int newest(int first) {
    int newest = link(array(first), offset(first));
    if (newest == NONE) {
      return first;
    }
    // The link is a plain int: array views have no ordered access in newer Javas. It lies at a
    // multiple of 4, so it is read whole, and the fence makes the entry it names complete.
    VarHandle.acquireFence();
    return newest;
  }

  /** The first version at or after (key, trailer) in the order of entries, or none. */
  int atOrAfter(int newest, long trailer) {
    int at = newest;
    while (true) {
      byte[] array = array(at);
      int offset = offset(at);
      if (Long.compareUnsigned(trailer(array, offset), trailer) <= 0) {
        return at;
      }
      if (!isLater(array, offset)) {
        return NONE;
      }
      int jump = (int) INT.get(array, offset + JUMP);
      boolean jumps = Long.compareUnsigned(trailer(jump), trailer) > 0;
      at = jumps ? jump : link(array, offset);
    }
  }

  /** The last version before (key, trailer) in the order of entries, or none. */
  int before(int newest, long trailer) {
    int found = NONE;
    int at = newest;
    while (Long.compareUnsigned(trailer(at), trailer) > 0) {
      found = at;
      byte[] array = array(at);
      int offset = offset(at);
      if (!isLater(array, offset)) {
        break;
      }
      int jump = (int) INT.get(array, offset + JUMP);
      boolean jumps = Long.compareUnsigned(trailer(jump), trailer) > 0;
      at = jumps ? jump : link(array, offset);
    }
    return found;
  }

  boolean keyEquals(int address, byte[] key) {
    byte[] array = array(address);
    int offset = offset(address);
    if (keyLength(array, offset) != key.length) {
      return false;
    }
    int from = keyFrom(array, offset);
    return Arrays.equals(array, from, from + key.length, key, 0, key.length);
  }

  /** Reads an entry's head and what lies behind it, so that reads soon after find it near. */
  int touch(int address) {
    byte[] array = array(address);
    int offset = offset(address);
    int last = array.length - 1;
    return array[offset]
        + array[Math.min(offset + LINE_BYTES, last)]
        + array[Math.min(offset + 2 * LINE_BYTES, last)];
  }

  int keyLength(int address) {
    return keyLength(array(address), offset(address));
  }

  byte[] copyKey(int address) {
    byte[] array = array(address);
    int offset = offset(address);
    int from = keyFrom(array, offset);
    return Arrays.copyOfRange(array, from, from + keyLength(array, offset));
  }

  /** Order of the keys of two entries that agree in their first {@code skipped} bytes. */
  int compareKeys(int left, int right, int skipped) {
    byte[] leftArray = array(left);
    int leftOffset = offset(left);
    int leftFrom = keyFrom(leftArray, leftOffset);
    byte[] rightArray = array(right);
    int rightOffset = offset(right);
    int rightFrom = keyFrom(rightArray, rightOffset);
    return Arrays.compareUnsigned(
        leftArray,
        leftFrom + skipped,
        leftFrom + keyLength(leftArray, leftOffset),
        rightArray,
        rightFrom + skipped,
        rightFrom + keyLength(rightArray, rightOffset));
  }

  /** Order of the entry's key and a key. */
  int compareKey(int address, byte[] key, int from, int length) {
    byte[] array = array(address);
    int offset = offset(address);
    int keyFrom = keyFrom(array, offset);
    return Arrays.compareUnsigned(
        array, keyFrom, keyFrom + keyLength(array, offset), key, from, from + length);
  }

  // writing

  /**
   * Appends the first version of a key.
   *
   * @return its address
   */
  int appendFirst(byte[] key, byte[] value, int valueFrom, int valueLength, long trailer) {
    int address = reserve(HEADER_BYTES, key.length, valueLength);
    byte[] array = array(address);
    int offset = offset(address);
    INT.set(array, offset, NONE);
    INT.set(array, offset + JUMP, NONE);
    INT.set(array, offset + KEY_LENGTH, key.length);
    fill(array, offset, HEADER_BYTES, key, value, valueFrom, valueLength, trailer);
    return address;
  }

  /**
   * Appends a later version of the key whose newest version is {@code newest}, and makes it the
   * newest.
   *
   * @return its address
   */
  int appendLater(
      int newest, byte[] key, byte[] value, int valueFrom, int valueLength, long trailer) {
    int address = reserve(LATER_HEADER_BYTES, key.length, valueLength);
    byte[] array = array(address);
    int offset = offset(address);
    byte[] newestArray = array(newest);
    int newestOffset = offset(newest);
    boolean second = !isLater(newestArray, newestOffset);
    int first = second ? newest : (int) INT.get(newestArray, newestOffset + FIRST);
    INT.set(array, offset, newest);
    INT.set(array, offset + KEY_LENGTH, key.length | LATER);
    INT.set(array, offset + FIRST, first);
    setJump(array, offset, newest, second);
    fill(array, offset, LATER_HEADER_BYTES, key, value, valueFrom, valueLength, trailer);
    VarHandle.releaseFence();
    INT.set(array(first), offset(first), address); // see newest()
    return address;
  }

  private void setJump(byte[] array, int offset, int newest, boolean second) {
    int target = newest;
    int rank = 0;
    if (!second) {
      int jump = (int) INT.get(array(newest), offset(newest) + JUMP);
      byte[] jumpArray = array(jump);
      int jumpOffset = offset(jump);
      int newestRank = (int) INT.get(array(newest), offset(newest) + RANK);
      if (isLater(jumpArray, jumpOffset)
          && newestRank == (int) INT.get(jumpArray, jumpOffset + RANK)) {
        target = (int) INT.get(jumpArray, jumpOffset + JUMP);
        rank = newestRank + 1;
      }
    }
    INT.set(array, offset + JUMP, target);
    INT.set(array, offset + RANK, rank);
  }

  private static void fill(
      byte[] array,
      int offset,
      int headerBytes,
      byte[] key,
      byte[] value,
      int valueFrom,
      int valueLength,
      long trailer) {
    LONG.set(array, offset + TRAILER, trailer);
    INT.set(array, offset + VALUE_LENGTH, valueLength);
    System.arraycopy(key, 0, array, offset + headerBytes, key.length);
    System.arraycopy(value, valueFrom, array, offset + headerBytes + key.length, valueLength);
  }

  private int reserve(int headerBytes, int keyLength, int valueLength) {
    long needed = (headerBytes + (long) keyLength + valueLength + 7) & ~7L;
    if (needed > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException("an entry of " + needed + " bytes");
    }
    int size = (int) needed;
    entryBytes += size;
    if (size >= ownArrayBytes) {
      return addChunk(new byte[size]) << UNIT_BITS;
    }
    if (openUntil - openFrom < size) {
      byte[] chunk = pool.take();
      openChunk = addChunk(chunk);
      openFrom = 0;
      openUntil = chunk.length;
    }
    int address = openChunk << UNIT_BITS | openFrom >>> 3;
    openFrom += size;
    return address;
  }

  private int addChunk(byte[] chunk) {
    int index = chunkCount;
    if (index == CHUNKS_MAX) {
      throw new IllegalStateException("a memtable of more than " + CHUNKS_MAX + " chunks");
    }
    byte[][] old = chunks;
    if (index == old.length) {
      byte[][] longer = Arrays.copyOf(old, 2 * index);
      longer[index] = chunk;
      CHUNKS.setRelease(this, longer);
      reservedBytes += 8L * index;
    } else {
      old[index] = chunk; // published by the slot, run or link that names an address in it
    }
    chunkCount++;
    reservedBytes += ARRAY_BYTES + chunk.length;
    return index;
  }

  /** Bytes of all arrays. Writer only. */
  long reservedBytes() {
    return reservedBytes;
  }

  /** Bytes of all entries as they lie. Writer only. */
  long entryBytes() {
    return entryBytes;
  }

  // giving back

  /** One more who reads. Only while someone holds the arena. */
  void hold() {
    holders.incrementAndGet();
  }

  /** One less; the last one gives the chunks back. */
  void letGo() {
    if (holders.decrementAndGet() == 0) {
      byte[][] held = chunks;
      CHUNKS.setRelease(this, new byte[0][]);
      for (byte[] chunk : held) {
        if (chunk != null) {
          pool.give(chunk);
        }
      }
    }
  }
}
