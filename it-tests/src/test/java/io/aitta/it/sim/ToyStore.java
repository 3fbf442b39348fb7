package io.aitta.it.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * A write path of the store's shape and nothing in it: a writer that numbers, a stage that gathers
 * while the disk works, a table, and clients with timers. It shows that the simulator repeats
 * itself.
 */
final class ToyStore {
  private static final int GATHERED_MAX = 64;

  private ToyStore() {}

  record Write(long number, String key, ActorRef<Long> replyTo) {}

  interface TableCommand {}

  record Durable(List<Write> group) implements TableCommand {}

  record Get(String key, ActorRef<String> replyTo) implements TableCommand {}

  record Put(String key, ActorRef<Long> replyTo) {}

  /** The whole toy, with {@code clients} clients of {@code puts} puts each. */
  static Behavior<String> create(Simulation simulation, int clients, int puts) {
    return Behaviors.setup(
        context -> {
          ActorRef<TableCommand> table =
              context.spawn(
                  table(simulation),
                  "table",
                  DispatcherSelector.fromConfig("aitta.dispatchers.memtable"));
          ActorRef<Put> writer = context.spawn(writer(simulation, table), "writer");
          for (int i = 0; i < clients; i++) {
            context.spawn(
                ToyClient.create(simulation, "client" + i, puts, writer, table), "client" + i);
          }
          return Behaviors.receive(String.class)
              .onMessageEquals("stop", Behaviors::stopped)
              .build();
        });
  }

  private static Behavior<TableCommand> table(Simulation simulation) {
    TreeMap<String, Long> table = new TreeMap<>();
    return Behaviors.receive(TableCommand.class)
        .onMessage(
            Durable.class,
            durable -> {
              simulation.say("durable " + durable.group().size());
              for (Write write : durable.group()) {
                table.put(write.key(), write.number());
                write.replyTo().tell(write.number());
              }
              return Behaviors.same();
            })
        .onMessage(
            Get.class,
            get -> {
              get.replyTo().tell(get.key() + "=" + table.get(get.key()));
              return Behaviors.same();
            })
        .build();
  }

  private static Behavior<Put> writer(Simulation simulation, ActorRef<TableCommand> table) {
    return Behaviors.setup(
        context -> {
          Executor disk =
              context
                  .getSystem()
                  .dispatchers()
                  .lookup(DispatcherSelector.fromConfig("aitta.dispatchers.wal-io"));
          BoundedSourceQueue<Write> log =
              Source.<Write>queue(256)
                  .async()
                  .via(new GatherAndSync(simulation, disk))
                  .to(Sink.foreach(group -> table.tell(new Durable(group))))
                  .run(Materializer.createMaterializer(context));
          long[] last = {0};
          return Behaviors.receive(Put.class)
              .onMessage(
                  Put.class,
                  put -> {
                    Write write = new Write(++last[0], put.key(), put.replyTo());
                    simulation.say("number " + write.number() + " " + log.offer(write));
                    return Behaviors.same();
                  })
              .build();
        });
  }

  /** Gathers while one sync is in flight; append and sync are two tasks of the disk. */
  private static final class GatherAndSync extends GraphStage<FlowShape<Write, List<Write>>> {
    private final Inlet<Write> in = Inlet.create("GatherAndSync.in");
    private final Outlet<List<Write>> out = Outlet.create("GatherAndSync.out");
    private final FlowShape<Write, List<Write>> shape = FlowShape.of(in, out);
    private final Simulation simulation;
    private final Executor disk;

    GatherAndSync(Simulation simulation, Executor disk) {
      this.simulation = simulation;
      this.disk = disk;
    }

    @Override
    public FlowShape<Write, List<Write>> shape() {
      return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inherited) {
      return new GraphStageLogic(shape) {
        private List<Write> gathered = new ArrayList<>();
        private boolean atDisk;
        private AsyncCallback<List<Write>> synced;

        {
          setHandler(
              in,
              new AbstractInHandler() {
                @Override
                public void onPush() {
                  gathered.add(grab(in));
                  startIfIdle();
                  if (gathered.size() < GATHERED_MAX) {
                    pull(in);
                  }
                }
              });
          setHandler(
              out,
              new AbstractOutHandler() {
                @Override
                public void onPull() {
                  startIfIdle();
                }
              });
        }

        @Override
        public void preStart() {
          synced = createAsyncCallback(this::onSynced);
          pull(in);
        }

        private void startIfIdle() {
          if (!atDisk && !gathered.isEmpty() && isAvailable(out)) {
            List<Write> group = gathered;
            gathered = new ArrayList<>();
            atDisk = true;
            disk.execute(() -> append(group));
          }
        }

        private void append(List<Write> group) {
          simulation.say("append " + group.size() + " from " + group.get(0).number());
          disk.execute(() -> synced.invoke(group));
        }

        private void onSynced(List<Write> group) {
          atDisk = false;
          push(out, group);
          if (!hasBeenPulled(in)) {
            pull(in);
          }
        }
      };
    }
  }

  /** Picks keys of a few. */
  static String key(RandomGenerator random) {
    return "key" + random.nextInt(8);
  }
}
