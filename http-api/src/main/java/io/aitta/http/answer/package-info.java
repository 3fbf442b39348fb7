/** What goes back to the client: problems (RFC 9457) and plain answers. Bytes only. */
@NullMarked
package io.aitta.http.answer;

import org.jspecify.annotations.NullMarked;
