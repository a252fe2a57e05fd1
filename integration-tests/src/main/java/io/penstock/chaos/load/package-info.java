/** Publishers and producers that know what they sent. Messages are a pure function of the seed. */
@NullMarked
package io.penstock.chaos.load;

import org.jspecify.annotations.NullMarked;
