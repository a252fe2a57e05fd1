/** The pipeline's parts as child processes, with a fault proxy between each pair, and the connectors' configurations. */
@NullMarked
package io.penstock.chaos.cluster;

import org.jspecify.annotations.NullMarked;
