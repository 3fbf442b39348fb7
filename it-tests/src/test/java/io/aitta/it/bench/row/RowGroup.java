package io.aitta.it.bench.row;

import java.io.IOException;
import java.util.List;

/** Rows that share a JVM and their data. */
public interface RowGroup {
  String name();

  List<Row> rows();

  /** Whether a round of it takes so long that further rounds are taken only while time is left. */
  default boolean isHeavy() {
    return false;
  }

  /** Whether it is measured only when its rows are named. */
  default boolean isOnDemand() {
    return false;
  }

  /** Whether it is for Aitta alone. */
  default boolean isWithoutPeer() {
    return false;
  }

  /** Measures those of its rows that are wanted. */
  void run(Lab lab) throws IOException;
}
