/**
 * Bytes that wait for the store: immutable contents made of pieces, growing buffers, and the budget that bounds them all.
 * Called by formats, the chain's codec and the writer, on the task's thread.
 */
@NullMarked
package io.penstock.s3.buffer;

import org.jspecify.annotations.NullMarked;
