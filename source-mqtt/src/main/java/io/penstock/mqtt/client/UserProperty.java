package io.penstock.mqtt.client;

/** A name and a value that mean something to publisher and subscriber only; names may repeat. */
public record UserProperty(String name, String value) {}
