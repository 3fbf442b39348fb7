package io.aitta.core.iterator;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.ShortCopy;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a reader sees: of every key in a range the newest version of its number or a lower one,
 * unless that is a delete, covered by a range delete, or expired by the reader's time. Begins
 * before the first. Owns the cursor under it. For one thread.
 *
 * <p>Versions that do not count are stepped over a few at a time and then jumped over by a seek, so
 * a key with a million versions costs a few steps.
 *
 * <p>Over 400 lines: forward and reverse share every field, and telling them apart would split the
 * one rule of what is visible.
 */
public final class VisibleIterator implements AutoCloseable {
  private enum State {
    /** The next move positions the cursor below. */
    BEFORE,
    ON_ENTRY,
    END,
    /** The last move was called off between two keys; the next one goes on from there. */
    PAUSED,
    /** A move began and did not end well: where the cursor below stands says nothing. */
    LOST
  }

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** So many entries of one key are stepped over before a seek is cheaper. */
  private static final int STEPS_MAX = 8;

  /** Sorts before every entry of its key. */
  private static final long BEFORE_ALL = -1L;

  /** Sorts after every entry of its key: there is no number 0. */
  private static final long AFTER_ALL = 0L;

  private static final byte[] NO_BYTES = {};

  private final InternalIterator entries;
  private final CoverCursor deletes;
  private final long number;
  private final long timeMillis;
  private final byte[] from;
  private final byte @Nullable [] until;
  private final boolean reversed;

  // heads of the bounds, zeros behind a shorter one: most keys are within by these alone
  private final long fromHead;
  private final long untilHead;

  private State state = State.BEFORE;
  private byte @Nullable [] target;
  private long examined;
  private long pauseAt = Long.MAX_VALUE;

  // the last key that was decided, ours; its versions still ahead are skipped
  private final KeyBuffer current = new KeyBuffer();
  private final KeyBuffer hidden = new KeyBuffer();
  private int hiddenSteps;

  // reverse: no version of the current key lies ahead any more
  private boolean beyondKey;

  // reverse: the entry shown is the one the cursor below is on, which has yet to move beyond it
  private boolean onShown;

  // the entry shown
  private long trailer;
  private byte[] valueArray = NO_BYTES;
  private int valueFrom;
  private int valueLength;
  private byte[] savedValue = NO_BYTES;

  /**
   * @param entries every source, merged
   * @param deletes the range deletes of every source, merged
   * @param number only entries of this number or a lower one are seen
   * @param timeMillis values whose deadline is not after this are not seen
   * @param from the first tree key, inclusive
   * @param until the end, exclusive; null for no end
   * @param reversed whether the walk begins at the greatest key
   */
  public VisibleIterator(
      InternalIterator entries,
      RangeDeletes deletes,
      long number,
      long timeMillis,
      byte[] from,
      byte @Nullable [] until,
      boolean reversed) {
    this.entries = entries;
    this.deletes = new CoverCursor(deletes);
    this.number = number;
    this.timeMillis = timeMillis;
    this.from = from;
    this.until = until;
    this.reversed = reversed;
    this.fromHead = head(Arrays.copyOf(from, Math.max(from.length, Long.BYTES)), 0);
    this.untilHead =
        until == null ? 0 : head(Arrays.copyOf(until, Math.max(until.length, Long.BYTES)), 0);
  }

  /**
   * Lets {@link #next} give up between two keys once this many entries were looked at, counted from
   * the beginning: it returns false then and {@link #isPaused} holds.
   */
  public void pauseAt(long examinedMax) {
    pauseAt = examinedMax;
  }

  /** Whether the last move was called off: there may be more, behind {@link #lastLookedAt}. */
  public boolean isPaused() {
    return state == State.PAUSED;
  }

  /** A copy of the last key that was decided, shown or not; empty if there was none. */
  public byte[] lastLookedAt() {
    return current.copy();
  }

  /**
   * Moves on. Returns false behind the last entry, and from then on; or when it is paused.
   *
   * @throws StoreException if a read failed or an entry is of a kind not known; the cursor then
   *     needs a {@link #seek}
   */
  public boolean next() {
    State before = state;
    if (before == State.END) {
      return false;
    }
    if (before == State.LOST) {
      throw new IllegalStateException("the last move failed: seek first");
    }
    state = State.LOST;
    if (before == State.BEFORE) {
      position();
    } else if (before == State.ON_ENTRY && !reversed) {
      entries.next();
    } else if (onShown) {
      passShown();
    }
    boolean found = reversed ? findReverse() : findForward();
    if (state != State.PAUSED) {
      state = found ? State.ON_ENTRY : State.END;
    }
    return found;
  }

