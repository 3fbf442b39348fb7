package io.aitta.it.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.Store;
import io.aitta.actors.StoreSettings;
import io.aitta.core.Range;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.Stages;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;

/** The store of a run, from one opening to the next, on one disk. For one thread. */
final class ModelLife {
  private final ActorSystem<?> system;
  private final StoreSettings settings;
  private final ModelDisk disk;
  private final ModelFigures figures;
  private LifeEvents events = new LifeEvents();
  private RunningStore running;

  ModelLife(ActorSystem<?> system, StoreSettings settings, ModelDisk disk, ModelFigures figures) {
    this.system = system;
    this.settings = settings;
    this.disk = disk;
    this.figures = figures;
    this.running = open();
  }

  private RunningStore open() {
    RunningStore opened = RunningStore.open(system, settings, disk.begin());
    disk.opened();
    LifeEvents told = new LifeEvents();
    opened.store().events().to(Sink.foreach(told::happened)).run(system);
    events = told;
    return opened;
  }

  Store store() {
    return running.store();
  }

  ActorSystem<?> system() {
    return system;
  }

  ModelDisk disk() {
    return disk;
  }

  LifeEvents events() {
    return events;
  }

  /** The store closes, and nothing may be wrong. */
  void end() {
    figures.life(store().figures().counters());
    running.close();
    figures.told(events);
  }

  void reopen(VersionedMap model) {
    end();
    running = open();
    figures.count("reopens");
    assertThat(running.info().lastSeq()).isGreaterThanOrEqualTo(model.last());
    assertThat(running.info().tornBytes()).isZero();
  }

  /** The power fails; what is left is opened. A disk that cannot lose anything is closed first. */
  void crash(CrashPolicy policy, RandomGenerator random) {
    if (!disk.crashes()) {
      end();
      running = open();
      return;
    }
    figures.life(store().figures().counters());
    figures.told(events);
    disk.crash(policy, random);
    running.abandon();
    running = open();
    figures.count("crashes");
    if (running.info().tornBytes() > 0) {
      figures.count("torn.tails");
    }
  }

  /** Whatever state the store is in, its threads and files are given back. */
  void abandon() {
    running.abandon();
  }

  /** Reads everything there is, forward and back. */
  void compareAll(VersionedMap model) {
    for (Range range : List.of(Range.all(), Range.all().reverse())) {
      assertThat(Stages.get(store().scan(range).runWith(Sink.seq(), system)))
          .isEqualTo(model.scan(range, model.last()));
    }
  }

  /** Between two lives nothing in the directory is damaged. */
  void verify() {
    long lastBefore = store().figures().watermarks().memorySeq();
    end();
    assertThat(disk.damages()).isEmpty();
    running = open();
    assertThat(running.info().lastSeq()).isEqualTo(lastBefore);
    assertThat(running.info().tornBytes()).isZero();
  }
}
