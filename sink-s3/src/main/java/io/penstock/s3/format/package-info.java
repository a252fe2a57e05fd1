/** Records as bytes: encoders compiled once per schema, and compression. No I/O; called on the task's thread. */
@NullMarked
package io.penstock.s3.format;

import org.jspecify.annotations.NullMarked;
