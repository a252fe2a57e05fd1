package io.penstock.s3.chain;

import io.penstock.common.offset.Position;
import java.time.Instant;
import java.util.Optional;

/**
 * What the owner of a chain knows: the newest element, all of whose files are in place.
 *
 * @param sequence 0 where there is no chain yet
 * @param seen the server's time at which this element was certainly the newest; empty where the server told none
 */
public record Tail(long sequence, Optional<Instant> seen, Position position) {}
