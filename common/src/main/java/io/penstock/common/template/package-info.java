/**
 * The one template engine behind every name that is made from a record: topics, tables, object keys. Templates are parsed
 * once when a connector starts and rendered on the task's thread.
 */
@NullMarked
package io.penstock.common.template;

import org.jspecify.annotations.NullMarked;
