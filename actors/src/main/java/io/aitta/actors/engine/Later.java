package io.aitta.actors.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A reference that is set once, before anybody asks for it. Safe on any thread. */
public final class Later<T> {
  private volatile @Nullable T value;

  public void set(T now) {
    if (value != null) {
      throw new IllegalStateException("set twice");
    }
    value = now;
  }

  public T get() {
    return Objects.requireNonNull(value, "asked for before it was set");
  }
}
