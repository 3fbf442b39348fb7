package io.aitta.core.io.memory;

import io.aitta.core.io.FileSystem;
import io.aitta.core.io.FileSystemContract;
import java.nio.file.Path;

/** The contract, kept by the file system in memory. */
class MemoryFileSystemTest extends FileSystemContract {
  @Override
  protected FileSystem fileSystem() {
    return new MemoryFileSystem();
  }

  @Override
  protected Path directory() {
    return Path.of("/parent/data");
  }
}
