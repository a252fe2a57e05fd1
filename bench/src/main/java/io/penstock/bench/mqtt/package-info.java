/**
 * {@code bin/bench mqtt}: messages out of a broker that is never the limit, by our source's task and by the clients that others
 * build on. Clients call back on threads of their own.
 */
@NullMarked
package io.penstock.bench.mqtt;

import org.jspecify.annotations.NullMarked;
