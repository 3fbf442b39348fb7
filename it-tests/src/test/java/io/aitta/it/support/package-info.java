/** What the whole-store tests share: figures, child processes, stores in a real ActorSystem. */
@NullMarked
package io.aitta.it.support;

import org.jspecify.annotations.NullMarked;
