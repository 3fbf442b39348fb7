package io.aitta.core.io.fault;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A file system that fails as a {@link FaultPlan} says, and else is the one below. */
public final class FaultyFileSystem implements FileSystem {
  private final FileSystem inner;
  private final FaultPlan plan;

  public FaultyFileSystem(FileSystem inner, FaultPlan plan) {
    this.inner = inner;
    this.plan = plan;
  }

  /** What goes wrong here. */
  public FaultPlan plan() {
    return plan;
  }

  @Override
  public FileSystem uncached() {
    return new FaultyFileSystem(inner.uncached(), plan);
  }

  @Override
  public AppendFile create(Path file) throws IOException {
    return plan.open(
        FileOperation.CREATE,
        file,
        () -> {
          AppendFile created = inner.create(file);
          return new FaultyAppendFile(created, file, plan, plan.space().created(file));
        });
  }

  @Override
  public ReadFile openRead(Path file) throws IOException {
    return plan.open(
        FileOperation.OPEN, file, () -> new FaultyReadFile(inner.openRead(file), file, plan));
  }

  @Override
  public DirectoryLock lock(Path directory) throws IOException {
    return plan.open(
        FileOperation.LOCK,
        directory,
        () -> new FaultyLock(inner.lock(directory), directory, plan));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    plan.change(
        FileOperation.RENAME,
        to,
        () -> {
          long replacedBytes = inner.exists(to) ? inner.size(to) : 0;
          inner.rename(from, to);
          plan.space().renamed(from, to, replacedBytes);
        });
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    plan.change(
        FileOperation.LINK,
        link,
        () -> {
          inner.link(existing, link);
          plan.space().linked(existing, link);
        });
  }

  @Override
  public void delete(Path file) throws IOException {
    plan.change(
        FileOperation.DELETE,
        file,
        () -> {
          long bytes = inner.size(file);
          inner.delete(file);
          plan.space().deleted(file, bytes);
        });
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    plan.change(
        FileOperation.CREATE_DIRECTORIES, directory, () -> inner.createDirectories(directory));
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    plan.change(FileOperation.SYNC_DIRECTORY, directory, () -> inner.syncDirectory(directory));
  }

  @Override
  public boolean exists(Path file) throws IOException {
    return plan.ask(FileOperation.STAT, file, () -> inner.exists(file));
  }

  @Override
  public long size(Path file) throws IOException {
    return plan.ask(FileOperation.STAT, file, () -> inner.size(file));
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return plan.ask(FileOperation.LIST, directory, () -> inner.list(directory));
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return plan.ask(
        FileOperation.SPACE, directory, () -> plan.space().usable(inner.usableBytes(directory)));
  }

  @Override
  public long totalBytes(Path directory) throws IOException {
    return plan.ask(
        FileOperation.SPACE, directory, () -> plan.space().total(inner.totalBytes(directory)));
  }
}
