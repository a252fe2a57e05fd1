package io.penstock.mqtt.mapping;

/** Messages whose topic matches, and what their records are made by. */
public record Route(TopicMatcher filter, RecordTemplate template) {}
