package io.aitta.core.io.memory;

import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Draws what a crash leaves of a whole file system. Everything is visited in the order of names, so
 * that a seed means one outcome. For one thread.
 */
final class DiskCrash {
  private final CrashPolicy policy;
  private final RandomGenerator random;
  private final IdentityHashMap<Inode, Inode> survivorOf =
      new IdentityHashMap<>(); // looked up, never walked
  private final SortedMap<Path, Directory> left = new TreeMap<>();
  private long bytesDropped;
  private long changesDropped;

  /**
   * Takes one number from {@code random}, whatever there is to draw, and mixes it: the first bits
   * of {@code new Random(seed)} are the same for all small seeds.
   */
  DiskCrash(CrashPolicy policy, RandomGenerator random) {
    this.policy = policy;
    this.random = new SplittableRandom(random.nextLong());
  }

  /** Returns the directories after the crash. Those given stay as they are. */
  SortedMap<Path, Directory> leave(SortedMap<Path, Directory> directories) {
    directories.forEach((path, directory) -> left.put(path, leave(directory)));
    if (policy != CrashPolicy.KILL) {
      directories.values().forEach(this::countNameless);
    }
    return left;
  }

  CrashReport report() {
    String damage = policy == CrashPolicy.ROT ? new Rot(random).damage(left) : null;
    return new CrashReport(policy, bytesDropped, changesDropped, damage);
  }

  private Directory leave(Directory directory) {
    if (policy == CrashPolicy.KILL) {
      return directory.copy(
          inode -> survivorOf.computeIfAbsent(inode, killed -> killed.afterKill()));
    }
    var survivors = new TreeMap<String, Inode>();
    survivingNames(directory).forEach((name, inode) -> survivors.put(name, survivor(inode)));
    return new Directory(survivors);
  }

  private SortedMap<String, Inode> survivingNames(Directory directory) {
    var names = new TreeMap<String, Inode>(directory.durable());
    List<NameChange> pending = directory.pending();
    int first = keepsFirstChanges() ? random.nextInt(pending.size() + 1) : 0;
    for (int i = 0; i < pending.size(); i++) {
      if (i < first || (policy == CrashPolicy.DIR_SUBSET && random.nextBoolean())) {
        pending.get(i).applyTo(names);
      } else {
        changesDropped++;
      }
    }
    return names;
  }

  private boolean keepsFirstChanges() {
    return switch (policy) {
      case PREFIX, SUBSET, TORN, SIZE_AHEAD, DIR_PREFIX -> true;
      case STRICT, KILL, DIR_SUBSET, FSYNC_LIE, ROT -> false;
    };
  }

  private Inode survivor(Inode inode) {
    Inode known = survivorOf.get(inode);
    if (known != null) {
      return known;
    }
    ContentCrash.Survivor survivor = inode.afterCrash(policy, random);
    bytesDropped += survivor.bytesDropped();
    survivorOf.put(inode, survivor.inode());
    return survivor.inode();
  }

  /** Files that had a name and have none now are lost whole. */
  private void countNameless(Directory directory) {
    for (Inode inode : directory.names().values()) {
      if (!survivorOf.containsKey(inode)) {
        survivorOf.put(inode, inode);
        bytesDropped += inode.appended();
      }
    }
  }
}
