/** Makes the reference pages from the code, and holds them to it. */
@NullMarked
package io.penstock.docs;

import org.jspecify.annotations.NullMarked;
