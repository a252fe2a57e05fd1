/** When a file is complete, by records, bytes, age, record time and schedule. Pure; called on the task's thread. */
@NullMarked
package io.penstock.s3.rotate;

import org.jspecify.annotations.NullMarked;
