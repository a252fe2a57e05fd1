/** The injector and the operator against a cluster that writes down what is done to it, with real sockets and a real HTTP server. */
@NullMarked
package io.penstock.chaos.fault;

import org.jspecify.annotations.NullMarked;
