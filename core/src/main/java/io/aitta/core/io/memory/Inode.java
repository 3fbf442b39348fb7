package io.aitta.core.io.memory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A file's bytes, how many of them are durable, and the writes since. Names live in directories.
 *
 * <p>Bytes are appended and never written again, so a file before a write is the same bytes with
 * zeros, or with nothing, where the write went. Safe on any thread; a handle that must not outlive
 * a crash checks that while it holds this object's monitor.
 */
final class Inode {
  private Pages pages = new Pages();
  private long appended;
  private long size;
  private long durableAppended;
  private long durableSize;
  private final List<Extent> pending = new ArrayList<>();
  private final List<Extent> lost = new ArrayList<>();

  Inode() {}

  /** A file as a crash left it: all of it durable. */
  Inode(Pages pages, long size) {
    this.pages = pages;
    this.appended = size;
    this.size = size;
    this.durableAppended = size;
    this.durableSize = size;
  }

  synchronized void append(ByteBuffer... buffers) {
    long from = appended;
    for (ByteBuffer buffer : buffers) {
      int length = buffer.remaining();
      pages.append(appended, buffer);
      appended += length;
    }
    if (appended > from) {
      pending.add(new Extent(from, appended, true));
      size = Math.max(size, appended);
    }
  }

  synchronized void prepare(long length) {
    if (length > size) {
      pending.add(new Extent(size, length, false));
      size = length;
    }
  }

  synchronized void sync() {
    pending.clear();
    durableAppended = appended;
    durableSize = size;
  }

  synchronized int read(long offset, ByteBuffer target) {
    int length = (int) Math.max(0, Math.min(target.remaining(), size - offset));
    pages.read(offset, target, length);
    return length;
  }

  synchronized long appended() {
    return appended;
  }

  synchronized long size() {
    return size;
  }

  /** Bytes appended since the last sync. */
  synchronized long unsyncedBytes() {
    return appended - durableAppended;
  }

  /**
   * What a sync that failed leaves behind: its writes never reach the disk, whoever syncs again.
   */
  synchronized void loseUnsynced(LostWrites when) {
    if (appended == durableAppended) {
      return;
    }
    if (when == LostWrites.AT_ONCE) {
      pages.zero(durableAppended, appended);
    }
    lost.add(new Extent(durableAppended, appended, true));
  }

  /** Changes the bits of {@code mask} in one byte, as if they had always been so. */
  synchronized void flip(long offset, int mask) {
    if (offset < 0 || offset >= size) {
      throw new IllegalArgumentException("offset " + offset + " in a file of " + size + " bytes");
    }
    pages.setByte(offset, (byte) (pages.byteAt(offset) ^ mask));
  }

  synchronized byte[] bytes(long from, int length) {
    byte[] bytes = new byte[length];
    pages.read(from, ByteBuffer.wrap(bytes), length);
    return bytes;
  }

  /**
   * Puts other bytes in the place of those at {@code from}, as far as the file goes.
   *
   * @return whether they differ from what was there
   */
  synchronized boolean overwrite(long from, byte[] bytes) {
    int length = (int) Math.min(bytes.length, size - from);
    boolean changed = false;
    for (int i = 0; i < length; i++) {
      changed |= pages.byteAt(from + i) != bytes[i];
    }
    pages.replace(from, bytes, length);
    return changed;
  }

  /** Turns bytes into zeros, as if they had never been written. */
  synchronized void forget(long from, long until) {
    pages.zero(from, until);
  }

  /** Cuts the file to {@code length}, as if it had never been longer. */
  synchronized void cut(long length) {
    if (length < 0 || length > size) {
      throw new IllegalArgumentException("length " + length + " in a file of " + size + " bytes");
    }
    pages = pages.copy(length);
    pending.clear();
    lost.clear();
    appended = length;
    size = length;
    durableAppended = length;
    durableSize = length;
  }

  /**
   * The file as another process sees it after this one died: nothing lost, nothing more durable.
   */
  synchronized Inode afterKill() {
    var survivor = new Inode(pages.copy(appended), size);
    survivor.appended = appended;
    survivor.durableAppended = durableAppended;
    survivor.durableSize = durableSize;
    survivor.pending.addAll(pending);
    survivor.lost.addAll(lost);
    return survivor;
  }

  /** The file after a power cut. */
  synchronized ContentCrash.Survivor afterCrash(CrashPolicy policy, RandomGenerator random) {
    var crash =
        new ContentCrash(
            pages, durableAppended, durableSize, appended, size, List.copyOf(pending), random);
    return crash.leave(policy, lost);
  }
}
