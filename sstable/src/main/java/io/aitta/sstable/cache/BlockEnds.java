package io.aitta.sstable.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the ends of one table's kept blocks, where searches begin. The ends of blocks lie in as
 * many pages of memory as there are blocks, these copies in few: of the two cache misses of a
 * search, the first is a short one.
 *
 * <p>Blocks that stand together in the table share an array. It is made when a block is kept and at
 * least half of them are, and left when fewer than a quarter are. A copy is written once in its
 * array, its count last and behind a fence, and never again.
 *
 * <p>Writes are guarded by the cache's lock; reads are for any thread.
 */
public final class BlockEnds {
  /** What a block ends with, as whoever knows its format sees it. Safe on any thread. */
  public interface Format {
    /** How many of the last bytes of a block are worth a copy; 0 for none. */
    int bytes(byte[] block);

    /**
     * Copies so many bytes from the end of a block to the end of a place, of which all bytes are
     * zeros; whoever reads the copy sees all of it, or that it is not there yet.
     */
    void copy(byte[] block, int bytes, byte[] target, int targetEnd);
  }

  private static final VarHandle GROUP = MethodHandles.arrayElementVarHandle(byte[][].class);
  private static final int GROUP_LOG = 6;
  private static final int GROUP_BLOCKS = 1 << GROUP_LOG;
  private static final int ARRAY_BYTES = 16;

  /** Places are of a multiple of so many bytes, and of no more than these. */
  private static final int ROUNDED_TO = 32;

  private static final int PLACE_BYTES_MAX = 256;
  private static final int NONE = -1;

  private final Format format;
  private final byte[] @Nullable [] groups;
  private final byte[] kept;
  private final int blocks;

  /**
   * Bytes of a place; {@link #NONE} if there are to be no copies, 0 until that is known. Written
   * before any group is shown.
   */
  private int place;

  BlockEnds(int blocks, Format format) {
    int count = (blocks + GROUP_BLOCKS - 1) >>> GROUP_LOG;
    this.format = format;
    this.groups = new byte[count][];
    this.kept = new byte[count];
    this.blocks = blocks;
  }

  /** The array that holds the copy of a block's end, if there is one; it ends at {@link #endIn}. */
  byte @Nullable [] array(int block) {
    return (byte[]) GROUP.getAcquire(groups, block >>> GROUP_LOG);
  }

  /** Behind {@link #array}. */
  int endIn(int block) {
    return ((block & (GROUP_BLOCKS - 1)) + 1) * place;
  }

  /** A block is kept now. */
  void added(int block, byte[] bytes) {
    int group = block >>> GROUP_LOG;
    kept[group]++;
    byte[] copies = groups[group];
    if (copies != null) {
      copy(block, bytes, copies);
    }
  }

  /** How many bytes an array for a block and those around it would take; 0 for none to be made. */
  long wanted(int block, byte[] @Nullable [] all) {
    int group = block >>> GROUP_LOG;
    if (groups[group] != null || 2 * kept[group] < size(group) || place == NONE) {
      return 0;
    }
    if (place == 0) {
      int most = 0;
      for (int other = group << GROUP_LOG; other < end(group); other++) {
        byte[] there = all[other];
        int bytes = there == null ? 0 : format.bytes(there);
        most = bytes > PLACE_BYTES_MAX ? most : Math.max(most, bytes);
      }
      place = most == 0 ? NONE : (most + ROUNDED_TO - 1) / ROUNDED_TO * ROUNDED_TO;
    }
    return place == NONE ? 0 : (long) GROUP_BLOCKS * place + ARRAY_BYTES;
  }

  /**
   * Makes that array, if it is wanted still.
   *
   * @return bytes taken
   */
  long make(int block, byte[] @Nullable [] all) {
    if (wanted(block, all) == 0) {
      return 0;
    }
    int group = block >>> GROUP_LOG;
    byte[] copies = new byte[GROUP_BLOCKS * place];
    for (int other = group << GROUP_LOG; other < end(group); other++) {
      byte[] there = all[other];
      if (there != null) {
        copy(other, there, copies);
      }
    }
    GROUP.setRelease(groups, group, copies);
    return cost(copies);
  }

  private int end(int group) {
    return Math.min(blocks, (group + 1) << GROUP_LOG);
  }

  private int size(int group) {
    return end(group) - (group << GROUP_LOG);
  }

  private void copy(int block, byte[] bytes, byte[] copies) {
    int length = format.bytes(bytes);
    int end = endIn(block);
    if (length > 0 && length <= place && isEmpty(copies, end)) {
      format.copy(bytes, length, copies, end);
    }
  }

  /** Nothing is written twice: the block was here before, and someone may read its copy still. */
  private boolean isEmpty(byte[] copies, int end) {
    for (int at = end - place; at < end; at++) {
      if (copies[at] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * A block is kept no more.
   *
   * @return bytes given back
   */
  long dropped(int block) {
    int group = block >>> GROUP_LOG;
    kept[group]--;
    byte[] copies = groups[group];
    if (copies == null || (4 * kept[group] >= size(group) && kept[group] > 0)) {
      return 0;
    }
    GROUP.setRelease(groups, group, null);
    return cost(copies);
  }

  private static long cost(byte[] copies) {
    return (long) copies.length + ARRAY_BYTES;
  }
}
