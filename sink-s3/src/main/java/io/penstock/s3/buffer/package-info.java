/**
 * Bytes that wait for the store: immutable contents made of pieces, growing buffers, the budget that bounds them all, and the
 * disk for what has no room in it. Called by formats, the chain's codec and the writer, on the task's thread; contents may be
 * read on others.
 */
@NullMarked
package io.penstock.s3.buffer;

import org.jspecify.annotations.NullMarked;
