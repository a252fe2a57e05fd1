/** One run from the first process to the verdict. Called by the command line and by tests, on one thread. */
@NullMarked
package io.penstock.chaos.run;

import org.jspecify.annotations.NullMarked;
