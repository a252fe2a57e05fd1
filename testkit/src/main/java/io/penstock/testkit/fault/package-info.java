/** Faults of the network between a client and a real service, made in this JVM. Called by tests, from any thread. */
@NullMarked
package io.penstock.testkit.fault;

import org.jspecify.annotations.NullMarked;
