/** Which object a record belongs to and what that object is called. Pure; called on the task's thread. */
@NullMarked
package io.penstock.s3.partition;

import org.jspecify.annotations.NullMarked;
