/**
 * How long to wait between attempts and when to give up. Pure: time and chance come in as arguments. Used on task threads.
 */
@NullMarked
package io.penstock.common.retry;

import org.jspecify.annotations.NullMarked;
