/** One class a group of routes, and the streams behind scan and bulk. */
@NullMarked
package io.aitta.http.route;

import org.jspecify.annotations.NullMarked;
