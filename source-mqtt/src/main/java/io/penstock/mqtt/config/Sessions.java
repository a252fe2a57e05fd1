package io.penstock.mqtt.config;

import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.mqtt.client.ConnectOptions;
import io.penstock.mqtt.client.RequestedFilter;
import io.penstock.mqtt.client.TopicFilter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions there are, which filters each has, and which task keeps it. Client ids do not depend on the number of tasks, so that no session is left alone with its messages when that changes; the first has the
 * client id as it is configured, so that none is when sessions are added.
 */
public final class Sessions {
    /** Numbers of the sessions of a task, parted by commas; set by the connector, users do not write it. */
    public static final String OF_TASK = "penstock.sessions";

    /** Of one task: each has three threads of its own, and is asked in its turn with each poll. */
    private static final int MAX_OF_TASK = 50;

    private static final String TASKS_MAX = "tasks.max";

    private Sessions() {}

    /** @return the configurations of tasks, each with its number and those of its sessions */
    public static List<Map<String, String>> spread(Map<String, String> props, int maxTasks) {
        int sessions = MqttKeys.SPEC.read(props, new Problems()).get(MqttKeys.SESSIONS);
        int tasks = Math.max(1, Math.min(maxTasks, sessions));
        return IntStream.range(0, tasks)
                .mapToObj(task -> {
                    Map<String, String> ofTask = new HashMap<>(props);
                    ofTask.put(MqttSourceConfig.TASK, String.valueOf(task));
                    ofTask.put(
                            OF_TASK,
                            IntStream.range(0, sessions)
                                    .filter(session -> session % tasks == task)
                                    .mapToObj(String::valueOf)
                                    .collect(Collectors.joining(",")));
                    return Map.copyOf(ofTask);
                })
                .toList();
    }

    /** Those of a task; all of them where no connector has said which. */
    static List<SessionConfig> of(
            Map<String, String> props, Values values, Subscriptions subscriptions, ConnectOptions first) {
        int sessions = values.get(MqttKeys.SESSIONS);
        String derived = "penstock-" + FrameworkConfig.connectorName(props) + "-";
        return numbers(props.get(OF_TASK), sessions)
                .mapToObj(session -> new SessionConfig(
                        first.as(values.find(MqttKeys.CLIENT_ID)
                                .map(id -> session == 0 ? id : id + "-" + session)
                                .orElse(derived + session)),
                        filters(session, values, subscriptions)))
                .toList();
    }

    private static IntStream numbers(@Nullable String ofTask, int sessions) {
        return ofTask == null
                ? IntStream.range(0, sessions)
                : Arrays.stream(ofTask.split(",", -1)).mapToInt(Integer::parseInt);
    }

    private static List<RequestedFilter> filters(int session, Values values, Subscriptions subscriptions) {
        Optional<String> group = values.find(MqttKeys.SHARE_GROUP);
        return group.isEmpty()
                ? subscriptions.requestedBy(session)
                : subscriptions.requested().stream()
                        .map(asked -> asked.sharedBy(group.get()))
                        .toList();
    }

    static void check(Values values, Subscriptions subscriptions, Problems problems) {
        Optional<Integer> sessions = values.find(MqttKeys.SESSIONS);
        sessions.ifPresent(count -> checkTasks(count, values, problems));
        if (values.written(MqttKeys.SHARE_GROUP)) {
            values.find(MqttKeys.SHARE_GROUP).ifPresent(group -> checkShared(subscriptions, problems));
        } else {
            sessions.ifPresent(count -> checkParts(count, subscriptions, problems));
        }
    }

    private static void checkTasks(int sessions, Values values, Problems problems) {
        int tasks = Math.max(1, Math.min(tasksMax(values), sessions));
        int ofTask = (sessions + tasks - 1) / tasks;
        if (ofTask > MAX_OF_TASK) {
            problems.add(
                    MqttKeys.SESSIONS.name(),
                    sessions + " sessions on " + tasks + " tasks (tasks.max) are " + ofTask
                            + " to a task, each with threads and buffers of its own",
                    "Let a task have " + MAX_OF_TASK + " at most: raise tasks.max to "
                            + (sessions + MAX_OF_TASK - 1) / MAX_OF_TASK + " or more, or lower it.");
        }
    }

    /** Connect itself refuses what is no number. */
    private static int tasksMax(Values values) {
        try {
            return values.original(TASKS_MAX)
                    .map(text -> Integer.parseInt(text.trim()))
                    .orElse(1);
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    private static void checkShared(Subscriptions subscriptions, Problems problems) {
        for (SubscriptionRow row : subscriptions.rows()) {
            if (row.filter().filter(TopicFilter::shared).isPresent()) {
                problems.add(
                        row.key(),
                        row.text() + " has a group of its own, and mqtt.share.group is set",
                        "Leave out $share/<group>/, or mqtt.share.group.");
            }
            if (row.filter().filter(TopicFilter::exclusive).isPresent()) {
                problems.add(
                        row.key(),
                        row.text() + " is for one session alone, and mqtt.share.group is set",
                        "Leave out $exclusive/, or mqtt.share.group.");
            }
            row.whereSession()
                    .ifPresent(where -> problems.add(
                            where,
                            "with mqtt.share.group every session has all filters",
                            "Remove it, or mqtt.share.group."));
        }
    }

    private static void checkParts(int sessions, Subscriptions subscriptions, Problems problems) {
        boolean known = true;
        for (SubscriptionRow row : subscriptions.rows()) {
            Optional<Integer> session = row.session();
            known &= session.isPresent();
            session.filter(number -> number >= sessions)
                    .ifPresent(number -> problems.add(
                            row.whereSession().orElse(row.key()),
                            "there is no session " + number + ": they count from 0, and mqtt.sessions=" + sessions,
                            "Name another, or raise mqtt.sessions."));
        }
        if (!known || !subscriptions.complete()) {
            return;
        }
        List<Integer> idle = IntStream.range(0, sessions)
                .filter(session -> subscriptions.requestedBy(session).isEmpty())
                .boxed()
                .toList();
        if (sessions > 1 && !idle.isEmpty()) {
            problems.add(
                    MqttKeys.SESSIONS.name(),
                    "sessions " + idle + " of " + sessions + " (they count from 0) have no filter",
                    "Set mqtt.share.group, so that the sessions share all filters; or give filters that do not overlap to each by"
                            + " mqtt.subscription.<name>.session; or lower it.");
        }
    }
}
