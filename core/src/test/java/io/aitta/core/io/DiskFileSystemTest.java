package io.aitta.core.io;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by the real disk. */
class DiskFileSystemTest extends FileSystemContract {
  @TempDir Path temporary;

  @Override
  protected FileSystem fileSystem() {
    return FileSystem.disk();
  }

  @Override
  protected Path directory() {
    return temporary.resolve("parent/data");
  }
}
