/**
 * Histories: what concurrent clients asked and were told, and whether one store could have said so.
 *
 * <p>A {@link io.aitta.it.history.Call} is one request with the moments it began and ended. {@link
 * io.aitta.it.history.Judge} holds a history against two theories. Each key by itself must be a
 * linearizable register ({@link io.aitta.it.history.Linearizability}: the search of Wing and Gong,
 * with Lowe's memory of configurations; keys may be judged alone, since linearizability is local).
 * All keys together must be strictly serializable ({@link io.aitta.it.history.Dependencies}: Adya's
 * graph of who wrote, read and overwrote which version, with real time; no cycle). What nobody was
 * told the end of stays possible for ever.
 */
@NullMarked
package io.aitta.it.history;

import org.jspecify.annotations.NullMarked;
