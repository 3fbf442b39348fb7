package io.aitta.wal;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system around another that writes down every call that changes something, asks a test
 * before each, and has only so much space.
 */
final class ScriptedFileSystem implements FileSystem {
  /** Is asked before a call takes effect; what it throws is the call's failure. */
  interface Script {
    void before(String call) throws IOException;
  }

  private final FileSystem inner;
  final List<String> calls = new ArrayList<>();
  Script script = call -> {};
  long freeBytes = Long.MAX_VALUE / 2;
  long totalBytes = Long.MAX_VALUE / 2;

  /** The next append writes all it is given, and then says the disk is full. */
  boolean fullAfterNextAppend;

  boolean tellsWhatIsLeft = true;

  ScriptedFileSystem(FileSystem inner) {
    this.inner = inner;
  }

  FileSystem inner() {
    return inner;
  }

  /** Calls since the last time it was asked. */
  List<String> takeCalls() {
    List<String> taken = List.copyOf(calls);
    calls.clear();
    return taken;
  }

  private void before(String verb, Path path) throws IOException {
    String call = verb + " " + path.getFileName();
    calls.add(call);
    script.before(call);
  }

  @Override
  public AppendFile create(Path file) throws IOException {
    before("create", file);
    return new ScriptedFile(file, inner.create(file));
  }

  @Override
  public ReadFile openRead(Path file) throws IOException {
    return inner.openRead(file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    before("rename", from);
    inner.rename(from, to);
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    before("link", existing);
    inner.link(existing, link);
  }

  @Override
  public void delete(Path file) throws IOException {
    before("delete", file);
    freeBytes += inner.size(file);
    inner.delete(file);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    inner.createDirectories(directory);
  }

  @Override
  public boolean exists(Path file) throws IOException {
    return inner.exists(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return inner.size(file);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return inner.list(directory);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    before("syncDirectory", directory);
    inner.syncDirectory(directory);
  }

  @Override
  public DirectoryLock lock(Path directory) throws IOException {
    return inner.lock(directory);
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    if (!tellsWhatIsLeft) {
      throw new IOException("planted");
    }
    return freeBytes;
  }

  @Override
  public long totalBytes(Path directory) {
    return totalBytes;
  }

  private final class ScriptedFile implements AppendFile {
    private final Path path;
    private final AppendFile file;

    private ScriptedFile(Path path, AppendFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public void append(ByteBuffer... buffers) throws IOException {
      before("append", path);
      for (ByteBuffer buffer : buffers) {
        long room = file.prepared() - file.appended() + freeBytes;
        if (buffer.remaining() > room) {
          buffer.limit(buffer.position() + (int) room);
          take(buffer.remaining());
          file.append(buffer);
          throw new DiskFullException("no space left for " + path);
        }
        take(buffer.remaining());
        file.append(buffer);
      }
      if (fullAfterNextAppend) {
        fullAfterNextAppend = false;
        throw new DiskFullException("planted");
      }
    }

    private void take(int bytes) {
      freeBytes -= Math.max(0, file.appended() + bytes - file.prepared());
    }

    @Override
    public void prepare(long length) throws IOException {
      before("prepare", path);
      long from = Math.max(file.prepared(), file.appended());
      long grows = Math.max(0, length - from);
      long granted = Math.min(grows, freeBytes);
      freeBytes -= granted;
      file.prepare(Math.min(length, from + granted));
      if (granted < grows) {
        throw new DiskFullException("no space left for " + path);
      }
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
      before("sync", path);
      file.sync();
    }

    @Override
    public void close() throws IOException {
      calls.add("close " + path.getFileName());
      file.close();
    }
  }
}
