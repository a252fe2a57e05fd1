/** Drives a task as Connect does, against a real database. Used by tests on their own thread. */
@NullMarked
package io.penstock.jdbc.harness;

import org.jspecify.annotations.NullMarked;
