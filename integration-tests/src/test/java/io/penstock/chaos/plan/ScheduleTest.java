package io.penstock.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {

    private static final Duration LENGTH = Duration.ofMinutes(3);
    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final int SEEDS = 25;
    private static final Map<Run, List<Schedule>> DRAWN = new ConcurrentHashMap<>();
    private static final long MOMENT_WAIT = 4_000;

    static List<Run> runs() {
        List<Run> all = new ArrayList<>();
        for (Profile profile : Profile.values()) {
            for (int brokers : new int[] {1, 3}) {
                for (int workers : new int[] {2, 3}) {
                    Topology topology = new Topology(profile, brokers, workers);
                    all.add(new Run(topology, LENGTH));
                    all.add(new Run(topology, SHORT));
                    if (profile.hasMqtt()) {
                        all.add(new Run(withMosquitto(topology), LENGTH));
                    }
                }
            }
        }
        return all;
    }

    private static Topology withMosquitto(Topology hivemq) {
        return new Topology(
                hivemq.profile(),
                hivemq.brokers(),
                hivemq.workers(),
                hivemq.transactions(),
                hivemq.format(),
                MqttBroker.MOSQUITTO);
    }

    record Run(Topology topology, Duration length) {

        List<Schedule> draws() {
            return DRAWN.computeIfAbsent(this, Run::draw);
        }

        private List<Schedule> draw() {
            return LongStream.range(0, SEEDS)
                    .mapToObj(seed -> Schedule.draw(seed * 7919 - 11, topology, length))
                    .toList();
        }

        long mostOutage() {
            return length.toMillis() * 35 / 100;
        }
    }

    @Test
    void theSameSeedGivesTheSameScheduleOnEveryJdk() {
        Topology topology = new Topology(Profile.ALL, 3, 2);
        Schedule schedule = Schedule.draw(42, topology, LENGTH);
        assertThat(Schedule.draw(42, topology, LENGTH)).isEqualTo(schedule);
        assertThat(Schedule.draw(43, topology, LENGTH)).isNotEqualTo(schedule);
        // Drawn once, and written down here.
        assertThat(schedule.events().stream().limit(4).map(FaultEvent::toString))
                .containsExactly(
                        "3.5 s  ADD_WORKER worker-3 for 26.9 s",
                        "5.6 s  RESTART mqtt-qos2",
                        "9.2 s  KILL postgres for 1.2 s in the middle of COMMIT",
                        "12.2 s  SWALLOW_RESPONSES worker-2>mqtt for 2.5 s in the middle of RECEIPT");
        assertThat(schedule.events()).hasSize(57);
        assertThat(schedule.events().get(2).variant()).isEqualTo(39_712_493);
    }

    @Test
    void survivesJson() throws JsonProcessingException {
        Schedule schedule = Schedule.draw(7, new Topology(Profile.ALL, 1, 2), LENGTH);
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readValue(mapper.writeValueAsString(schedule), Schedule.class))
                .isEqualTo(schedule);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void strikesEveryFewSecondsFromTheStart(Run run) {
        for (Schedule schedule : run.draws()) {
            List<Long> times =
                    schedule.events().stream().map(FaultEvent::atMillis).toList();
            assertThat(times).hasSizeGreaterThanOrEqualTo((int) run.length().toSeconds() / 4);
            assertThat(times.get(0)).isLessThanOrEqualTo(4_000);
            assertThat(gaps(times)).allMatch(gap -> gap >= 2_000 && gap <= 4_000);
            assertThat(run.length().toMillis() - times.get(times.size() - 1)).isLessThan(8_000);
        }
    }

    private static List<Long> gaps(List<Long> times) {
        return IntStream.range(1, times.size())
                .mapToObj(i -> times.get(i) - times.get(i - 1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void hitsOnlyWhatTheTopologyHas(Run run) {
        Topology topology = run.topology();
        Set<String> services = Set.copyOf(Stream.of(topology.workerNames(), topology.brokerNames(), topology.targets())
                .flatMap(Collection::stream)
                .toList());
        assertThat(events(run))
                .allMatch(event -> switch (event.kind().scope()) {
                    case SERVICE -> services.contains(event.target());
                    case LINK -> topology.links().contains(event.target());
                    case CONNECTOR -> topology.profile().connectors().contains(event.target());
                    case SPARE -> event.target().equals(topology.spareWorker());
                    case WORKER -> topology.workerNames().contains(event.target());
                })
                .noneMatch(event -> topology.profile().sources().contains(event.target())
                        && (event.kind() == FaultKind.MORE_TASKS || event.kind() == FaultKind.FEWER_TASKS));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void allIsUndoneByTheEndAndNoTargetIsHitWhileItRecovers(Run run) {
        for (Schedule schedule : run.draws()) {
            Map<String, Long> free = new TreeMap<>();
            for (FaultEvent event : schedule.events()) {
                assertThat(free.getOrDefault(event.target(), 0L))
                        .as("%s in %s", event, schedule)
                        .isLessThanOrEqualTo(event.atMillis());
                free.put(event.target(), end(event));
                assertThat(end(event))
                        .as("%s", event)
                        .isLessThanOrEqualTo(run.length().toMillis());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void oneWorkerAtLeastIsWellAndOfThreeBrokersTwo(Run run) {
        Topology topology = run.topology();
        for (Schedule schedule : run.draws()) {
            assertThat(mostAtOnce(run, schedule, topology.workerNames())).isLessThan(topology.workers());
            assertThat(mostAtOnce(run, schedule, topology.brokerNames())).isLessThanOrEqualTo(1);
        }
    }

    /** Looks at every quarter of a second. */
    private static long mostAtOnce(Run run, Schedule schedule, List<String> group) {
        List<FaultEvent> events = schedule.events().stream()
                .filter(event -> group.contains(event.target()))
                .toList();
        return LongStream.iterate(0, time -> time <= run.length().toMillis(), time -> time + 250)
                .map(time -> events.stream()
                        .filter(event -> event.atMillis() <= time && time < end(event))
                        .count())
                .max()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void aLinkIsHitOnlyWhenBothItsEndsAreUp(Run run) {
        for (Schedule schedule : run.draws()) {
            for (FaultEvent link : schedule.events()) {
                for (FaultEvent end : schedule.events()) {
                    if (link.kind().scope() == FaultKind.Scope.LINK
                            && List.of(link.target().split(">", -1)).contains(end.target())) {
                        assertThat(end.atMillis() <= link.atMillis() && link.atMillis() < end(end))
                                .as("%s during %s", link, end)
                                .isFalse();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void nothingIsDownForMoreThanAThirdOfTheTime(Run run) {
        Topology topology = run.topology();
        for (Schedule schedule : run.draws()) {
            for (String service : services(topology)) {
                assertThat(down(schedule, service::equals)).as(service).isLessThanOrEqualTo(run.mostOutage());
            }
            for (String link : topology.links()) {
                assertThat(down(schedule, link::equals)).as(link).isLessThanOrEqualTo(run.mostOutage());
            }
            for (String connector : topology.profile().connectors()) {
                assertThat(down(schedule, connector::equals)).as(connector).isLessThanOrEqualTo(run.mostOutage());
            }
            for (String target : topology.targets()) {
                long links = topology.workerNames().stream()
                        .mapToLong(worker -> down(schedule, Topology.link(worker, target)::equals))
                        .sum();
                assertThat(down(schedule, target::equals) + links / topology.workers())
                        .as(target + " and its links")
                        .isLessThanOrEqualTo(run.mostOutage());
            }
        }
    }

    private static long down(Schedule schedule, Predicate<String> target) {
        return schedule.events().stream()
                .filter(event -> target.test(event.target()))
                .filter(event -> !EnumSet.of(
                                FaultKind.DELAY, FaultKind.ADD_WORKER, FaultKind.MORE_TASKS, FaultKind.FEWER_TASKS)
                        .contains(event.kind()))
                .mapToLong(event -> event.durationMillis() + recovery(event))
                .sum();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void halfOfTheFaultsThatCanWaitForAMoment(Run run) {
        Topology topology = run.topology();
        Set<Moment> fitting = EnumSet.noneOf(Moment.class);
        topology.targets().forEach(target -> fitting.addAll(fitting(target)));
        long waiting = 0;
        long all = 0;
        for (Schedule schedule : run.draws()) {
            List<FaultEvent> able =
                    schedule.events().stream().filter(ScheduleTest::canWait).toList();
            waiting +=
                    able.stream().filter(event -> event.moment() != Moment.ANY).count();
            all += able.size();
            // By chance a short run may have too few, and one a little fewer than half.
            if (run.length().equals(LENGTH)) {
                assertThat(able.stream().filter(event -> event.moment() != Moment.ANY))
                        .as("%s", schedule)
                        .hasSizeGreaterThanOrEqualTo(able.size() * 2 / 5);
            }
            for (FaultEvent event : schedule.events()) {
                if (event.moment() != Moment.ANY) {
                    assertThat(canWait(event)).as("%s", event).isTrue();
                    assertThat(
                                    event.target().startsWith("worker-")
                                                    && !event.target().contains(">")
                                            ? fitting
                                            : fitting(service(event)))
                            .as("%s", event)
                            .contains(event.moment());
                    assertThat(event.kind() == FaultKind.SWALLOW_RESPONSES
                                    && EnumSet.of(Moment.ACKNOWLEDGEMENT, Moment.COMPLETION)
                                            .contains(event.moment()))
                            .as("%s: nothing answers a PUBACK or a PUBCOMP", event)
                            .isFalse();
                }
            }
        }
        assertThat(waiting * 2).isGreaterThanOrEqualTo(all);
    }

    private static boolean canWait(FaultEvent event) {
        return EnumSet.of(
                                FaultKind.KILL,
                                FaultKind.TERMINATE,
                                FaultKind.FREEZE,
                                FaultKind.CUT,
                                FaultKind.REFUSE,
                                FaultKind.SILENCE,
                                FaultKind.SWALLOW_REQUESTS,
                                FaultKind.SWALLOW_RESPONSES)
                        .contains(event.kind())
                && !service(event).startsWith("kafka-")
                && !event.target().startsWith(Topology.PUBLISHER);
    }

    private static String service(FaultEvent event) {
        return event.target().substring(event.target().indexOf('>') + 1);
    }

    private static Set<Moment> fitting(String service) {
        return switch (service) {
            case Topology.POSTGRES -> EnumSet.of(Moment.FLUSH, Moment.COMMIT);
            case Topology.STORE -> EnumSet.of(Moment.UPLOAD, Moment.CHAIN);
            case Topology.MQTT -> EnumSet.of(Moment.ACKNOWLEDGEMENT, Moment.RECEIPT, Moment.COMPLETION);
            default -> EnumSet.noneOf(Moment.class);
        };
    }

    @Test
    void mosquittoIsStoppedWhereHivemqIsKilled() {
        Topology hivemq = new Topology(Profile.MQTT, 3, 2);

        assertThat(ends(hivemq)).contains(FaultKind.KILL).doesNotContain(FaultKind.TERMINATE);
        assertThat(ends(withMosquitto(hivemq))).contains(FaultKind.TERMINATE).doesNotContain(FaultKind.KILL);
    }

    private static Set<FaultKind> ends(Topology topology) {
        return events(new Run(topology, LENGTH)).stream()
                .filter(event -> event.target().equals(Topology.MQTT))
                .map(FaultEvent::kind)
                .collect(Collectors.toSet());
    }

    @Test
    void everyKindAndMomentComesUpWithinAFewSeeds() {
        List<FaultEvent> events = LongStream.range(1, 6)
                .boxed()
                .flatMap(seed -> Stream.of(
                                new Topology(Profile.ALL, 3, 2), withMosquitto(new Topology(Profile.ALL, 3, 2)))
                        .map(topology -> Schedule.draw(seed, topology, LENGTH)))
                .flatMap(schedule -> schedule.events().stream())
                .toList();
        assertThat(events).extracting(FaultEvent::kind).contains(FaultKind.values());
        assertThat(events).extracting(FaultEvent::moment).contains(Moment.values());
        assertThat(events.stream().filter(event -> event.kind() == FaultKind.FREEZE))
                .as("shorter and longer than the sessions of 3 s")
                .anyMatch(event -> event.durationMillis() <= 2_500)
                .anyMatch(event -> event.durationMillis() >= 5_000)
                .noneMatch(event -> event.durationMillis() > 2_500 && event.durationMillis() < 5_000);
    }

    @Test
    void aLoneBrokerIsKilledMoreRarelyThanOneOfThree() {
        assertThat(brokerKills(1)).isPositive().isLessThan(brokerKills(3));
    }

    private static long brokerKills(int brokers) {
        return events(new Run(new Topology(Profile.ALL, brokers, 2), LENGTH)).stream()
                .filter(event ->
                        event.kind() == FaultKind.KILL && event.target().startsWith("kafka-"))
                .count();
    }

    @Test
    void aShortRunIsDrawnToo() {
        Schedule schedule = Schedule.draw(3, new Topology(Profile.JDBC, 1, 2), Duration.ofSeconds(20));
        assertThat(schedule.events()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(schedule.events()).allMatch(event -> end(event) <= 20_000);
    }

    private static List<FaultEvent> events(Run run) {
        return run.draws().stream()
                .flatMap(schedule -> schedule.events().stream())
                .toList();
    }

    private static List<String> services(Topology topology) {
        return Stream.of(topology.workerNames(), topology.brokerNames(), topology.targets())
                .flatMap(Collection::stream)
                .toList();
    }

    private static long end(FaultEvent event) {
        long wait = event.moment() == Moment.ANY ? 0 : MOMENT_WAIT;
        return event.atMillis() + wait + event.durationMillis() + recovery(event);
    }

    /** How long a target takes at least to be back. */
    private static long recovery(FaultEvent event) {
        if (event.kind() != FaultKind.KILL && event.kind() != FaultKind.REMOVE_WORKER) {
            return 0;
        }
        return switch (event.target().substring(0, 2)) {
            case "wo" -> 12_000;
            case "ka", "mq" -> 10_000;
            case "po" -> 3_000;
            case "st" -> 4_000;
            default -> throw new AssertionError(event);
        };
    }
}
