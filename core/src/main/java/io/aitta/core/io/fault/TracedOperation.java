package io.aitta.core.io.fault;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One operation that was asked of a file system.
 *
 * @param number the how-manieth, from 1 on
 * @param file what it was about; for a rename or a link, the new name
 * @param offset where in the file, -1 if that means nothing
 * @param bytes how many were written, prepared or read
 * @param failure what came of it, or null if it went well
 */
public record TracedOperation(
    long number,
    FileOperation operation,
    Path file,
    long offset,
    long bytes,
    @Nullable String failure) {
  @Override
  public String toString() {
    var text = new StringBuilder().append(number).append(' ').append(operation).append(' ');
    text.append(file);
    if (offset >= 0) {
      text.append(" at ").append(offset);
    }
    if (bytes > 0) {
      text.append(", ").append(bytes).append(" bytes");
    }
    if (failure != null) {
      text.append(": ").append(failure);
    }
    return text.toString();
  }
}
