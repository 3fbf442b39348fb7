package io.aitta.core.io.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The files of one directory: as the process sees them, as they are durable, and the changes
 * between. For one thread at a time; the file system's monitor guards it.
 */
final class Directory {
  private final TreeMap<String, Inode> names = new TreeMap<>();
  private final TreeMap<String, Inode> durable = new TreeMap<>();
  private final List<NameChange> pending = new ArrayList<>();

  Directory() {}

  /** A directory after a crash: what it holds is durable. */
  Directory(SortedMap<String, Inode> survivors) {
    names.putAll(survivors);
    durable.putAll(survivors);
  }

  @Nullable Inode get(String name) {
    return names.get(name);
  }

  void apply(NameChange change) {
    change.applyTo(names);
    pending.add(change);
  }

  void sync() {
    for (NameChange change : pending) {
      change.applyTo(durable);
    }
    pending.clear();
  }

  SortedMap<String, Inode> names() {
    return names;
  }

  SortedMap<String, Inode> durable() {
    return durable;
  }

  List<NameChange> pending() {
    return pending;
  }

  /** This directory with every file replaced, and as much of it durable as before. */
  Directory copy(UnaryOperator<Inode> replacement) {
    var copy = new Directory();
    names.forEach((name, inode) -> copy.names.put(name, replacement.apply(inode)));
    durable.forEach((name, inode) -> copy.durable.put(name, replacement.apply(inode)));
    for (NameChange change : pending) {
      Inode inode = change.inode();
      copy.pending.add(
          new NameChange(
              change.removed(), change.added(), inode == null ? null : replacement.apply(inode)));
    }
    return copy;
  }
}
