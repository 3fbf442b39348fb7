package io.aitta.core.io.fault;

import io.aitta.core.io.FileSystem;
import io.aitta.core.io.FileSystemContract;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.nio.file.Path;

/** Without faults, the contract. */
class FaultyFileSystemTest extends FileSystemContract {
  @Override
  protected FileSystem fileSystem() {
    return new FaultyFileSystem(new MemoryFileSystem(), new FaultPlan());
  }

  @Override
  protected Path directory() {
    return Path.of("/parent/data");
  }
}
