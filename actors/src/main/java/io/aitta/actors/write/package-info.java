/**
 * The life of a write until it is visible: {@link io.aitta.actors.write.WalWriter} decides, numbers
 * and gathers writes, gives the log one group at a time, and passes what came back on to the
 * memtable. A write is answered exactly once, whoever comes first.
 */
@NullMarked
package io.aitta.actors.write;

import org.jspecify.annotations.NullMarked;
