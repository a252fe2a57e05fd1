/**
 * Where a record stands and how to reach into it, for Structs and schemaless Maps alike. Pure; called per record on task
 * threads.
 */
@NullMarked
package io.penstock.common.record;

import org.jspecify.annotations.NullMarked;
