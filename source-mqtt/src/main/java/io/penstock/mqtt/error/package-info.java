/** The MQTT source's failures under their stable codes. Used by every other package of the source, on any thread; depends on none of them. */
@NullMarked
package io.penstock.mqtt.error;

import org.jspecify.annotations.NullMarked;
