/**
 * What differs between databases: connecting, types, DDL, the fastest way to write rows, the ledger's statements, and what a
 * failure means. Called by the writer on the task's thread; nothing here keeps state between calls.
 */
@NullMarked
package io.penstock.jdbc.dialect;

import org.jspecify.annotations.NullMarked;
