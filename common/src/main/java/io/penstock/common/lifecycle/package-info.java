/**
 * Closing in reverse order, logging context for own threads, and the version that a plugin reports.
 */
@NullMarked
package io.penstock.common.lifecycle;

import org.jspecify.annotations.NullMarked;
