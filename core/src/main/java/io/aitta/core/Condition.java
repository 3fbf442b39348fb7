package io.aitta.core;

import java.util.List;

/** What must hold of a key, at the place in the order where its write is decided. */
public sealed interface Condition {
  /** No condition: the write is blind and never reads. */
  Condition ALWAYS = new Always();

  /** The key must not exist. */
  Condition ABSENT = new Absent();

  /** The key must exist. */
  Condition EXISTS = new Exists();

  /** The key's version must be {@code version}. */
  static Condition version(long version) {
    return new Version(version);
  }

  /** The key's version must be one of {@code versions}; of none, if the list is empty. */
  static Condition anyOf(List<Long> versions) {
    return new AnyOf(versions);
  }

  /**
   * Whether a key with this version satisfies the condition.
   *
   * @param version the key's version, or 0 if the key does not exist
   */
  boolean holdsFor(long version);

  /** See {@link #ALWAYS}. */
  record Always() implements Condition {
    @Override
    public boolean holdsFor(long version) {
      return true;
    }
  }

  /** See {@link #ABSENT}. */
  record Absent() implements Condition {
    @Override
    public boolean holdsFor(long version) {
      return version == 0;
    }
  }

  /** See {@link #EXISTS}. */
  record Exists() implements Condition {
    @Override
    public boolean holdsFor(long version) {
      return version != 0;
    }
  }

  /** See {@link #version(long)}. */
  record Version(long version) implements Condition {
    @Override
    public boolean holdsFor(long actual) {
      return actual != 0 && actual == version;
    }
  }

  /** See {@link #anyOf(List)}. */
  record AnyOf(List<Long> versions) implements Condition {
    public AnyOf {
      versions = List.copyOf(versions);
    }

    @Override
    public boolean holdsFor(long actual) {
      return actual != 0 && versions.contains(actual);
    }
  }
}
