package io.aitta.actors;

import io.aitta.actors.StoreCommand.GetReply;
import io.aitta.actors.engine.ReadView;
import io.aitta.actors.read.AsyncReads;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.StoreException;
import io.aitta.core.format.KeyHash;
import io.aitta.core.iterator.Lookup;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A get that came as a message and waits for a block; answered once. */
final class MessageGet extends AsyncReads.Answer {
  private final StoreCommand.Get get;

  /** An answer and the end of the wait for it may come together. */
  private final AtomicBoolean answered = new AtomicBoolean();

  private MessageGet(StoreCommand.Get get) {
    this.get = get;
  }

  /** Answers a get, now or when the disk has. */
  static void answer(OpenStore store, StoreCommand.Get get) {
    byte[] treeKey;
    try {
      treeKey = store.requests().treeKey(get.key());
    } catch (StoreException why) {
      get.replyTo().tell(new GetReply.Failed(why));
      return;
    }
    long hash = KeyHash.of(treeKey);
    AsyncReads reads = store.reads();
    Lookup told = reads.fromMemory(treeKey, hash);
    if (told != null) {
      get.replyTo().tell(reply(get.key(), told));
      return;
    }
    ReadView view = reads.pin();
    reads.lookUp(
        view, reads.now(view), treeKey, hash, store.readDeadlineNanos(), new MessageGet(get));
  }

  /** The answer if it lies in memory, else null. */
  static @Nullable GetReply fromMemory(OpenStore store, Bytes key) {
    byte[] treeKey = store.requests().treeKey(key);
    Lookup told = store.reads().fromMemory(treeKey, KeyHash.of(treeKey));
    return told == null ? null : reply(key, told);
  }

  private static GetReply reply(Bytes key, Lookup told) {
    Bytes value = told.value();
    return value == null
        ? new GetReply.Absent(key)
        : new GetReply.Found(new Entry(key, value, told.version()));
  }

  @Override
  protected void onFound(Lookup decided) {
    tell(reply(get.key(), decided));
  }

  @Override
  protected void onFailed(StoreException why) {
    tell(new GetReply.Failed(why));
  }

  private void tell(GetReply reply) {
    if (answered.compareAndSet(false, true)) {
      get.replyTo().tell(reply);
    }
  }
}
