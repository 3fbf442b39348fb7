package io.aitta.it.crash;

import io.aitta.core.Durability;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.nio.file.Path;

/**
 * The world just before a change of the disk.
 *
 * @param number the how-manieth change of the life, from 1 on; one more than the last for the end
 * @param operation the change that does not happen any more
 * @param disk a copy, what is not synced still is not
 * @param done how many changes had reached the disk: those that a plan leaves out are not among
 *     them
 * @param events how long the journal was
 * @param recovering whether the store was not open yet
 * @param marks what the store said about durability
 */
record CrashPoint(
    long number,
    FileOperation operation,
    Path file,
    MemoryFileSystem disk,
    int done,
    int events,
    boolean recovering,
    Durability.Watermarks marks) {
  @Override
  public String toString() {
    return "k=" + number + " before " + operation + " " + file.getFileName();
  }
}
