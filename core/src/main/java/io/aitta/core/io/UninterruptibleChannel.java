package io.aitta.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A file that stays open whoever is interrupted. A {@code FileChannel} closes itself when the
 * thread in it is interrupted, and a log that cannot be written seals its store; so a thread that
 * others may interrupt, such as a caller's who waits, could not be let near it. An asynchronous
 * channel has no such rule. Its reads and writes are run at once by the thread that asks: nothing
 * about it is asynchronous here.
 */
final class UninterruptibleChannel implements WriteChannel {
  private static final ExecutorService AT_ONCE = new AtOnce();

  private final AsynchronousFileChannel channel;

  private UninterruptibleChannel(AsynchronousFileChannel channel) {
    this.channel = channel;
  }

  static UninterruptibleChannel open(Path file, OpenOption... options) throws IOException {
    return new UninterruptibleChannel(AsynchronousFileChannel.open(file, Set.of(options), AT_ONCE));
  }

  @Override
  public int write(ByteBuffer direct, long position) throws IOException {
    return done(channel.write(direct, position));
  }

  /** Reads into a direct buffer. Returns how many bytes, -1 at the file's end. */
  int read(ByteBuffer direct, long position) throws IOException {
    return done(channel.read(direct, position));
  }

  private static int done(Future<Integer> transfer) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return transfer.get();
        } catch (InterruptedException e) {
          interrupted = true; // by whom, the caller will see: the flag is set again
        }
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("a read or write failed", failed.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void force(boolean everything) throws IOException {
    channel.force(everything);
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Has no threads, so there is nothing to shut down. */
  private static final class AtOnce extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {
      // see the class
    }

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
