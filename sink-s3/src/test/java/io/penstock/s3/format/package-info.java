/** The JSON encoder's forms. */
@NullMarked
package io.penstock.s3.format;

import org.jspecify.annotations.NullMarked;
