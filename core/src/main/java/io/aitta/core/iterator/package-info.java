/**
 * How sorted sources are walked and asked: the cursor every source gives, the question that travels
 * from source to source, the merge of many cursors, range deletes cut into fragments, and the
 * cursor of what a reader may see.
 *
 * <p>No allocation a step, no I/O of its own. A cursor is for one thread.
 */
@NullMarked
package io.aitta.core.iterator;

import org.jspecify.annotations.NullMarked;
