package io.penstock.bench.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * One case, played by all contestants in each round, so that the machine's noise hits all alike; who begins changes from round
 * to round.
 *
 * @param name of the case
 * @param labels what else tells this match from others of the case, such as the size of a put
 */
public record Match(String name, Map<String, Object> labels, Rounds rounds) {

    /**
     * @param warmUp rounds that are checked like the others but not timed; in these the heap is watched, so there is at least one
     * @param counted rounds that are timed
     */
    public record Rounds(int warmUp, int counted) {

        public Rounds {
            if (warmUp < 1 || counted < 1) {
                throw new IllegalArgumentException("warm-up and count take a round each at least");
            }
        }

        int all() {
            return warmUp + counted;
        }
    }

    /** @return one score each, in the entrants' order */
    public List<Score> play(Meter meter, List<Entrant> entrants) throws Exception {
        List<Player> players = new ArrayList<>();
        try {
            for (Entrant entrant : entrants) {
                players.add(new Player(entrant.who(), entrant.start().call()));
            }
            for (int round = 0; round < rounds.all(); round++) {
                List<Player> order = new ArrayList<>(players);
                Collections.rotate(order, -round);
                for (Player player : order) {
                    play(meter, player, round);
                }
            }
            return players.stream()
                    .map(player -> new Score(name, player.who, labels, player.heapPeakBytes, player.samples))
                    .toList();
        } finally {
            for (Player player : players) {
                player.contestant.close();
            }
        }
    }

    private void play(Meter meter, Player player, int round) throws Exception {
        try {
            player.contestant.prepare(round);
            if (round < rounds.warmUp()) {
                player.heapPeakBytes = Math.max(player.heapPeakBytes, meter.weigh(player.contestant));
            } else {
                player.samples.add(meter.time(player.contestant));
            }
        } catch (WrongResultException e) {
            throw new WrongResultException(
                    name + " " + labels + ", " + player.who + ", round " + round + ": " + e.getMessage());
        }
    }

    private static final class Player {

        private final String who;
        private final Contestant contestant;
        private final List<Sample> samples = new ArrayList<>();
        private long heapPeakBytes;

        Player(String who, Contestant contestant) {
            this.who = who;
            this.contestant = contestant;
        }
    }
}
