/** Real parts for tests: see the packages below for the services, the faults and the JUnit extensions. */
@NullMarked
package io.penstock.testkit;

import org.jspecify.annotations.NullMarked;