  /**
   * Goes before the first entry at or after {@code treeKey} (reversed: at or before it), within the
   * range; the following {@link #next} moves onto it. Nobody changes the array.
   */
  public void seek(byte[] treeKey) {
    target = treeKey;
    state = State.BEFORE;
  }

  private void position() {
    current.forget();
    hiddenSteps = 0;
    beyondKey = false;
    onShown = false;
    byte[] key = target;
    if (!reversed) {
      byte[] start = key == null || TreeKey.compare(key, from) < 0 ? from : key;
      entries.seek(start, 0, start.length, BEFORE_ALL);
    } else if (key != null && (until == null || TreeKey.compare(key, until) < 0)) {
      entries.seekBefore(key, 0, key.length, AFTER_ALL);
    } else if (until != null) {
      entries.seekBefore(until, 0, until.length, BEFORE_ALL);
    } else {
      entries.last();
    }
  }

  // forward: versions come newest first, so the first visible one of a key decides

  private boolean findForward() {
    int steps = 0;
    while (entries.valid()) {
      examined++;
      InternalIterator here = entries.here();
      byte[] key = here.keyArray(); // asked for once: in a mixed store each call is a virtual one
      int at = here.keyFrom();
      int length = here.keyLength();
      long shown = here.trailer();
      if (isPastUntil(key, at, length)) {
        return false;
      }
      if (current.is(key, at, length)) {
        if (++steps > STEPS_MAX) {
          entries.seek(current.bytes, 0, current.length, AFTER_ALL);
          steps = 0;
        } else {
          entries.next();
        }
      } else if (!isSeen(shown)) {
        passHidden();
      } else {
        current.set(key, at, length);
        steps = 0;
        hiddenSteps = 0;
        if (show(shown, here.valueArray(), here.valueFrom(), here.valueLength())) {
          return true;
        }
        entries.next();
        if (examined >= pauseAt) {
          state = State.PAUSED;
          return false;
        }
      }
    }
    return false;
  }

  private boolean isPastUntil(byte[] key, int at, int length) {
    if (until == null || (length >= Long.BYTES && head(key, at) < untilHead)) {
      return false;
    }
    return TreeKey.compare(key, at, length, until, 0, until.length) >= 0;
  }

  /** The first eight bytes, flipped so that signed order is the order of keys. */
  private static long head(byte[] key, int at) {
    return (long) LONG.get(key, at) ^ Long.MIN_VALUE;
  }

  /** On an entry too new to be seen: steps, or jumps to what can be seen of its key. */
  private void passHidden() {
    hiddenSteps++;
    if (hiddenSteps < STEPS_MAX) {
      entries.next();
    } else if (hiddenSteps == STEPS_MAX) {
      hidden.set(entries);
      entries.next();
    } else {
      hiddenSteps = 0;
      if (hidden.isKeyOf(entries)) {
        entries.seek(hidden.bytes, 0, hidden.length, Trailer.seek(number));
      } else {
        entries.next();
      }
    }
  }

  // reverse: versions come oldest first, so the last visible one of a key decides

  private boolean findReverse() {
    int steps = 0;
    while (entries.valid()) {
      examined++;
      InternalIterator here = entries.here();
      byte[] key = here.keyArray();
      int at = here.keyFrom();
      int length = here.keyLength();
      if (isBeforeFrom(key, at, length)) {
        return false;
      }
      if (!beyondKey && current.is(key, at, length)) {
        if (++steps > STEPS_MAX) {
          entries.seekBefore(current.bytes, 0, current.length, BEFORE_ALL);
          steps = 0;
        } else {
          entries.previous();
        }
      } else {
        current.set(key, at, length);
        steps = 0;
        if (decideReverse(here)) {
          return true;
        }
        if (examined >= pauseAt) {
          state = State.PAUSED;
          return false;
        }
      }
    }
    return false;
  }

  private boolean isSeen(long shown) {
    return Trailer.number(shown) <= number;
  }

  private boolean isSeen() {
    return isSeen(entries.trailer());
  }

  /** On the oldest version of the current key. Returns whether the key is to be shown. */
  private boolean decideReverse(InternalIterator here) {
    if (isSeen(here.trailer()) && entries.isNewestOfKey()) {
      return showHere(here);
    }
    return gather() && show(trailer, savedValue, 0, valueLength);
  }

  /** On the only version of the current key: nothing has to be saved. */
  private boolean showHere(InternalIterator here) {
    onShown = true;
    if (show(here.trailer(), here.valueArray(), here.valueFrom(), here.valueLength())) {
      return true;
    }
    passShown();
    return false;
  }

