package io.aitta.core.iterator;

import io.aitta.core.format.Trailer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many sorted sources as one. No two sources hold the same key with the same trailer. Owns its
 * sources: closing it closes them. For one thread.
 *
 * <p>A tree of losers: a move costs one comparison for each doubling of the sources. The first 24
 * bytes of each source's key are kept beside the tree, so that most comparisons touch no key.
 *
 * <p>Invariant, forward: every source but the winner stands on its first entry after the winner's
 * entry; reverse: on its last entry before it.
 */
public final class MergingIterator implements InternalIterator {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final InternalIterator[] sources;
  private final int[] losers;
  private final boolean[] live;
  private final long[] lead; // bytes 0 to 7 of the source's key, flipped so that < is the order
  private final long[] follow; // bytes 8 to 15 likewise
  private final long[] trail; // bytes 16 to 23 likewise

  private boolean reversed;
  private boolean valid;
  private int winner;

  private MergingIterator(List<? extends InternalIterator> sources) {
    this.sources = sources.toArray(new InternalIterator[0]);
    int count = this.sources.length;
    this.losers = new int[count];
    this.live = new boolean[count];
    this.lead = new long[count];
    this.follow = new long[count];
    this.trail = new long[count];
  }

  /** All of {@code sources} as one: itself if it is alone, and an empty cursor for none. */
  public static InternalIterator of(List<? extends InternalIterator> sources) {
    return switch (sources.size()) {
      case 0 -> EmptyIterator.INSTANCE;
      case 1 -> sources.get(0);
      default -> new MergingIterator(new ArrayList<>(sources));
    };
  }

  @Override
  public boolean valid() {
    return valid;
  }

  @Override
  public void first() {
    valid = false; // until all have moved: a failed read leaves us on no entry
    for (InternalIterator source : sources) {
      source.first();
    }
    begin(false);
  }

  @Override
  public void last() {
    valid = false;
    for (InternalIterator source : sources) {
      source.last();
    }
    begin(true);
  }

  @Override
  public void seek(byte[] key, int from, int length, long trailer) {
    valid = false;
    for (InternalIterator source : sources) {
      source.seek(key, from, length, trailer);
    }
    begin(false);
  }

  @Override
  public void seekBefore(byte[] key, int from, int length, long trailer) {
    valid = false;
    for (InternalIterator source : sources) {
      source.seekBefore(key, from, length, trailer);
    }
    begin(true);
  }

  @Override
  public void next() {
    requireValid();
    valid = false;
    InternalIterator current = sources[winner];
    if (reversed) {
      for (int i = 0; i < sources.length; i++) {
        if (i != winner) {
          sources[i].seek(
              current.keyArray(), current.keyFrom(), current.keyLength(), current.trailer());
        }
      }
      current.next();
      begin(false);
    } else {
      current.next();
      replay();
    }
  }

  @Override
  public void previous() {
    requireValid();
    valid = false;
    InternalIterator current = sources[winner];
    if (!reversed) {
      for (int i = 0; i < sources.length; i++) {
        if (i != winner) {
          sources[i].seekBefore(
              current.keyArray(), current.keyFrom(), current.keyLength(), current.trailer());
        }
      }
      current.previous();
      begin(true);
    } else {
      current.previous();
      replay();
    }
  }

  private void requireValid() {
    if (!valid) {
      throw new IllegalStateException("the cursor is on no entry");
    }
  }

  /** All sources have moved: plays the whole tree. */
  private void begin(boolean reverse) {
    reversed = reverse;
    for (int i = 0; i < sources.length; i++) {
      load(i);
    }
    winner = play(1);
    valid = live[winner];
  }

  /** The winner below {@code node}; the leaves are the nodes from the count of sources on. */
  private int play(int node) {
    int count = sources.length;
    if (node >= count) {
      return node - count;
    }
    int left = play(2 * node);
    int right = play(2 * node + 1);
    boolean leftWins = beats(left, right);
    losers[node] = leftWins ? right : left;
    return leftWins ? left : right;
  }

  /** The winner has moved: plays its path to the root again. */
  private void replay() {
    int player = winner;
    load(player);
    for (int node = (player + sources.length) >>> 1; node > 0; node >>>= 1) {
      int other = losers[node];
      if (beats(other, player)) {
        losers[node] = player;
        player = other;
      }
    }
    winner = player;
    valid = live[player];
  }

  private void load(int i) {
    InternalIterator source = sources[i];
    live[i] = source.valid();
    if (live[i]) {
      byte[] key = source.keyArray();
      int from = source.keyFrom();
      int length = source.keyLength();
      lead[i] = eightBytes(key, from, length);
      follow[i] = eightBytes(key, from + 8, length - 8);
      trail[i] = eightBytes(key, from + 16, length - 16);
    }
  }

  /** Up to 8 bytes, zeros after the end, flipped so that signed order is unsigned byte order. */
  private static long eightBytes(byte[] array, int from, int length) {
    if (length >= 8) {
      return (long) LONG.get(array, from) ^ Long.MIN_VALUE;
    }
    long bytes = 0;
    for (int i = 0; i < length; i++) {
      bytes |= (array[from + i] & 0xFFL) << (56 - 8 * i);
    }
    return bytes ^ Long.MIN_VALUE;
  }

  private boolean beats(int left, int right) {
    if (!live[left] || !live[right]) {
      return live[left];
    }
    if (lead[left] != lead[right]) {
      return lead[left] < lead[right] != reversed;
    }
    if (follow[left] != follow[right]) {
      return follow[left] < follow[right] != reversed;
    }
    if (trail[left] != trail[right]) {
      return trail[left] < trail[right] != reversed;
    }
    return compareEntries(sources[left], sources[right]) < 0 != reversed;
  }

  private static int compareEntries(InternalIterator left, InternalIterator right) {
    int leftFrom = left.keyFrom();
    int rightFrom = right.keyFrom();
    int keys =
        Arrays.compareUnsigned(
            left.keyArray(),
            leftFrom,
            leftFrom + left.keyLength(),
            right.keyArray(),
            rightFrom,
            rightFrom + right.keyLength());
    return keys != 0 ? keys : Trailer.compare(left.trailer(), right.trailer());
  }

  @Override
  public boolean isNewestOfKey() {
    if (!reversed || !sources[winner].isNewestOfKey()) {
      return false;
    }
    // what comes next of the others is among those that lost to the winner itself
    for (int node = (winner + sources.length) >>> 1; node > 0; node >>>= 1) {
      int other = losers[node];
      if (live[other] && mayBeOneKey(other, winner)) {
        return false;
      }
    }
    return true;
  }

  private boolean mayBeOneKey(int one, int other) {
    return lead[one] == lead[other] && follow[one] == follow[other] && trail[one] == trail[other];
  }

  @Override
  public InternalIterator here() {
    return sources[winner].here();
  }

  @Override
  public byte[] keyArray() {
    return sources[winner].keyArray();
  }

  @Override
  public int keyFrom() {
    return sources[winner].keyFrom();
  }

  @Override
  public int keyLength() {
    return sources[winner].keyLength();
  }

  @Override
  public long trailer() {
    return sources[winner].trailer();
  }

  @Override
  public byte[] valueArray() {
    return sources[winner].valueArray();
  }

  @Override
  public int valueFrom() {
    return sources[winner].valueFrom();
  }

  @Override
  public int valueLength() {
    return sources[winner].valueLength();
  }

  @Override
  public void close() {
    valid = false;
    for (InternalIterator source : sources) {
      source.close();
    }
  }
}
