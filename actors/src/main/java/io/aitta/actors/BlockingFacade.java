package io.aitta.actors;

import io.aitta.actors.engine.Loan;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.Signal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@link BlockingStore} over the actors, by threads lent to them. Thread-safe. */
final class BlockingFacade implements BlockingStore {
  /** Beyond the deadline, by when the store has answered unless its actors are gone. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration GET_TIMEOUT = Duration.ofSeconds(10);

  private final StoreFacade facade;

  BlockingFacade(StoreFacade facade) {
    this.facade = facade;
  }

  @Override
  public Committed put(Bytes key, Bytes value, WriteOptions options) {
    return write(options, requests -> requests.put(key, value, options));
  }

  @Override
  public Committed delete(Bytes key, WriteOptions options) {
    return write(options, requests -> requests.delete(key, options));
  }

  @Override
  public Committed deleteRange(Range range, WriteOptions options) {
    return write(options, requests -> requests.deleteRange(range, options));
  }

  @Override
  public Committed write(WriteBatch batch, WriteOptions options) {
    if (batch.items().isEmpty()) {
      return await(facade.sync(), options.timeout());
    }
    return write(options, requests -> requests.batch(batch, options));
  }

  private Committed write(WriteOptions options, Function<Requests, Requests.Parsed> parse) {
    OpenStore store = open(options.timeout());
    Requests.Parsed parsed = parse.apply(store.requests());
    long timeoutNanos = options.timeout().toNanos();
    AwaitedWrite write =
        new AwaitedWrite(
            parsed.operations(),
            parsed.conditions(),
            options.durability(),
            store.context().nanos() + timeoutNanos);
    Loan.lend(() -> store.submit(write), write::isDecided);
    return write.await(timeoutNanos + GRACE.toNanos());
  }

  @Override
  public Optional<Entry> get(Bytes key) {
    OpenStore store = open(GET_TIMEOUT);
    store.requests().treeKey(key); // refuses what is no key
    facade.requireReading(store);
    return Optional.ofNullable(store.reader().newest(TreeKey.KEYSPACE_DEFAULT, key));
  }

  private OpenStore open(Duration timeout) {
    OpenStore store = facade.open();
    if (store == null) {
      await(facade.ready(), timeout);
      store = facade.open();
    }
    if (store == null) {
      throw new StoreException(ErrorCode.STARTING, Outcome.NOT_DONE, "the store is not open");
    }
    return store;
  }

  /** Waits for an answer that comes on the reply dispatcher. */
  @SuppressWarnings("FutureReturnValueIgnored") // its only effect is the signal
  private static <T> T await(CompletionStage<T> stage, Duration timeout) {
    var answered = new Signal();
    var answer = stage.toCompletableFuture();
    answer.whenComplete((value, why) -> answered.raise());
    if (!answered.await(timeout.toNanos())) {
      throw new StoreException(ErrorCode.DEADLINE, Outcome.NONE, "no answer within " + timeout);
    }
    try {
      return answer.join();
    } catch (java.util.concurrent.CompletionException failed) {
      throw failed.getCause() instanceof StoreException why ? why : failed;
    }
  }
}
