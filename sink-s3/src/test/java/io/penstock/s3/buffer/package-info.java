/** Buffers and budgets. */
@NullMarked
package io.penstock.s3.buffer;

import org.jspecify.annotations.NullMarked;
