package io.aitta.core.io.memory;

import org.jspecify.annotations.Nullable;

/**
 * What a crash took.
 *
 * @param bytesDropped appended bytes that are gone or wrong now; of a file that lost its name, all
 * @param changesDropped directory changes (create, rename, link, unlink) that are gone
 * @param damage which place of the synced data was damaged and how, or null
 */
public record CrashReport(
    CrashPolicy policy, long bytesDropped, long changesDropped, @Nullable String damage) {
  /** Whether anything that was not synced is gone. */
  public boolean lostSomething() {
    return bytesDropped > 0 || changesDropped > 0;
  }
}
