package io.aitta.core.memtable;

import java.util.Arrays;

/**
 * Walks the keys of many runs as one, forward and reverse. For one thread.
 *
 * <p>A tree of losers over the heads, brought to the prefix that all runs share and flipped so that
 * the signed lesser one comes first in the direction of the walk; only equal heads touch keys.
 *
 * <p>Invariant, forward: every run but the winner stands on its first key after the winner's;
 * reverse: on its last key before. So turning round is one step in each run.
 */
final class OrderCursor {
  /** So many entries are touched ahead in a run, once a walk is long. */
  private static final int TOUCHED_MAX = 32;

  private static final int CACHE_LINE_BYTES = 64;

  /**
   * Of a longer entry the processor fetches the rest by itself, as whoever copies it runs along.
   */
  private static final int TOUCHED_BYTES_MAX = 256;

  /** An entry more is touched ahead for so many steps walked. */
  private static final int STEPS_PER_TOUCH = 16;

  private final Arena arena;
  private final SortedRun[] runs;
  private final int lastTouched;
  private final int sharedPrefix;
  private final int[] shifts; // half of the distance: Java shifts by at most 63
  private final long[] bases;

  private final int[] at;
  private final long[] rank;
  private final int[] losers;
  private final int[] touchedUntil;

  private boolean reversed;
  private boolean valid;
  private int winner;
  private int steps;
  private int touchedMax = TOUCHED_MAX;

  /** Keeps the touches from being optimised away. */
  private long touched;

  /** For a merge, which reads heads and hardly any entry. */
  static OrderCursor forMerge(Arena arena, SortedRun[] runs) {
    OrderCursor cursor = new OrderCursor(arena, runs, 0);
    cursor.touchedMax = 0;
    return cursor;
  }

  /**
   * @param entryBytes how long an entry is, as a rule
   */
  OrderCursor(Arena arena, SortedRun[] runs, long entryBytes) {
    this.lastTouched =
        (int) Math.max(Arena.HEADER_BYTES, Math.min(TOUCHED_BYTES_MAX, entryBytes)) - 1;
    this.arena = arena;
    this.runs = runs;
    int count = runs.length;
    shifts = new int[count];
    bases = new long[count];
    at = new int[count];
    rank = new long[count];
    losers = new int[count];
    touchedUntil = new int[count];
    sharedPrefix = count == 0 ? 0 : SortedRun.commonPrefixLength(runs);
    for (int i = 0; i < count; i++) {
      shifts[i] = runs[i].shift(sharedPrefix) / 2;
      bases[i] = shifts[i] == 0 ? 0 : runs[i].base(sharedPrefix);
    }
  }

  boolean valid() {
    return valid;
  }

  /** The head of the current key after the prefix that all runs share. */
  long head() {
    return rank[winner] ^ (reversed ? Long.MAX_VALUE : Long.MIN_VALUE);
  }

  /** The address of the first version of the current key. */
  int firstVersion() {
    return runs[winner].first(at[winner]);
  }

  void first() {
    Arrays.fill(at, 0);
    begin(false);
  }

  void last() {
    for (int i = 0; i < runs.length; i++) {
      at[i] = runs[i].size() - 1;
    }
    begin(true);
  }

  /** Moves to the first key at or after the given one, or to none. */
  void seek(byte[] key, int from, int length) {
    for (int i = 0; i < runs.length; i++) {
      at[i] = runs[i].lowerBound(arena, key, from, length);
    }
    begin(false);
  }

  /** Moves to the last key before the given one, or to none. */
  void seekBefore(byte[] key, int from, int length) {
    for (int i = 0; i < runs.length; i++) {
      at[i] = runs[i].lowerBound(arena, key, from, length) - 1;
    }
    begin(true);
  }

  /** Needs {@link #valid()}. */
  void next() {
    if (reversed) {
      turn(1);
    } else {
      at[winner]++;
      replay();
    }
  }

  /** Needs {@link #valid()}. */
  void previous() {
    if (reversed) {
      at[winner]--;
      replay();
    } else {
      turn(-1);
    }
  }

  private void turn(int step) {
    for (int i = 0; i < runs.length; i++) {
      at[i] += step;
    }
    begin(step < 0);
  }

  private void begin(boolean reverse) {
    reversed = reverse;
    steps = 0;
    if (runs.length == 0) {
      return;
    }
    for (int i = 0; i < runs.length; i++) {
      touchedUntil[i] = at[i];
      load(i);
    }
    winner = play(1);
    arrive();
  }

  private int play(int node) {
    int count = runs.length;
    if (node >= count) {
      return node - count;
    }
    int left = play(2 * node);
    int right = play(2 * node + 1);
    boolean leftWins = beats(left, right);
    losers[node] = leftWins ? right : left;
    return leftWins ? left : right;
  }

  private void replay() {
    int player = winner;
    load(player);
    for (int node = (player + runs.length) >>> 1; node > 0; node >>>= 1) {
      int other = losers[node];
      if (beats(other, player)) {
        losers[node] = player;
        player = other;
      }
    }
    winner = player;
    arrive();
  }

  private void arrive() {
    int i = winner;
    int place = at[i];
    valid = has(i, place);
    steps++;
    if (place == touchedUntil[i] && valid) {
      touchAhead(i, place);
    }
  }

  /**
   * Reads a byte of each cache line of the next few entries of the run, all at once, so that their
   * misses overlap: the more, the longer the walk has been.
   */
  private void touchAhead(int i, int place) {
    int size = runs[i].size();
    int direction = reversed ? -1 : 1;
    int count = Math.min(touchedMax, steps / STEPS_PER_TOUCH);
    int until = place;
    for (int n = 0; n < count && until >= 0 && until < size; n++) {
      int address = runs[i].first(until);
      touch(arena.array(address), Arena.offset(address));
      until += direction;
    }
    touchedUntil[i] = count == 0 ? place + direction : until;
  }

  private void touch(byte[] array, int offset) {
    int lastByte = array.length - 1;
    for (int byteAt = 0; byteAt < lastTouched; byteAt += CACHE_LINE_BYTES) {
      touched += array[Math.min(offset + byteAt, lastByte)];
    }
    touched += array[Math.min(offset + lastTouched, lastByte)];
  }

  private void load(int i) {
    int place = at[i];
    if (has(i, place)) {
      long head = bases[i] | runs[i].head(place) >>> shifts[i] >>> shifts[i];
      rank[i] = head ^ (reversed ? Long.MAX_VALUE : Long.MIN_VALUE);
    } else {
      rank[i] = Long.MAX_VALUE; // loses against all but an equal one, which beats() settles
    }
  }

  private boolean has(int i, int place) {
    return place >= 0 && place < runs[i].size();
  }

  private boolean beats(int left, int right) {
    long leftRank = rank[left];
    long rightRank = rank[right];
    return leftRank != rightRank ? leftRank < rightRank : beatsByKey(left, right);
  }

  private boolean beatsByKey(int left, int right) {
    if (!has(left, at[left]) || !has(right, at[right])) {
      return has(left, at[left]);
    }
    int order =
        arena.compareKeys(runs[left].first(at[left]), runs[right].first(at[right]), sharedPrefix);
    return reversed ? order > 0 : order < 0;
  }

  /** Not for use: see the field. */
  long touched() {
    return touched;
  }
}
