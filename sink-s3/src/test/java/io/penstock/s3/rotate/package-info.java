/** When files end. */
@NullMarked
package io.penstock.s3.rotate;

import org.jspecify.annotations.NullMarked;
