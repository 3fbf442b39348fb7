package io.aitta.core.io.fault;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An operation on the file system below. */
@FunctionalInterface
interface Call<T extends @Nullable Object> {
  T run() throws IOException;

  /** An operation that returns nothing. */
  @FunctionalInterface
  interface Plain {
    void run() throws IOException;
  }
}
