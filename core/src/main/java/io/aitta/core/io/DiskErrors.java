package io.aitta.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells a full disk from every other failure. Java hands on only the message, and the C library
 * writes that in the machine's language; so beside the English messages the local one is learned
 * from a device that is always full.
 */
final class DiskErrors {
  private static final Path ALWAYS_FULL = Path.of("/dev/full");
  private static final Set<String> FULL_MESSAGES = fullMessages();

  private DiskErrors() {}

  /** The failure to throw in the place of {@code failure}. */
  static IOException of(IOException failure, Path file) {
    return isFull(failure)
        ? new DiskFullException("disk full: " + file + ": " + failure.getMessage(), failure)
        : failure;
  }

  private static boolean isFull(IOException failure) {
    String message = failure.getMessage();
    return message != null
        && !(failure instanceof DiskFullException)
        && FULL_MESSAGES.stream().anyMatch(message::contains);
  }

  private static Set<String> fullMessages() {
    var messages = new TreeSet<String>();
    messages.add("No space left on device");
    messages.add("Disk quota exceeded");
    localMessage().filter(local -> !local.isBlank()).ifPresent(messages::add);
    return Set.copyOf(messages);
  }

  private static Optional<String> localMessage() {
    if (!Files.isWritable(ALWAYS_FULL)) {
      return Optional.empty();
    }
    try (FileChannel full = FileChannel.open(ALWAYS_FULL, StandardOpenOption.WRITE)) {
      full.write(ByteBuffer.allocate(1));
      return Optional.empty();
    } catch (IOException failure) {
      // A device that refuses to be opened names its path; only a plain message is the system's.
      return Optional.ofNullable(failure.getMessage())
          .filter(message -> !message.contains(ALWAYS_FULL.toString()));
    }
  }
}
