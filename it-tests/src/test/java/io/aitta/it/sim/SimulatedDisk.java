package io.aitta.it.sim;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.sim.DiskFaults.Call;
import io.aitta.it.sim.DiskFaults.Strike;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The disk as one life of the store sees it: tells the story each change, calls {@code onChange}
 * before it (which may crash the memory below), fails where the faults say so, and leaves out what
 * a planted bug leaves out.
 */
final class SimulatedDisk implements FileSystem {
  private final MemoryFileSystem memory;
  private final DiskFaults faults;
  private final Simulation simulation;
  private final Plant plant;
  private final Runnable onChange;

  SimulatedDisk(
      MemoryFileSystem memory,
      DiskFaults faults,
      Simulation simulation,
      Plant plant,
      Runnable onChange) {
    this.memory = memory;
    this.faults = faults;
    this.simulation = simulation;
    this.plant = plant;
    this.onChange = onChange;
    faults.over(memory);
  }

  private interface Effect {
    void apply() throws IOException;
  }

  private void change(Call call, String what, Path file, Effect effect) throws IOException {
    simulation.say("disk: " + what + " " + file.getFileName());
    onChange.run();
    Strike strike = faults.strike(call, file);
    if (strike == null || strike == Strike.AFTER) {
      effect.apply();
    }
    fail(call, strike);
  }

  private static void fail(Call call, @Nullable Strike strike) throws IOException {
    if (strike != null) {
      throw DiskFaults.error(call);
    }
  }

  @Override
  public AppendFile create(Path file) throws IOException {
    simulation.say("disk: create " + file.getFileName());
    onChange.run();
    fail(Call.CREATE, faults.strike(Call.CREATE, file));
    faults.take(1);
    return new Appended(memory.create(file), file);
  }

  @Override
  public ReadFile openRead(Path file) throws IOException {
    return new Read(memory.openRead(file), file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    change(Call.RENAME, "rename " + from.getFileName() + " to", to, () -> memory.rename(from, to));
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    change(Call.CREATE, "link", link, () -> memory.link(existing, link));
  }

  @Override
  public void delete(Path file) throws IOException {
    change(Call.DELETE, "delete", file, () -> memory.delete(file));
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    memory.createDirectories(directory);
  }

  @Override
  public boolean exists(Path file) throws IOException {
    return memory.exists(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return memory.size(file);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return memory.list(directory);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    change(
        Call.SYNC_DIRECTORY,
        "sync directory",
        directory,
        () -> {
          if (!plant.leavesOutSyncOfDirectory()) {
            memory.syncDirectory(directory);
          }
        });
  }

  @Override
  public DirectoryLock lock(Path directory) throws IOException {
    return memory.lock(directory);
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return faults.usableBytes();
  }

  @Override
  public long totalBytes(Path directory) {
    return DiskFaults.TOTAL_BYTES;
  }

  private final class Read implements ReadFile {
    private final ReadFile file;
    private final Path path;

    Read(ReadFile file, Path path) {
      this.file = file;
      this.path = path;
    }

    @Override
    public int readAt(long offset, ByteBuffer target) throws IOException {
      faults.beforeRead(path);
      return file.readAt(offset, target);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private final class Appended implements AppendFile {
    private final AppendFile file;
    private final Path path;

    Appended(AppendFile file, Path path) {
      this.file = file;
      this.path = path;
    }

    @Override
    public void append(ByteBuffer... buffers) throws IOException {
      long bytes = 0;
      for (ByteBuffer buffer : buffers) {
        bytes += buffer.remaining();
      }
      simulation.say("disk: append " + bytes + " to " + path.getFileName());
      onChange.run();
      Strike strike = faults.strike(Call.APPEND, path);
      if (strike == Strike.HALFWAY) {
        ByteBuffer half = buffers[0].duplicate();
        half.limit(half.position() + half.remaining() / 2);
        file.append(half);
      }
      fail(Call.APPEND, strike);
      faults.take(Math.max(0, file.appended() + bytes - file.prepared()));
      file.append(buffers);
    }

    @Override
    public void prepare(long length) throws IOException {
      change(
          Call.PREPARE,
          "prepare " + length + " of",
          path,
          () -> {
            faults.take(Math.max(0, length - file.prepared()));
            file.prepare(length);
          });
    }

    @Override
    public long appended() {
      return file.appended();
    }

    @Override
    public long prepared() {
      return file.prepared();
    }

    @Override
    public void sync() throws IOException {
      change(
          Call.SYNC,
          "sync",
          path,
          () -> {
            if (!plant.leavesOutSyncOf(String.valueOf(path.getFileName()))) {
              file.sync();
            }
          });
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
