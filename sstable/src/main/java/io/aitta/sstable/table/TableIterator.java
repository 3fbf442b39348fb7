package io.aitta.sstable.table;

import io.aitta.core.iterator.InternalIterator;
import io.aitta.sstable.block.BlockIterator;
import io.aitta.sstable.block.MalformedBlockException;

/**
 * A cursor over a table: the index says which block, a block's own cursor does the rest. For one
 * thread.
 */
final class TableIterator implements InternalIterator {
  private static final int NONE = -1;

  private final TableReader reader;
  private final BlockIndex index;
  private final BlockSource blocks;
  private final BlockIterator inner = new BlockIterator();
  private int block = NONE;

  TableIterator(TableReader reader, BlockSource.Use use) {
    this.reader = reader;
    this.index = reader.index();
    this.blocks = new BlockSource(reader, use);
  }

  /** Takes the block in, if it is another one; after a failure the cursor is on no entry. */
  private void enter(int next) {
    if (next != block) {
      block = NONE;
      inner.close();
      blocks.load(next, inner);
      block = next;
    }
  }

  private void leave() {
    block = NONE;
    inner.close();
  }

  private void enterFirst(int next) {
    if (next < index.blocks()) {
      enter(next);
      inner.first();
    }
  }

  private void enterLast(int next) {
    if (next >= 0) {
      enter(next);
      inner.last();
    }
  }

  @Override
  public boolean valid() {
    return inner.valid();
  }

  @Override
  public void first() {
    try {
      enterFirst(0);
    } catch (MalformedBlockException malformed) {
      throw corruption(malformed);
    }
  }

  @Override
  public void last() {
    try {
      enterLast(index.blocks() - 1);
    } catch (MalformedBlockException malformed) {
      throw corruption(malformed);
    }
  }

  @Override
  public void seek(byte[] key, int from, int length, long trailer) {
    try {
      int found = index.find(key, from, length, trailer);
      if (found < 0) {
        leave();
        return;
      }
      enter(found);
      inner.seek(key, from, length, trailer);
      if (!inner.valid()) { // between the block's last entry and its separator
        enterFirst(found + 1);
      }
    } catch (MalformedBlockException malformed) {
      throw corruption(malformed);
    }
  }

  @Override
  public void seekBefore(byte[] key, int from, int length, long trailer) {
    try {
      int found = index.find(key, from, length, trailer);
      if (found < 0) {
        enterLast(index.blocks() - 1);
        return;
      }
      enter(found);
      inner.seekBefore(key, from, length, trailer);
      if (!inner.valid()) {
        enterLast(found - 1);
      }
    } catch (MalformedBlockException malformed) {
      throw corruption(malformed);
    }
  }

  @Override
  public void next() {
    try {
      inner.next();
      if (!inner.valid()) {
        enterFirst(block + 1);
      }
    } catch (MalformedBlockException malformed) {
      throw corruption(malformed);
    }
  }

  @Override
  public void previous() {
    try {
      inner.previous();
      if (!inner.valid()) {
        enterLast(block - 1);
      }
    } catch (MalformedBlockException malformed) {
      throw corruption(malformed);
    }
  }

  private RuntimeException corruption(MalformedBlockException malformed) {
    int damaged = block;
    leave();
    return reader.file().malformed(index.offset(damaged), malformed);
  }

  @Override
  public boolean isNewestOfKey() {
    return inner.isNewestOfKey();
  }

  @Override
  public InternalIterator here() {
    return inner;
  }

  @Override
  public byte[] keyArray() {
    return inner.keyArray();
  }

  @Override
  public int keyFrom() {
    return inner.keyFrom();
  }

  @Override
  public int keyLength() {
    return inner.keyLength();
  }

  @Override
  public long trailer() {
    return inner.trailer();
  }

  @Override
  public byte[] valueArray() {
    return inner.valueArray();
  }

  @Override
  public int valueFrom() {
    return inner.valueFrom();
  }

  @Override
  public int valueLength() {
    return inner.valueLength();
  }

  @Override
  public void close() {
    leave();
    blocks.close();
  }
}
