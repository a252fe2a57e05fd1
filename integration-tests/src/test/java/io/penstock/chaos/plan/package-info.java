/** Properties of schedules, over many seeds. */
@NullMarked
package io.penstock.chaos.plan;

import org.jspecify.annotations.NullMarked;
