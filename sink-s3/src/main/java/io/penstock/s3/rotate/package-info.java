/** When a file is complete, by records, bytes, age and record time. Pure; called on the task's thread. */
@NullMarked
package io.penstock.s3.rotate;

import org.jspecify.annotations.NullMarked;
