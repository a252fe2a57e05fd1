package io.penstock.quickstart.city;

import org.jspecify.annotations.Nullable;

/**
 * One report of a vehicle, named as in the feed's payload. Null is what a vehicle does not know, as in the real feed.
 *
 * @param desi the line's number as passengers see it
 * @param dir direction of the trip, {@code "1"} or {@code "2"}
 * @param oper the operator that runs the trip
 * @param veh the vehicle's number, unique per operator
 * @param tst time of the report, milliseconds since the epoch; strictly increasing per vehicle
 * @param spd metres a second
 * @param hdg degrees, 0 to 360
 * @param lat degrees, WGS 84
 * @param lon degrees, WGS 84; of another name in the payload, where it is a Java keyword
 * @param acc metres a second squared
 * @param dl seconds off the schedule, negative when late
 * @param odo metres since the start of the trip
 * @param drst doors: 1 if one is open
 * @param oday the operating day, ISO date
 * @param jrn the journey's internal number
 * @param line the line's internal number
 * @param start scheduled start of the trip, local {@code HH:mm}
 * @param loc where the location comes from: {@code GPS}, or {@code N/A}
 * @param stop the stop at which it stands
 * @param route the route's id
 * @param occu occupancy in per cent
 * @param headsign the destination; in the topic only
 * @param nextStop id of the next stop, or {@code EOL} at the end of the line; in the topic only
 * @param geohashLevel the first coordinate digit that changed since the vehicle's last report; in the topic only
 * @param geohash the coordinates' digits interleaved, such as {@code 60;24/19/73/44}; in the topic only
 */
public record VehiclePosition(
        String desi,
        String dir,
        int oper,
        int veh,
        long tst,
        double spd,
        @Nullable Integer hdg,
        @Nullable Double lat,
        @Nullable Double lon,
        @Nullable Double acc,
        int dl,
        @Nullable Integer odo,
        @Nullable Integer drst,
        String oday,
        int jrn,
        int line,
        String start,
        String loc,
        @Nullable Integer stop,
        String route,
        int occu,
        String headsign,
        String nextStop,
        int geohashLevel,
        String geohash) {}