  private void passShown() {
    onShown = false;
    entries.previous();
    beyondKey = true;
  }

  private boolean isBeforeFrom(byte[] key, int at, int length) {
    if (length >= Long.BYTES && head(key, at) > fromHead) {
      return false;
    }
    return TreeKey.compare(key, at, length, from, 0, from.length) < 0;
  }

  /**
   * From the oldest version of the current key, saves the newest visible one and moves beyond it.
   * Returns whether there is one.
   */
  private boolean gather() {
    beyondKey = false;
    if (!isSeen()) {
      return false;
    }
    for (int steps = 0; steps < STEPS_MAX; steps++) {
      save();
      entries.previous();
      beyondKey = !entries.valid() || !current.isKeyOf(entries);
      if (beyondKey || !isSeen()) {
        return true;
      }
      examined++;
    }
    entries.seek(current.bytes, 0, current.length, Trailer.seek(number));
    save();
    entries.seekBefore(current.bytes, 0, current.length, BEFORE_ALL);
    return true;
  }

  private void save() {
    InternalIterator here = entries.here();
    trailer = here.trailer();
    valueLength = here.valueLength();
    if (savedValue.length < valueLength) {
      savedValue = new byte[Math.max(valueLength, 2 * savedValue.length)];
    }
    System.arraycopy(here.valueArray(), here.valueFrom(), savedValue, 0, valueLength);
  }

  /** Decides the current key by its newest visible version. Returns whether it exists. */
  private boolean show(long newest, byte[] array, int valueBegin, int length) {
    if (deletes.coverNumber(current.bytes, 0, current.length, number) > Trailer.number(newest)) {
      return false;
    }
    int skipped =
        switch (Trailer.kind(newest)) {
          case Kind.PUT -> 0;
          case Kind.DELETE -> -1;
          case Kind.EXPIRING_PUT ->
              (long) LONG.get(array, valueBegin) > timeMillis ? Kind.DEADLINE_BYTES : -1;
          default ->
              throw new StoreException(
                  ErrorCode.FORMAT_TOO_NEW,
                  StoreException.Outcome.NONE,
                  "an entry of kind "
                      + Trailer.kind(newest)
                      + ", which this version does not know");
        };
    if (skipped < 0) {
      return false;
    }
    trailer = newest;
    valueArray = array;
    valueFrom = valueBegin + skipped;
    valueLength = length - skipped;
    return true;
  }

  /** Whether the cursor is on an entry. Everything below but the count needs that. */
  public boolean valid() {
    return state == State.ON_ENTRY;
  }

  /** The array that holds the tree key; it and the value hold until the next move. */
  public byte[] keyArray() {
    return current.bytes;
  }

  public int keyFrom() {
    return 0;
  }

  public int keyLength() {
    return current.length;
  }

  /** The array that holds the value, any deadline before it left out. */
  public byte[] valueArray() {
    return valueArray;
  }

  public int valueFrom() {
    return valueFrom;
  }

  public int valueLength() {
    return valueLength;
  }

  /** Number and kind of the entry. */
  public long trailer() {
    return trailer;
  }

  /** The number of the entry. */
  public long version() {
    return Trailer.number(trailer);
  }

  /** How many entries were looked at since the beginning, shown or not. */
  public long examined() {
    return examined;
  }

  /** Releases what the cursor holds. Idempotent. */
  @Override
  public void close() {
    state = State.END;
    entries.close();
  }

  /** A key of our own, to outlive a move. */
  private static final class KeyBuffer {
    byte[] bytes = new byte[64];

    /** -1 while there is no key. */
    int length = -1;

    void forget() {
      length = -1;
    }

    void set(InternalIterator entry) {
      set(entry.keyArray(), entry.keyFrom(), entry.keyLength());
    }

    void set(byte[] key, int from, int keyLength) {
      length = keyLength;
      if (bytes.length < length) {
        bytes = new byte[Math.max(length, 2 * bytes.length)];
      }
      ShortCopy.copy(key, from, bytes, 0, length);
    }

    byte[] copy() {
      return Arrays.copyOf(bytes, Math.max(length, 0));
    }

    boolean isKeyOf(InternalIterator entry) {
      return is(entry.keyArray(), entry.keyFrom(), entry.keyLength());
    }

    boolean is(byte[] key, int from, int keyLength) {
      if (keyLength != length) {
        return false;
      }
      if (length > 0 && bytes[length - 1] != key[from + length - 1]) {
        return false; // nearly always, and sooner told
      }
      return Arrays.equals(bytes, 0, length, key, from, from + length);
    }
  }
}
