/** Unit tests of {@code io.aitta.http.route}. */
package io.aitta.http.route;
