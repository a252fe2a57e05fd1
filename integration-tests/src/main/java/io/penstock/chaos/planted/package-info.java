/** Builds of the plugins with a bug in them, to see that the checker catches it. */
@NullMarked
package io.penstock.chaos.planted;

import org.jspecify.annotations.NullMarked;
