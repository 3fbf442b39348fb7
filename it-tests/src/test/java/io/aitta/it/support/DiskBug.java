package io.aitta.it.support;

import io.aitta.core.io.fault.FaultPlan;

/** What a disk leaves out though the store asked for it, as if the store had not asked. */
@FunctionalInterface
public interface DiskBug {
  /** All is as it should be. */
  DiskBug NONE = plan -> {};

  /** To be called for the plan of every disk of a run, before it is used. */
  void under(FaultPlan plan);
}
