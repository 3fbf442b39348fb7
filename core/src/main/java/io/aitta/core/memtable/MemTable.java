package io.aitta.core.memtable;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * The newest writes, in memory: every version of every key since the table began, and range
 * deletes. {@link #insert} and {@link #publish} are for one thread, the writer; everything else is
 * for any thread, without locks, until {@link #release}.
 *
 * <p>Over 400 lines: what the writer does and what readers see of it share the same few fields;
 * index, runs and arena are in classes of their own.
 */
public final class MemTable {
  /** This object and its counters. */
  private static final long FIXED_BYTES = 128;

  private static final VarHandle VISIBLE;
  private static final VarHandle RANGES;
  private static final VarHandle ENTRIES;
  private static final VarHandle GREATEST;
  private static final VarHandle BYTES;
  private static final VarHandle DATA_BYTES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      VISIBLE = lookup.findVarHandle(MemTable.class, "visibleNumber", long.class);
      RANGES = lookup.findVarHandle(MemTable.class, "rangeDeletes", RangeDeletes.class);
      ENTRIES = lookup.findVarHandle(MemTable.class, "entries", long.class);
      GREATEST = lookup.findVarHandle(MemTable.class, "greatestNumber", long.class);
      BYTES = lookup.findVarHandle(MemTable.class, "bytes", long.class);
      DATA_BYTES = lookup.findVarHandle(MemTable.class, "dataBytes", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Beyond so many, nobody asks how many it were. */
  private static final int FOUND_MAX = 1 << 16;

  /** A table is read often if so many lookups, as a part of its entries, found something in it. */
  private static final int READ_OFTEN_PART = 8;

  private final long id;
  private final Arena arena;
  private final PointIndex index;
  private final KeyOrder order;
  private volatile boolean released;
  private volatile long leastNumber;

  // written with release, or opaque where nothing hangs on it, by the writer
  private RangeDeletes rangeDeletes = RangeDeletes.NONE;
  private long visibleNumber;
  private long entries;
  private long greatestNumber;

  @SuppressWarnings("UnusedVariable") // read through its handle
  private long bytes;

  @SuppressWarnings("UnusedVariable") // read through its handle
  private long dataBytes;

  /**
   * How often a lookup found its key here, about, and no further than {@link #FOUND_MAX}: threads
   * that meet undo each other's counts, of which nothing hangs but what a cache is given; and once
   * it stands still its line is every reader's.
   */
  private int found;

  /** A table with chunks of its own; otherwise as the other constructor. */
  public MemTable(long id, long visibleNumber, Executor background) {
    this(id, visibleNumber, background, new ChunkPool(ChunkPool.CHUNK_BYTES_MAX, 0));
  }

  /**
   * @param id tells tables apart in logs and views
   * @param visibleNumber the last number visible so far; all inserted ones are greater
   * @param background runs merges of sorted runs; may run them at once, or refuse them
   * @param pool where chunks come from and go back to
   */
  public MemTable(long id, long visibleNumber, Executor background, ChunkPool pool) {
    this.id = id;
    this.visibleNumber = visibleNumber;
    this.arena = new Arena(pool);
    this.index = new PointIndex(arena);
    this.order = new KeyOrder(arena, background);
    countBytes();
  }

  public long id() {
    return id;
  }

  // writing

  /**
   * Adds an operation, which stays invisible until {@link #publish}. Writer only. Reads the
   * operation's arrays now and never after.
   *
   * @param number above all numbers inserted or visible before
   * @throws StoreException if the kind is not one this version of the software knows; nothing is
   *     changed
   * @throws IllegalStateException if a merge in the background failed; nothing is changed
   */
  public void insert(Operation operation, long number) {
    Bytes value = operation.value();
    insert(
        operation.kind(),
        operation.treeKey(),
        operation.hash(),
        value.sharedArray(),
        value.sharedFrom(),
        value.length(),
        number);
  }

  void insert(
      byte kind, byte[] key, long hash, byte[] value, int valueFrom, int valueLength, long number) {
    checkNumber(number);
    checkKind(kind, valueLength);
    if (kind == Kind.RANGE_DELETE) {
      byte[] end = Arrays.copyOfRange(value, valueFrom, valueFrom + valueLength);
      RANGES.setRelease(this, rangeDeletes.with(key, end, number));
    } else {
      insertPoint(key, hash, value, valueFrom, valueLength, Trailer.of(number, kind));
      ENTRIES.setOpaque(this, entries + 1);
    }
    if (leastNumber == 0) {
      leastNumber = number;
    }
    GREATEST.setOpaque(this, number);
    countBytes();
  }

  private void insertPoint(
      byte[] key, long hash, byte[] value, int valueFrom, int valueLength, long trailer) {
    int newest = index.locate(key, hash);
    if (newest == Arena.NONE) {
      order.prepare(); // what can fail comes first: then the insert has not happened
      int first = arena.appendFirst(key, value, valueFrom, valueLength, trailer);
      index.add(key, hash, first);
      order.add(first);
    } else {
      int later = arena.appendLater(newest, key, value, valueFrom, valueLength, trailer);
      index.replace(key, hash, later);
    }
  }

  private void checkNumber(long number) {
    if (released) {
      throw released();
    }
    if (number <= greatestNumber || number <= visibleNumber || number > Trailer.NUMBER_MAX) {
      throw new IllegalArgumentException(
          "number "
              + number
              + " after "
              + greatestNumber
              + " inserted and "
              + visibleNumber
              + " visible");
    }
  }

  private static void checkKind(byte kind, int valueLength) {
    if (!Kind.isSupported(kind)) {
      throw new StoreException(
          ErrorCode.FORMAT_TOO_NEW,
          StoreException.Outcome.NONE,
          "an operation of kind " + kind + ", which this version does not know");
    }
    if (kind == Kind.EXPIRING_PUT && valueLength < Kind.DEADLINE_BYTES) {
      throw new IllegalArgumentException(
          "an expiring value of " + valueLength + " bytes has no deadline");
    }
  }

  private void countBytes() {
    long ranges = rangeDeletes.memoryBytes();
    long reserved =
        FIXED_BYTES
            + arena.reservedBytes()
            + index.reservedBytes()
            + order.reservedBytes()
            + ranges;
    BYTES.setOpaque(this, reserved);
    DATA_BYTES.setOpaque(this, arena.entryBytes() + ranges);
  }

  /**
   * Makes everything up to {@code visible} visible, in one step. Writer only.
   *
   * @param visible not below the number visible before, nor below any inserted
   */
  public void publish(long visible) {
    if (visible < visibleNumber || visible < greatestNumber) {
      throw new IllegalArgumentException(
          "publishing "
              + visible
              + " after "
              + greatestNumber
              + " inserted and "
              + visibleNumber
              + " visible");
    }
    VISIBLE.setRelease(this, visible);
  }

  /**
   * Adopts the runs that the background has merged so far; worth a call when the table is sealed.
   * Writer only.
   */
  public void settle() {
    order.adopt();
    countBytes();
  }

  // reading

  /**
   * The last number that is visible. All that it and lower numbers wrote is found by whoever calls
   * this first.
   */
  public long visibleNumber() {
    return (long) VISIBLE.getAcquire(this);
  }

  /** Tells the question what this table knows: covering range deletes, then the key's version. */
  public void lookup(Lookup lookup) {
    if (released) {
      throw released();
    }
    byte[] key = lookup.treeKey();
    RangeDeletes ranges = rangeDeletes();
    if (!ranges.isEmpty()) {
      lookup.cover(ranges.coverNumber(key, 0, key.length, lookup.number()));
    }
    int newest = index.find(key, lookup.hash());
    if (newest == Arena.NONE) {
      return;
    }
    int version = arena.atOrAfter(newest, Trailer.seek(lookup.number()));
    if (version != Arena.NONE) {
      countFound();
      byte[] array = arena.array(version);
      int offset = Arena.offset(version);
      int valueFrom = Arena.keyFrom(array, offset) + Arena.keyLength(array, offset);
      lookup.offer(
          Arena.trailer(array, offset), array, valueFrom, Arena.valueLength(array, offset));
    }
  }

  /**
   * As {@link #lookup}, for a reader that does not keep the table from being {@link #release
   * released}: what it read is judged afterwards. The arrays are given to others only behind the
   * word that says so, hence a table that is not released yet has been read as it was.
   *
   * @return false if it cannot be told this way: the table was released, or an older version of the
   *     key is asked for. The lookup may have been told nonsense then, and is good for nothing
   */
  public boolean lookupUnheld(Lookup lookup) {
    boolean told;
    try {
      told = tellNewest(lookup);
    } catch (RuntimeException e) {
      return false; // nonsense, or what a reader who holds the table will meet again
    }
    VarHandle.acquireFence();
    return told && !released;
  }

  private boolean tellNewest(Lookup lookup) {
    if (isEmpty()) {
      return true;
    }
    byte[] key = lookup.treeKey();
    RangeDeletes ranges = rangeDeletes();
    if (!ranges.isEmpty()) {
      lookup.cover(ranges.coverNumber(key, 0, key.length, lookup.number()));
    }
    int newest = index.find(key, lookup.hash());
    if (newest == Arena.NONE) {
      return true;
    }
    byte[] array = arena.array(newest);
    int offset = Arena.offset(newest);
    long trailer = Arena.trailer(array, offset);
    if (Trailer.number(trailer) > lookup.number()) {
      return false; // the way to older versions may lead in a circle by now
    }
    int valueFrom = Arena.keyFrom(array, offset) + Arena.keyLength(array, offset);
    int valueLength = Arena.valueLength(array, offset);
    Objects.checkFromIndexSize(valueFrom, valueLength, array.length); // before room is made for it
    lookup.offer(trailer, array, valueFrom, valueLength);
    countFound();
    return true;
  }

  private void countFound() {
    int before = found;
    if (before < FOUND_MAX) {
      found = before + 1;
    }
  }

  /**
   * Whether gets have found their keys here so often that they will go on to, wherever the entries
   * are then.
   */
  public boolean isReadOften() {
    long often = Math.min(entries() / READ_OFTEN_PART, FOUND_MAX);
    return found >= Math.max(1, often);
  }

  /**
   * As {@link #lookup} of each of {@code lookups} from {@code from}, inclusive, until {@code
   * until}, exclusive. Faster for a few dozen: touches all slots, then all entries, so that their
   * cache misses overlap.
   */
  public void lookupAll(Lookup[] lookups, int from, int until) {
    if (touchAll(lookups, from, until) == Long.MIN_VALUE) {
      Thread.onSpinWait(); // only so that the touches are not optimised away
    }
    for (int i = from; i < until; i++) {
      lookup(lookups[i]);
    }
  }

  private long touchAll(Lookup[] lookups, int from, int until) {
    long sum = 0;
    for (int i = from; i < until; i++) {
      sum += index.touch(lookups[i].hash());
    }
    for (int i = from; i < until; i++) {
      sum += index.touchEntry(lookups[i].hash());
    }
    return sum;
  }

  /**
   * The number of the newest write of a key, visible or not: its newest version or the newest range
   * delete over it; 0 if there is none here.
   *
   * @param hash {@link io.aitta.core.format.KeyHash} of the key
   */
  public long newestTouching(byte[] treeKey, long hash) {
    if (released) {
      throw released();
    }
    long covering = rangeDeletes().coverNumber(treeKey, 0, treeKey.length, Long.MAX_VALUE);
    int newest = index.find(treeKey, hash);
    return newest == Arena.NONE
        ? covering
        : Math.max(covering, Trailer.number(arena.trailer(newest)));
  }

  /**
   * A cursor over all versions of all keys published when this is called. Newer ones may appear,
   * with numbers above the visible number of that moment.
   */
  public InternalIterator iterator() {
    if (released) {
      throw released();
    }
    long entryBytes = dataBytes() / Math.max(1, entries());
    return new MemTableIterator(
        arena, new OrderCursor(arena, order.runs(), entryBytes), isReadOften());
  }

  /** The range deletes, visible or not. */
  public RangeDeletes rangeDeletes() {
    return (RangeDeletes) RANGES.getAcquire(this);
  }

  /** Bytes of all arrays reserved: chunks wholly, index, runs, fragments. What a budget counts. */
  public long bytes() {
    return released ? 0 : (long) BYTES.getOpaque(this);
  }

  /** Bytes of the entries as they lie in chunks, and of the range deletes. */
  public long dataBytes() {
    return (long) DATA_BYTES.getOpaque(this);
  }

  /** Versions of keys, deletes included; range deletes not. */
  public long entries() {
    return (long) ENTRIES.getOpaque(this);
  }

  /** Whether nothing was ever inserted, not even a range delete of nothing. */
  public boolean isEmpty() {
    return leastNumber == 0;
  }

  /** The first number inserted, or 0. */
  public long leastNumber() {
    return leastNumber;
  }

  /** The last number inserted, or 0. */
  public long greatestNumber() {
    return (long) GREATEST.getOpaque(this);
  }

  /**
   * Gives the chunks back to the pool: at once, or when the last merge under way has ended. The
   * caller knows that no reader is left, nor any cursor; later calls of this table fail.
   * Idempotent.
   */
  public void release() {
    if (!released) {
      released = true;
      arena.letGo();
    }
  }

  private IllegalStateException released() {
    return new IllegalStateException("memtable " + id + " was released");
  }

  @Override
  public String toString() {
    return "MemTable[" + id + ", " + entries() + " entries, visible " + visibleNumber() + "]";
  }
}
