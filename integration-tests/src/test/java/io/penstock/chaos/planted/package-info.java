/** That each planted bug can be planted, changes what it says and no more. */
@NullMarked
package io.penstock.chaos.planted;

import org.jspecify.annotations.NullMarked;
