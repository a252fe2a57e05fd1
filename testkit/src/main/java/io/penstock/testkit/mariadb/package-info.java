/** A MariaDB server of its own for a test, real and on loopback. Called by tests, from any thread. */
@NullMarked
package io.penstock.testkit.mariadb;

import org.jspecify.annotations.NullMarked;
