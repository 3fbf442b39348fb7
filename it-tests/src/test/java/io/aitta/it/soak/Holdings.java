package io.aitta.it.soak;

import java.io.File;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Objects;

/**
 * What this process holds.
 *
 * @param heapBytes that a collection just now left
 * @param directBytes of direct buffers
 * @param handles open file descriptors; 0 where that cannot be read
 */
record Holdings(long heapBytes, long directBytes, int handles, int threads) {
  private static final File DESCRIPTORS = new File("/proc/self/fd");

  static Holdings now() {
    System.gc();
    long heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .map(MemoryPoolMXBean::getCollectionUsage)
            .filter(Objects::nonNull)
            .mapToLong(MemoryUsage::getUsed)
            .sum();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    String[] descriptors = DESCRIPTORS.list();
    return new Holdings(
        heap,
        direct,
        descriptors == null ? 0 : descriptors.length,
        ManagementFactory.getThreadMXBean().getThreadCount());
  }

  /** The greater of each. */
  Holdings max(Holdings other) {
    return new Holdings(
        Math.max(heapBytes, other.heapBytes),
        Math.max(directBytes, other.directBytes),
        Math.max(handles, other.handles),
        Math.max(threads, other.threads));
  }
}
