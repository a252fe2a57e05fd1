@NullMarked
package io.penstock.chaos.cluster;

import org.jspecify.annotations.NullMarked;
