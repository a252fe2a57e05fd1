/** Keys of the ledger and the writer's own rules. */
@NullMarked
package io.penstock.s3.writer;

import org.jspecify.annotations.NullMarked;
