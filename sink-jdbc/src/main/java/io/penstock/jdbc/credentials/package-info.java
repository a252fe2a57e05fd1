/**
 * What a user's class implements to give a task its user and password ({@code connection.provider.class}). Called on the task's
 * thread, whenever a connection is opened.
 */
@NullMarked
package io.penstock.jdbc.credentials;

import org.jspecify.annotations.NullMarked;
