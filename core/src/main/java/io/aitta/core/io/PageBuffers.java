package io.aitta.core.io;

import java.nio.ByteBuffer;

/**
 * Direct buffers that begin at a page of memory: from such a one, and into it, the disk can be
 * reached without a copy in the operating system.
 */
public final class PageBuffers {
  /** What addresses, lengths and offsets have to be multiples of. */
  public static final int PAGE_BYTES = 4096;

  private PageBuffers() {}

  /**
   * Allocates an empty buffer of just so many bytes.
   *
   * @param bytes a multiple of {@link #PAGE_BYTES}
   */
  public static ByteBuffer allocate(int bytes) {
    if (bytes % PAGE_BYTES != 0) {
      throw new IllegalArgumentException("not whole pages: " + bytes);
    }
    return ByteBuffer.allocateDirect(bytes + PAGE_BYTES - 1)
        .alignedSlice(PAGE_BYTES)
        .slice(0, bytes);
  }

  /** Whether the rest of a direct buffer begins at a page. */
  static boolean isAligned(ByteBuffer direct) {
    return direct.alignmentOffset(direct.position(), PAGE_BYTES) == 0;
  }
}
