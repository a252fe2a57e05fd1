/** The schedule of a run: a pure function of the seed. Called by the command line and the injector, from any thread. */
@NullMarked
package io.penstock.chaos.plan;

import org.jspecify.annotations.NullMarked;
