/**
 * Tables and columns as the sink sees them, and what columns a record's schema or values ask for. Pure. Used by plans, the
 * dialect and the writer on task threads.
 */
@NullMarked
package io.penstock.jdbc.schema;

import org.jspecify.annotations.NullMarked;
