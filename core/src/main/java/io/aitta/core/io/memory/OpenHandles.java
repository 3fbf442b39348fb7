package io.aitta.core.io.memory;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** The open handles of one file system, in the order they were opened. Safe on any thread. */
final class OpenHandles {
  private final TreeMap<Long, OpenHandle> open = new TreeMap<>();
  private long last;

  /** Returns the ticket to close the handle with. */
  synchronized long opened(OpenHandle.Kind kind, Path file) {
    last++;
    open.put(last, new OpenHandle(kind, file, new Throwable("opened here: " + file)));
    return last;
  }

  synchronized void closed(long ticket) {
    open.remove(ticket);
  }

  synchronized List<OpenHandle> list() {
    return List.copyOf(open.values());
  }
}
