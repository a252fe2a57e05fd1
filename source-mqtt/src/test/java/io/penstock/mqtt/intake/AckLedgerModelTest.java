package io.penstock.mqtt.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.mqtt.client.Acknowledgement;
import io.penstock.mqtt.intake.Handshake.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A broker, a network that loses what is under way when it breaks, and the ledger, in random steps. Nothing may be acknowledged that is not durable, nothing lost, and nothing emitted twice unless its
 * acknowledgement had been sent and got lost. At QoS 2 nothing is emitted twice at all, since the process lives.
 */
class AckLedgerModelTest {
    private static final int MESSAGES = 300;

    @Test
    void losesNothingInRandomSchedules() {
        long seed = System.nanoTime();
        for (int window = 1; window <= 8; window++) {
            for (int run = 0; run < 50; run++) {
                new Model(seed + run, window, 1 + run % 2, false).run();
            }
        }
    }

    @Test
    void losesNothingThatTheBrokerHasNotForgotten() {
        long seed = System.nanoTime();
        for (int run = 0; run < 100; run++) {
            new Model(seed + run, 1 + run % 8, 1 + run / 8 % 2, true).run();
        }
    }

    /** @param release PUBREL */
    private record Packet(int id, int message, boolean duplicate, boolean release) {}

    private record Answer(Acknowledgement what, int id) {}

    /** @param released whether the broker has the PUBREC */
    private record Held(int message, boolean released) {}

    private static final class Model {
        private final long seed;
        private final Random random;
        private final int window;
        private final int qos;
        private final boolean sessionsGetLost;

        private final Deque<Integer> waiting = new ArrayDeque<>();
        private final Map<Integer, Held> inFlight =
                new TreeMap<>(); // in the order of identifiers, which is as good as any
        private final Deque<Packet> toClient = new ArrayDeque<>();
        private final Deque<Answer> toBroker = new ArrayDeque<>();
        private final Set<Integer> forgotten = new HashSet<>();
        private final List<Integer> arrivedHere = new ArrayList<>();

        private final AckLedger ledger = new AckLedger();
        private final Map<Delivery, Integer> undurable = new LinkedHashMap<>();
        private final Map<Integer, Integer> emitted = new TreeMap<>();
        private final Map<Integer, Integer> acknowledged = new TreeMap<>();
        private final Set<Integer> durable = new HashSet<>();
        private int connection;

        Model(long seed, int window, int qos, boolean sessionsGetLost) {
            this.seed = seed;
            this.random = new Random(seed);
            this.window = window;
            this.qos = qos;
            this.sessionsGetLost = sessionsGetLost;
            for (int message = 0; message < MESSAGES; message++) {
                waiting.add(message);
            }
        }

        void run() {
            connect(false);
            for (int step = 0; !done(); step++) {
                assertThat(step).as("steps of seed %d", seed).isLessThan(1_000_000);
                switch (random.nextInt(40)) {
                    case 0 -> connect(sessionsGetLost && random.nextInt(4) == 0);
                    case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> brokerSends();
                    case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> clientReceives();
                    case 20, 21, 22, 23, 24, 25, 26, 27, 28, 29 -> becomesDurable();
                    default -> brokerReceives();
                }
            }
            for (int message = 0; message < MESSAGES; message++) {
                assertThat(durable.contains(message) || forgotten.contains(message))
                        .as("message %d of seed %d is kept", message, seed)
                        .isTrue();
                assertThat(emitted.getOrDefault(message, 0))
                        .as("emissions of message %d of seed %d", message, seed)
                        .isLessThanOrEqualTo(qos == 2 ? 1 : 1 + acknowledged.getOrDefault(message, 0));
            }
        }

        private boolean done() {
            return waiting.isEmpty() && inFlight.isEmpty() && toClient.isEmpty() && undurable.isEmpty();
        }

        private void connect(boolean lost) {
            toClient.clear();
            toBroker.clear();
            arrivedHere.clear();
            if (lost) {
                inFlight.values().forEach(held -> forgotten.add(held.message()));
                inFlight.clear();
            }
            int number = ++connection;
            ledger.connected((what, id) -> acknowledge(number, what, id), !lost);
            inFlight.forEach((id, held) -> toClient.add(new Packet(id, held.message(), true, held.released())));
        }

        private boolean acknowledge(int number, Acknowledgement what, int id) {
            assertThat(number)
                    .as("seed %d: connection of an acknowledgement", seed)
                    .isEqualTo(connection);
            toBroker.add(new Answer(what, id));
            if (what == Acknowledgement.PUBCOMP || what == Acknowledgement.PUBCOMP_NOT_FOUND) {
                return true;
            }
            assertThat(what).isEqualTo(qos == 2 ? Acknowledgement.PUBREC : Acknowledgement.PUBACK);
            assertThat(arrivedHere.remove(0))
                    .as("seed %d: order of acknowledgements", seed)
                    .isEqualTo(id);
            acknowledged.merge(held(id).message(), 1, Integer::sum);
            return true;
        }

        private Held held(int id) {
            Held held = inFlight.get(id);
            if (held == null) {
                throw new AssertionError("seed " + seed + ": an answer for " + id + ", which is not in flight");
            }
            return held;
        }

        private void brokerSends() {
            if (inFlight.size() < window && !waiting.isEmpty()) {
                int id = 1;
                while (inFlight.containsKey(id)) {
                    id++;
                }
                int message = waiting.remove();
                inFlight.put(id, new Held(message, false));
                toClient.add(new Packet(id, message, false, false));
            }
        }

        private void clientReceives() {
            Packet packet = toClient.poll();
            if (packet == null) {
                return;
            }
            if (packet.release()) {
                ledger.released(packet.id());
                return;
            }
            arrivedHere.add(packet.id());
            Verdict verdict = ledger.judge(qos, packet.id(), packet.duplicate(), packet.message());
            if (verdict == Verdict.NEW || verdict == Verdict.NEW_IN_PLACE_OF_ANOTHER) {
                Delivery delivery = new Delivery(qos, packet.id(), packet.message(), 1, 0);
                ledger.take(delivery);
                undurable.put(delivery, packet.message());
                emitted.merge(packet.message(), 1, Integer::sum);
            }
        }

        private void becomesDurable() {
            List<Delivery> candidates = new ArrayList<>(undurable.keySet());
            if (!candidates.isEmpty()) {
                Delivery delivery = candidates.get(random.nextInt(candidates.size()));
                durable.add(undurable.remove(delivery));
                ledger.durable(delivery, true);
            }
        }

        private void brokerReceives() {
            Answer answer = toBroker.poll();
            if (answer == null) {
                return;
            }
            Held held = held(answer.id());
            assertThat(durable).as("seed %d: acknowledged messages", seed).contains(held.message());
            if (answer.what() == Acknowledgement.PUBREC) {
                inFlight.put(answer.id(), new Held(held.message(), true));
                toClient.add(new Packet(answer.id(), held.message(), false, true));
            } else {
                inFlight.remove(answer.id());
            }
        }
    }
}
