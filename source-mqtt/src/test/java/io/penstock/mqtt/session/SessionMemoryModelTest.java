package io.penstock.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.mqtt.session.SessionWorld.Hazard;
import io.penstock.mqtt.session.SessionWorld.Outcome;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random schedules of a broker, a network, transactions, zombies and lost sessions: nothing lost, nothing twice, nothing stuck. And the rules are needed for it; those whose need random schedules do not show are in {@link SessionMemoryTest}. */
class SessionMemoryModelTest {
    private static final long STEPS = 1_200_000;
    private static final int RUNS_FOR_A_RULE = 4_000;

    @Test
    void losesAndDoublesNothingInAMillionSteps() {
        // Given
        long seed = System.nanoTime();
        long steps = 0;
        long messages = 0;

        // When
        for (int run = 0; steps < STEPS; run++) {
            Outcome outcome = run(seed + run, run, SessionMemory::of);

            // Then
            assertThat(outcome.sound())
                    .as("run %d of seed %d: %s%n%s", run, seed, outcome, outcome.trace())
                    .isTrue();
            steps += outcome.steps();
            messages += outcome.messages();
        }
        assertThat(messages).isGreaterThan(10_000);
    }

    /** Windows 1 to 8, two ways to give out identifiers, few and many different contents, and all sets of hazards in turn. */
    private static Outcome run(long seed, int run, SessionWorld.Maker maker) {
        int window = 1 + run % 8;
        boolean lowest = run / 8 % 2 == 0;
        Set<Hazard> hazards = EnumSet.noneOf(Hazard.class);
        Hazard[] all = Hazard.values();
        int chosen = run / 48;
        for (int i = 0; i < all.length; i++) {
            if (chosen % 3 == 0 || ((chosen >> i) & 1) == 1) {
                hazards.add(all[i]);
            }
        }
        // A broker that gives the id of an expired message to another of the same content, against [MQTT-4.3.3-7],
        // cannot be told from one that sends the former again.
        int contents = hazards.contains(Hazard.EXPIRY) ? 0 : run / 16 % 3;
        return new SessionWorld(seed, window, lowest, contents, hazards, maker).run();
    }

    @ParameterizedTest
    @EnumSource(
            value = LeftOut.class,
            names = {"DIGEST", "BIND", "HOLD", "LEDGER", "EVIDENCE", "PERSISTED"})
    void needsEachRule(LeftOut rule) {
        // When
        long seed = 4711;
        int unsound = 0;
        for (int run = 0; run < RUNS_FOR_A_RULE && unsound == 0; run++) {
            unsound += run(seed + run, run, rule).sound() ? 0 : 1;
        }

        // Then
        assertThat(unsound).as("unsound runs without the rule").isPositive();
    }

    /** The machine without one of its rules. */
    enum LeftOut implements SessionWorld.Maker {
        DUP {
            @Override
            public SessionMemory make(Snapshot stored) {
                return new SessionMemory(stored) {
                    @Override
                    boolean resent(boolean duplicate) {
                        return true;
                    }
                };
            }
        },
        DIGEST {
            @Override
            public SessionMemory make(Snapshot stored) {
                return new SessionMemory(stored) {
                    @Override
                    boolean same(long known, long digest) {
                        return true;
                    }
                };
            }
        },
        BIND {
            @Override
            public SessionMemory make(Snapshot stored) {
                return new SessionMemory(stored) {
                    @Override
                    boolean brought(int byConnection) {
                        return true;
                    }
                };
            }
        },
        HOLD {
            @Override
            public SessionMemory make(Snapshot stored) {
                return new SessionMemory(stored) {
                    @Override
                    void hold(int packetId) {
                        hold(packetId, NO_CONNECTION);
                        complete(packetId);
                    }
                };
            }
        },
        LEDGER {
            @Override
            public SessionMemory make(Snapshot stored) {
                return new SessionMemory(stored) {
                    @Override
                    public boolean due() {
                        return false;
                    }
                };
            }
        },
        BARRIER {
            @Override
            public SessionMemory make(Snapshot stored) {
                return new SessionMemory(stored) {
                    @Override
                    boolean passedBarrier() {
                        return true;
                    }
                };
            }
        },
        EMPTY {
            @Override
            public SessionMemory make(Snapshot stored) {
                return new SessionMemory(stored) {
                    @Override
                    boolean forgottenDurably() {
                        return true;
                    }
                };
            }
        },
        STRIP {
            @Override
            public SessionMemory make(Snapshot stored) {
                return new SessionMemory(stored) {
                    @Override
                    void strip() {
                        // Keeps what belongs to the old session.
                    }

                    @Override
                    boolean ofThisSession(int other) {
                        return true;
                    }
                };
            }
        },
        EVIDENCE {
            @Override
            public SessionMemory make(Snapshot stored) {
                return new SessionMemory(stored) {
                    @Override
                    boolean doubts() {
                        return false;
                    }
                };
            }
        },
        PERSISTED {
            @Override
            public SessionMemory make(Snapshot stored) {
                return new SessionMemory(stored) {
                    @Override
                    boolean isPersisted(boolean stored) {
                        return true;
                    }

                    @Override
                    public void committed() {
                        unsettled().forEach(record -> settled(record, true));
                        super.committed();
                    }
                };
            }
        }
    }
}
