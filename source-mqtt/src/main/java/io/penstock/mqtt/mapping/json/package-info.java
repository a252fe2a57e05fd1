/**
 * JSON payloads: values without a schema, and values with one that is given or inferred. Pure but for what was inferred, which belongs to the task's thread.
 */
@NullMarked
package io.penstock.mqtt.mapping.json;

import org.jspecify.annotations.NullMarked;
