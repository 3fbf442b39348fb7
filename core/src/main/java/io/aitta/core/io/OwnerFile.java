package io.aitta.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code OWNER} beside {@code LOCK}: who holds the directory, for messages, and a random
 * id that tells if somebody took it over all the same.
 *
 * <p>64 bytes, always as many, written over the old ones, so that a full disk keeps nobody out:
 *
 * <pre>
 * process 0000004711 id 6f1c0d...(32 hex digits) newline
 * </pre>
 *
 * Not synced: after a crash of the machine nobody holds anything. Immutable.
 */
final class OwnerFile {
  private static final int BYTES = 64;
  private static final Pattern PROCESS = Pattern.compile("process 0*([0-9]+) ");

  private final byte[] content;

  private OwnerFile(byte[] content) {
    this.content = content;
  }

  /** Writes this process down as the owner. */
  static OwnerFile write(Path directory) throws IOException {
    var random = Randomness.secure();
    String line =
        "process %010d id %016x%016x"
            .formatted(ProcessHandle.current().pid(), random.nextLong(), random.nextLong());
    byte[] content = ("%-" + (BYTES - 1) + "s\n").formatted(line).getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(DirectoryLock.OWNER_FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest, rest.position());
      }
    }
    return new OwnerFile(content);
  }

  /** Whether the file says what was written; not if another owner, or nobody, stands there. */
  boolean isStill(Path directory) throws IOException {
    return Arrays.equals(content, read(directory));
  }

  /** Words for a message: {@code process 4711}, or less if the file does not tell. */
  static String describe(Path directory) throws IOException {
    Matcher matcher = PROCESS.matcher(new String(read(directory), StandardCharsets.UTF_8));
    return matcher.lookingAt() ? "process " + matcher.group(1) : "another process";
  }

  private static byte[] read(Path directory) throws IOException {
    Path file = directory.resolve(DirectoryLock.OWNER_FILE);
    if (!Files.isRegularFile(file)) {
      return new byte[0];
    }
    try (var bytes = Files.newInputStream(file)) {
      return bytes.readNBytes(BYTES);
    }
  }
}
