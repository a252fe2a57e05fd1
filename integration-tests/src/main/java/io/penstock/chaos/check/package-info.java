/** Reads what the targets hold, by other people's clients, and holds it against what was sent. Shares no code with the connectors. */
@NullMarked
package io.penstock.chaos.check;

import org.jspecify.annotations.NullMarked;
