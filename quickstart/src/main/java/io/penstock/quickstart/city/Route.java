package io.penstock.quickstart.city;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One direction of a bus line.
 *
 * @param id the route's id, such as {@code 2550}
 * @param designation what the vehicle shows to passengers, such as {@code 550}
 * @param line the operator's internal line number
 * @param direction 1 outbound, 2 inbound
 * @param headsign the destination
 * @param stops at least two, in driving order
 * @param tunnel whether satellites are out of sight between the two middle stops
 */
record Route(
        String id, String designation, int line, int direction, String headsign, List<Stop> stops, boolean tunnel) {

    Route {
        stops = List.copyOf(stops);
        if (stops.size() < 2) {
            throw new IllegalArgumentException("route " + id + " has fewer than two stops");
        }
    }

    /** The way back along the same stops. */
    Route reversed(String destination) {
        List<Stop> back = new ArrayList<>(stops);
        Collections.reverse(back);
        return new Route(id, designation, line, 3 - direction, destination, back, tunnel);
    }

    /** Legs between consecutive stops. */
    int legs() {
        return stops.size() - 1;
    }

    boolean inTunnel(int leg) {
        return tunnel && leg == legs() / 2;
    }
}
