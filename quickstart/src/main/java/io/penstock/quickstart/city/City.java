package io.penstock.quickstart.city;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The fleet. Immutable itself; its vehicles belong to one thread.
 *
 * @param vehicles in the order in which they report, each with its own operator and number
 */
public record City(List<Vehicle> vehicles) {

    /** Most vehicles of a city: five digits, of which some are left for every operator. */
    public static final int MOST_VEHICLES = 50_000;

    private static final int[] OPERATORS = {12, 17, 18, 22, 40, 55};
    private static final int FIRST_NUMBER = 101;

    public City {
        vehicles = List.copyOf(vehicles);
    }

    /**
     * Founds a city.
     *
     * @param seed the same seed gives the same city
     * @param vehicles 1 to {@value #MOST_VEHICLES}
     * @param now when it begins, milliseconds since the epoch
     */
    public static City found(long seed, int vehicles, long now) {
        if (vehicles < 1 || vehicles > MOST_VEHICLES) {
            throw new IllegalArgumentException("a city has 1 to " + MOST_VEHICLES + " vehicles, not " + vehicles);
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<Vehicle> fleet = new ArrayList<>(vehicles);
        for (int i = 0; i < vehicles; i++) {
            int operator = OPERATORS[i % OPERATORS.length];
            int number = FIRST_NUMBER + i / OPERATORS.length;
            fleet.add(new Vehicle(operator, number, Line.ALL.get(i % Line.ALL.size()), now, random.split()));
        }
        return new City(fleet);
    }
}
