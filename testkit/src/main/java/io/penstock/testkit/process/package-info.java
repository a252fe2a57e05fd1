/**
 * Child processes of a test: started, watched, frozen and killed. Called by the services of this kit and by tests, from any thread; no child
 * outlives the JVM that started it, however that JVM ends.
 */
@NullMarked
package io.penstock.testkit.process;

import org.jspecify.annotations.NullMarked;
