package io.aitta.core.io.memory;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a directory: a name goes, a name comes, or (a rename) both at once.
 *
 * @param inode what {@code added} names; null if nothing is added
 */
record NameChange(@Nullable String removed, @Nullable String added, @Nullable Inode inode) {
  static NameChange add(String name, Inode inode) {
    return new NameChange(null, name, inode);
  }

  static NameChange remove(String name) {
    return new NameChange(name, null, null);
  }

  static NameChange rename(String from, String to, Inode inode) {
    return new NameChange(from, to, inode);
  }

  void applyTo(Map<String, Inode> names) {
    if (removed != null) {
      names.remove(removed);
    }
    if (added != null && inode != null) {
      names.put(added, inode);
    }
  }
}
