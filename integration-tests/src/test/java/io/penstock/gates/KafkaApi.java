package io.penstock.gates;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The classes of one Kafka release, as far as a plugin may call them: connect-api and kafka-clients, read from their jars. */
final class KafkaApi {

    private static final String PUBLIC = "Lorg/apache/kafka/common/annotation/InterfaceAudience$Public;";
    private static final String PRIVATE = "Lorg/apache/kafka/common/annotation/InterfaceAudience$Private;";

    private final String version;
    private final Map<String, Shape> shapes = new HashMap<>();

    private KafkaApi(String version) {
        this.version = version;
    }

    /** @param directory named by the version, with the release's jars */
    static KafkaApi read(Path directory) {
        KafkaApi api = new KafkaApi(directory.getFileName().toString());
        try (Stream<Path> files = Files.list(directory)) {
            for (Path jar :
                    (Iterable<Path>) files.filter(file -> file.toString().endsWith(".jar"))::iterator) {
                api.readJar(jar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return api;
    }

    private void readJar(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = entry.getName();
                if (name.startsWith(KafkaReference.PACKAGE) && name.endsWith(".class") && !name.contains("/shaded/")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        shapes.put(name.substring(0, name.length() - ".class".length()), Shape.of(in));
                    }
                }
            }
        }
    }

    String version() {
        return version;
    }

    int size() {
        return shapes.size();
    }

    boolean has(String type) {
        return shapes.containsKey(type);
    }

    /** Whether the class or one around it is marked as public API, and none as private. */
    boolean isPublic(String type) {
        boolean marked = false;
        String at = type;
        while (true) {
            Shape shape = shapes.get(at);
            if (shape != null && shape.annotations.contains(PRIVATE)) {
                return false;
            }
            marked |= shape != null && shape.annotations.contains(PUBLIC);
            int nested = at.lastIndexOf('$');
            if (nested < 0) {
                return marked;
            }
            at = at.substring(0, nested);
        }
    }

    /**
     * Whether the member is found on the class or on what it extends.
     *
     * @param member name and descriptor, as in {@link KafkaReference}
     */
    boolean has(String type, String member) {
        Optional<Shape> found = shape(type);
        if (found.isEmpty()) {
            return false;
        }
        Shape shape = found.get();
        if (shape.members.contains(member)) {
            return true;
        }
        return shape.parents.stream().anyMatch(parent -> has(parent, member));
    }

    private Optional<Shape> shape(String type) {
        Shape known = shapes.get(type);
        if (known != null || type.startsWith(KafkaReference.PACKAGE)) {
            return Optional.ofNullable(known);
        }
        // A Kafka exception inherits getMessage() from the JDK.
        try (InputStream in = ClassLoader.getSystemResourceAsStream(type + ".class")) {
            return in == null ? Optional.empty() : Optional.of(Shape.of(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a class file declares. */
    private record Shape(List<String> parents, Set<String> members, Set<String> annotations) {

        static Shape of(InputStream in) throws IOException {
            Shape shape = new Shape(new ArrayList<>(), new HashSet<>(), new HashSet<>());
            new ClassReader(in)
                    .accept(
                            shape.new Filler(),
                            ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            return shape;
        }

        private final class Filler extends ClassVisitor {

            Filler() {
                super(Opcodes.ASM9);
            }

            @Override
            public void visit(
                    int classVersion,
                    int access,
                    String name,
                    @Nullable String signature,
                    @Nullable String superName,
                    String[] interfaces) {
                if (superName != null) {
                    parents.add(superName);
                }
                parents.addAll(List.of(interfaces));
            }

            @Override
            public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
                annotations.add(descriptor);
                return null;
            }

            @Override
            public @Nullable FieldVisitor visitField(
                    int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
                members.add(name + ":" + descriptor);
                return null;
            }

            @Override
            public @Nullable MethodVisitor visitMethod(
                    int access,
                    String name,
                    String descriptor,
                    @Nullable String signature,
                    String @Nullable [] exceptions) {
                members.add(name + descriptor);
                return null;
            }
        }
    }
}
