package io.aitta.actors;

import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import org.apache.pekko.Done;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The message form of {@link Store}: the same operations, the same order, the same answers. Local:
 * these messages do not cross nodes. Each is answered once, within its deadline. What is refused
 * for want of room is refused at once; backpressure is with the facade.
 */
public sealed interface StoreCommand extends NoSerializationVerificationNeeded {
  /** See {@link Store#put(Bytes, Bytes, WriteOptions)}. */
  record Put(Bytes key, Bytes value, WriteOptions options, ActorRef<WriteReply> replyTo)
      implements StoreCommand {}

  /** See {@link Store#delete(Bytes, WriteOptions)}. */
  record Delete(Bytes key, WriteOptions options, ActorRef<WriteReply> replyTo)
      implements StoreCommand {}

  /** See {@link Store#deleteRange}. */
  record DeleteRange(Range range, WriteOptions options, ActorRef<WriteReply> replyTo)
      implements StoreCommand {}

  /** See {@link Store#write}. */
  record Write(WriteBatch batch, WriteOptions options, ActorRef<WriteReply> replyTo)
      implements StoreCommand {}

  /** See {@link Store#sync()}. */
  record Sync(ActorRef<WriteReply> replyTo) implements StoreCommand {}

  /** See {@link Store#get}. */
  record Get(Bytes key, ActorRef<GetReply> replyTo) implements StoreCommand {}

  /** See {@link Store#snapshot()}. */
  record OpenSnapshot(ActorRef<SnapshotReply> replyTo) implements StoreCommand {}

  /** See {@link Store#flush}. */
  record Flush(ActorRef<DoneReply> replyTo) implements StoreCommand {}

  /** See {@link Store#close}. */
  record Close(ActorRef<DoneReply> replyTo) implements StoreCommand {}

  /** What became of a write. */
  sealed interface WriteReply extends NoSerializationVerificationNeeded {
    /** It is done, at the level asked for or a stronger one. */
    record Done(Committed committed) implements WriteReply {}

    /** It is not done, or nobody knows; the reason tells which. */
    record Refused(StoreException why) implements WriteReply {}
  }

  /** What became of a get. */
  sealed interface GetReply extends NoSerializationVerificationNeeded {
    /** The key exists. */
    record Found(Entry entry) implements GetReply {}

    /** The key does not exist. */
    record Absent(Bytes key) implements GetReply {}

    /** Nobody could tell. */
    record Failed(StoreException why) implements GetReply {}
  }

  /** What became of a request for a snapshot. */
  sealed interface SnapshotReply extends NoSerializationVerificationNeeded {
    /** It is open; to be closed by whoever asked. */
    record Opened(Snapshot snapshot) implements SnapshotReply {}

    /** It could not be opened. */
    record Failed(StoreException why) implements SnapshotReply {}
  }

  /** What became of something that is done or not. */
  sealed interface DoneReply extends NoSerializationVerificationNeeded {
    /** It is done. */
    record Finished(Done done) implements DoneReply {}

    /** It is not. */
    record Failed(StoreException why) implements DoneReply {}
  }

  /** What the store tells itself. */
  non-sealed interface Internal extends StoreCommand {}
}
