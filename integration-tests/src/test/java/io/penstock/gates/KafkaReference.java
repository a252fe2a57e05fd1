package io.penstock.gates;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.tree.ClassNode;

/**
 * One class of ours that names one class, or one member, of Kafka.
 *
 * @param type internal name, {@code org/apache/kafka/connect/sink/SinkTask}
 * @param member name and descriptor, {@code put(Ljava/util/Collection;)V}, for a field {@code name:descriptor}; empty for the type alone
 */
record KafkaReference(String user, String type, String member) implements Comparable<KafkaReference> {

    static final String PACKAGE = "org/apache/kafka/";

    /** Everything of Kafka that the jar's class files name: in signatures, bodies, annotations and generics. */
    static Set<KafkaReference> in(Path jarFile) {
        Set<KafkaReference> found = new TreeSet<>();
        try (JarFile jar = new JarFile(jarFile.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.getName().endsWith(".class")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        ClassReader reader = new ClassReader(in);
                        String user = reader.getClassName().replace('/', '.');
                        reader.accept(
                                new Members(user, found, new ClassRemapper(new ClassNode(), new Types(user, found))),
                                ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    @Override
    public int compareTo(KafkaReference other) {
        int byType = type.compareTo(other.type);
        int byMember = byType != 0 ? byType : member.compareTo(other.member);
        return byMember != 0 ? byMember : user.compareTo(other.user);
    }

    @Override
    public String toString() {
        String name = type.replace('/', '.');
        return user + " names " + (member.isEmpty() ? name : name + "#" + member);
    }

    /** Sees each type: a remapper is asked for the new name of every one, wherever it stands. */
    private static final class Types extends Remapper {

        private final String user;
        private final Set<KafkaReference> found;

        Types(String user, Set<KafkaReference> found) {
            super(Opcodes.ASM9);
            this.user = user;
            this.found = found;
        }

        @Override
        public String map(String type) {
            if (type.startsWith(PACKAGE)) {
                found.add(new KafkaReference(user, type, ""));
            }
            return type;
        }
    }

    private static final class Members extends ClassVisitor {

        private final String user;
        private final Set<KafkaReference> found;

        Members(String user, Set<KafkaReference> found, ClassVisitor next) {
            super(Opcodes.ASM9, next);
            this.user = user;
            this.found = found;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {

                @Override
                public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                    note(owner, called + type);
                    super.visitMethodInsn(opcode, owner, called, type, isInterface);
                }

                @Override
                public void visitFieldInsn(int opcode, String owner, String read, String type) {
                    note(owner, read + ":" + type);
                    super.visitFieldInsn(opcode, owner, read, type);
                }

                @Override
                public void visitInvokeDynamicInsn(String called, String type, Handle bootstrap, Object... arguments) {
                    for (Object argument : arguments) {
                        if (argument instanceof Handle handle) {
                            boolean field = handle.getTag() <= Opcodes.H_PUTSTATIC;
                            note(handle.getOwner(), handle.getName() + (field ? ":" : "") + handle.getDesc());
                        }
                    }
                    super.visitInvokeDynamicInsn(called, type, bootstrap, arguments);
                }
            };
        }

        private void note(String owner, String member) {
            if (owner.startsWith(PACKAGE)) {
                found.add(new KafkaReference(user, owner, member));
            }
        }
    }
}
