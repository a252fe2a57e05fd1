package io.penstock.chaos.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One drawing of a schedule: events are proposed by chance, and the calendar takes those that keep its rules. Thread-confined. */
final class Draw {

    static final int LEAST_GAP = 2_000;
    static final int MOST_GAP = 4_000;

    /** Of those faults that can wait for a moment, in hundredths. */
    private static final int WITH_MOMENT = 80;

    private static final int PROPOSALS = 100;

    private static final int RETREAT = 4;
    private static final int MOST_RETREATS = 1_000;

    /** No fault is due after this much before the end. */
    private static final int END = 4_000;

    private final Dice dice;
    private final long length;
    private final Menu menu;
    private final Calendar calendar;

    Draw(long seed, Topology topology, long length) {
        this.dice = new Dice(seed);
        this.length = length;
        this.menu = new Menu(topology);
        this.calendar = new Calendar(topology, length);
    }

    Schedule schedule() {
        List<FaultEvent> events = new ArrayList<>();
        int retreats = 0;
        while (last(events) + MOST_GAP <= length - END) {
            Optional<FaultEvent> next = next(last(events));
            if (next.isPresent()) {
                events.add(next.get());
            } else if (retreats < MOST_RETREATS) {
                retreats++;
                retreat(events);
            } else {
                throw new IllegalStateException("no fault fits after " + events);
            }
        }
        return new Schedule(events);
    }

    private static long last(List<FaultEvent> events) {
        return events.isEmpty() ? 0 : events.get(events.size() - 1).atMillis();
    }

    /** Everything is being hit at once: take a few faults back, and draw others. */
    private void retreat(List<FaultEvent> events) {
        for (int i = 0; i < RETREAT && !events.isEmpty(); i++) {
            calendar.remove(events.remove(events.size() - 1));
        }
    }

    /** The next one, or nothing where all that could be hit is being hit already. */
    private Optional<FaultEvent> next(long last) {
        long at = last + dice.between(LEAST_GAP, MOST_GAP);
        for (int i = 0; i < PROPOSALS; i++) {
            FaultEvent event = propose(at);
            if (calendar.add(event)) {
                return Optional.of(event);
            }
        }
        for (long later = last + LEAST_GAP; later <= last + MOST_GAP; later += 100) {
            List<FaultEvent> fillers = new ArrayList<>(menu.fillers(later));
            while (!fillers.isEmpty()) {
                FaultEvent filler = fillers.remove(dice.below(fillers.size()));
                if (calendar.add(filler)) {
                    return Optional.of(filler);
                }
            }
        }
        return Optional.empty();
    }

    private FaultEvent propose(long at) {
        Menu.Dish dish = menu.choose(dice);
        String target = dice.pick(dish.targets());
        int duration = duration(dish.kind());
        List<Moment> moments = menu.moments(dish.kind(), target);
        Moment moment = !moments.isEmpty() && dice.chance(WITH_MOMENT) ? dice.pick(moments) : Moment.ANY;
        return new FaultEvent(at, dish.kind(), target, duration, moment);
    }

    /** Sessions are 3 s: freezes are clearly shorter or longer. */
    private int duration(FaultKind kind) {
        return switch (kind) {
            case KILL, TERMINATE -> dice.between(500, 4_000);
            case FREEZE -> dice.chance(50) ? dice.between(500, 2_500) : dice.between(5_000, 12_000);
            case CUT, RESTART -> 0;
            case REFUSE -> dice.between(500, 5_000);
            case DELAY -> dice.between(2_000, 12_000);
            case SILENCE, SWALLOW_REQUESTS, SWALLOW_RESPONSES ->
                dice.chance(60) ? dice.between(1_000, 4_000) : dice.between(4_000, 12_000);
            case PAUSE, STOP -> dice.between(1_000, 8_000);
            case MORE_TASKS, FEWER_TASKS -> dice.between(5_000, 15_000);
            // Its start takes most of the first half minute.
            case ADD_WORKER -> dice.between(20_000, 40_000);
            case REMOVE_WORKER -> dice.between(3_000, 10_000);
        };
    }
}
