package io.aitta.sstable.manifest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.aitta.core.CorruptionException;
import io.aitta.core.format.Checksum;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;

/** {@code CURRENT}, which names the manifest in force; see the package for its layout. */
final class CurrentFile {
  private static final int BYTES_MAX = 64;

  private CurrentFile() {}

  static Path path(Path directory) {
    return directory.resolve(FileName.CURRENT);
  }

  static Path temporary(Path directory) {
    return directory.resolve(FileName.CURRENT + FileName.TEMPORARY);
  }

  static String encode(long manifest) {
    String line = new FileName(FileName.Kind.MANIFEST, manifest).text() + "\n";
    byte[] bytes = line.getBytes(US_ASCII);
    int crc = Checksum.crc32c(bytes, 0, bytes.length);
    return line + HexFormat.of().toHexDigits(crc) + "\n";
  }

  /**
   * The number of the manifest in force.
   *
   * @throws CorruptionException if the file says anything but what {@link #encode} writes
   */
  static long read(FileSystem fs, Path directory) throws IOException {
    Path path = path(directory);
    ByteBuffer bytes = ByteBuffer.allocate(BYTES_MAX);
    try (ReadFile file = fs.openRead(path)) {
      file.readAt(0, bytes);
    }
    String text = US_ASCII.decode(bytes.flip()).toString();
    int end = text.indexOf('\n');
    FileName name = end < 0 ? null : FileName.parse(text.substring(0, end));
    if (name == null
        || name.kind() != FileName.Kind.MANIFEST
        || !text.equals(encode(name.number()))) {
      throw new CorruptionException(
          path, 0, "a manifest's name and its checksum", "\"" + text.replace("\n", "\\n") + "\"");
    }
    return name.number();
  }

  /**
   * Writes the file beside its place, ready to be renamed. A file left there by a crash is removed.
   */
  static AppendFile writeTemporary(FileSystem fs, Path directory, long manifest)
      throws IOException {
    Path path = temporary(directory);
    if (fs.exists(path)) {
      fs.delete(path);
    }
    AppendFile file = fs.create(path);
    try {
      file.append(ByteBuffer.wrap(encode(manifest).getBytes(US_ASCII)));
      return file;
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }
}
