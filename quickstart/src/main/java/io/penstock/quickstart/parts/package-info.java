/**
 * The running parts of the pipeline: starting and stopping them, and the few doors through which the rest looks inside
 * (topics, tables, objects). Called by the main thread; the clients are safe for the live view's thread too.
 */
@NullMarked
package io.penstock.quickstart.parts;

import org.jspecify.annotations.NullMarked;
