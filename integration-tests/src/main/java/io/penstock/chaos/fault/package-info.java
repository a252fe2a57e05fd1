/** Carries out the schedule, and does what an operator would do meanwhile: restart failed tasks. */
@NullMarked
package io.penstock.chaos.fault;

import org.jspecify.annotations.NullMarked;
