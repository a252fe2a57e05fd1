/** A PostgreSQL server of its own for a test, real and on loopback. Called by tests and the quickstart, from any thread. */
@NullMarked
package io.penstock.testkit.postgres;

import org.jspecify.annotations.NullMarked;
