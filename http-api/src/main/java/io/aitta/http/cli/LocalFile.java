package io.aitta.http.cli;

import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file of the user's, read from its beginning to its end. Not thread-safe. */
final class LocalFile extends InputStream {
  private final ReadFile file;
  private long offset;

  private LocalFile(ReadFile file) {
    this.file = file;
  }

  static LocalFile open(String name) throws IOException {
    try {
      return new LocalFile(FileSystem.disk().openRead(Path.of(name)));
    } catch (InvalidPathException bad) {
      throw new IOException(bad.getMessage(), bad);
    }
  }

  /** The whole file as UTF-8. */
  static String text(String name) throws IOException {
    try (LocalFile file = open(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int read = file.readAt(offset, ByteBuffer.wrap(target, from, length));
    offset += read;
    return read == 0 ? -1 : read;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
