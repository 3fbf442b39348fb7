package io.aitta.core.iterator;

/**
 * A cursor over internal entries: tree key ascending, trailer descending. Begins on no entry. Range
 * deletes are not among the entries; a source gives them apart. For one thread.
 *
 * <p>Arrays it shows are its own and hold until the next move. A failed read throws a {@link
 * io.aitta.core.StoreException} from the move and leaves the cursor on no entry: never taken for
 * the end.
 */
public interface InternalIterator extends AutoCloseable {
  /** Whether the cursor is on an entry. Everything below the moves needs that. */
  boolean valid();

  /** Moves to the first entry, or to none. */
  void first();

  /** Moves to the last entry, or to none. */
  void last();

  /** Moves to the first entry at or after (key, trailer) in the order of entries. */
  void seek(byte[] key, int from, int length, long trailer);

  /** Moves to the last entry before (key, trailer) in the order of entries. */
  void seekBefore(byte[] key, int from, int length, long trailer);

  /** Moves to the next entry, or to none behind the last. Needs {@link #valid()}. */
  void next();

  /** Moves to the entry before, or to none before the first. Needs {@link #valid()}. */
  void previous();

  /**
   * Whether the entry before surely has another key, told without a move; a false says nothing.
   * Needs {@link #valid()}.
   */
  default boolean isNewestOfKey() {
    return false;
  }

  /**
   * The cursor at the bottom of this one that stands on the same entry: what it shows it shows from
   * its own fields, not through a chain of cursors. Only to read from, until the next move of this
   * one. Needs {@link #valid()}.
   */
  default InternalIterator here() {
    return this;
  }

  /**
   * Whether the entry was found where readers' caches keep it, since they asked for it or for what
   * lies beside it, or in a memtable in which they found much. Needs {@link #valid()}; ask {@link
   * #here} for it.
   */
  default boolean isKept() {
    return false;
  }

  /** The array that holds the tree key. */
  byte[] keyArray();

  int keyFrom();

  int keyLength();

  /** Number and kind; see {@link io.aitta.core.format.Trailer}. */
  long trailer();

  /** The array that holds the value. */
  byte[] valueArray();

  int valueFrom();

  int valueLength();

  /** Releases what the cursor holds. Idempotent. */
  @Override
  void close();
}
