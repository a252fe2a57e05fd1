/**
 * JUnit extensions that start the services of this kit once for a test class, or once for the whole JVM, and name the services' logs in the
 * failures of tests. For use as static {@code @RegisterExtension} fields.
 */
@NullMarked
package io.penstock.testkit.junit;

import org.jspecify.annotations.NullMarked;
