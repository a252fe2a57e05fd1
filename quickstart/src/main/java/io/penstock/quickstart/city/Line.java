package io.penstock.quickstart.city;

import java.util.ArrayList;
import java.util.List;

/**
 * A bus line with its two directions.
 *
 * @param outbound direction 1
 * @param inbound direction 2
 */
record Line(Route outbound, Route inbound) {

    /** The lines of the made-up city. The stops lie on land of nobody in particular. */
    static final List<Line> ALL = List.of(
            line("1014", "14", 14, "Lock Bridge", "North Weir", false, """
                    60.1582 24.9211, 60.1617 24.9268, 60.1660 24.9301, 60.1699 24.9384, 60.1743 24.9412,
                    60.1795 24.9377, 60.1848 24.9402, 60.1899 24.9361, 60.1951 24.9318, 60.2003 24.9283"""),
            line("1055", "55", 55, "Turbine Hall", "Old Mill", false, """
                    60.1699 24.9384, 60.1724 24.9502, 60.1761 24.9588, 60.1812 24.9641, 60.1870 24.9688,
                    60.1931 24.9702, 60.1990 24.9745, 60.2052 24.9769, 60.2109 24.9810"""),
            line("1069", "69", 69, "Harbour", "Spillway", true, """
                    60.1601 24.9455, 60.1668 24.9447, 60.1733 24.9409, 60.1802 24.9352, 60.1877 24.9279,
                    60.1964 24.9188, 60.2041 24.9133, 60.2133 24.9071, 60.2218 24.9012, 60.2301 24.8940"""),
            line("2212", "212", 212, "Reservoir", "Gatehouse", false, """
                    60.1844 24.8302, 60.1853 24.8437, 60.1871 24.8561, 60.1890 24.8706, 60.1923 24.8845,
                    60.1966 24.8990, 60.1992 24.9154, 60.2001 24.9302, 60.2032 24.9447, 60.2071 24.9603"""),
            line("2550", "550", 550, "East Sluice", "West Sluice", true, """
                    60.2103 25.0821, 60.2122 25.0610, 60.2160 25.0402, 60.2191 25.0188, 60.2208 24.9962,
                    60.2239 24.9741, 60.2251 24.9520, 60.2218 24.9288, 60.2170 24.9075, 60.2119 24.8861,
                    60.2040 24.8649, 60.1962 24.8471"""),
            line("4400", "400", 400, "Headwater", "Afterbay", false, """
                    60.1709 24.9410, 60.1839 24.9258, 60.1991 24.9102, 60.2178 24.8985, 60.2361 24.8874,
                    60.2541 24.8825, 60.2688 24.8701, 60.2802 24.8533, 60.2931 24.8402"""));

    private static Line line(
            String id, String designation, int number, String from, String to, boolean tunnel, String coordinates) {
        List<Stop> stops = new ArrayList<>();
        for (String point : coordinates.split(",", -1)) {
            String[] pair = point.trim().split(" ", -1);
            int stopId = Integer.parseInt(id) * 1000 + 101 + stops.size();
            stops.add(new Stop(stopId, Double.parseDouble(pair[0]), Double.parseDouble(pair[1])));
        }
        Route outbound = new Route(id, designation, number, 1, to, stops, tunnel);
        return new Line(outbound, outbound.reversed(from));
    }

    Route route(int direction) {
        return direction == 1 ? outbound : inbound;
    }
}
