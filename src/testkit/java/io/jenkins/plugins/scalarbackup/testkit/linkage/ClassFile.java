package io.jenkins.plugins.scalarbackup.testkit.linkage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.tree.ClassNode;

/** The declarations and references in a class file. Names are internal ones, with slashes. */
public final class ClassFile {

    /** A reference to a member of another class, as the byte code has it. */
    public record Use(
            String owner, String name, String descriptor, boolean field, boolean isStatic, boolean ofInterface) {
        @Override
        public String toString() {
            return owner + (field ? "#" : ".") + name + " " + descriptor;
        }
    }

    public final String name;
    public final int access;
    final String superName;
    final List<String> interfaces;
    /** Name and descriptor of each method, with its access flags. */
    public final Map<String, Integer> methods = new HashMap<>();
    /** Name and descriptor of each field, with its access flags. */
    public final Map<String, Integer> fields = new HashMap<>();
    /** Generic signature of each method or field that has one, and its checked and unchecked exceptions. */
    final Map<String, String> signatures = new HashMap<>();

    final Map<String, Set<String>> exceptions = new HashMap<>();
    /** Descriptors of the annotations on the class or any of its members that are there at run time. */
    public final Set<String> annotations = new HashSet<>();
    /** Every class that is named anywhere, including annotations and generic signatures. */
    public final Set<String> types = new TreeSet<>();

    public final Set<Use> uses = new HashSet<>();

    public ClassFile(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        name = reader.getClassName();
        access = reader.getAccess();
        superName = reader.getSuperName();
        interfaces = List.of(reader.getInterfaces());
        reader.accept(new Reader(), ClassReader.SKIP_FRAMES);
        reader.accept(new ClassRemapper(new ClassNode(), new TypeCollector()), 0);
    }

    boolean isInterface() {
        return (access & Opcodes.ACC_INTERFACE) != 0;
    }

    boolean isAbstract() {
        return (access & Opcodes.ACC_ABSTRACT) != 0;
    }

    boolean isFinal() {
        return (access & Opcodes.ACC_FINAL) != 0;
    }

    public List<String> parents() {
        List<String> parents = new ArrayList<>(interfaces);
        if (superName != null) {
            parents.add(0, superName);
        }
        return parents;
    }

    String packageName() {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    private final class TypeCollector extends Remapper {
        TypeCollector() {
            super(Opcodes.ASM9);
        }

        @Override
        public String map(String internalName) {
            types.add(internalName);
            return internalName;
        }
    }

    private final class Reader extends ClassVisitor {
        Reader() {
            super(Opcodes.ASM9);
        }

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            note(descriptor, visible);
            return null;
        }

        @Override
        public FieldVisitor visitField(int flags, String field, String descriptor, String signature, Object value) {
            fields.put(field + " " + descriptor, flags);
            signatures.put(field + " " + descriptor, signature);
            return new FieldVisitor(Opcodes.ASM9) {
                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    note(annotation, visible);
                    return null;
                }
            };
        }

        @Override
        public MethodVisitor visitMethod(
                int flags, String method, String descriptor, String signature, String[] thrown) {
            methods.put(method + " " + descriptor, flags);
            signatures.put(method + " " + descriptor, signature);
            exceptions.put(method + " " + descriptor, thrown == null ? Set.of() : Set.of(thrown));
            return new Code();
        }
    }

    private void note(String annotation, boolean visible) {
        if (visible) {
            annotations.add(annotation);
        }
    }

    private final class Code extends MethodVisitor {
        Code() {
            super(Opcodes.ASM9);
        }

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            note(descriptor, visible);
            return null;
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
            boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
            uses.add(new Use(owner, field, descriptor, true, isStatic, false));
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String method, String descriptor, boolean ofInterface) {
            if (!owner.startsWith("[")) {
                uses.add(new Use(owner, method, descriptor, false, opcode == Opcodes.INVOKESTATIC, ofInterface));
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String method, String descriptor, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                if (argument instanceof Handle handle && handle.getTag() >= Opcodes.H_INVOKEVIRTUAL) {
                    uses.add(new Use(
                            handle.getOwner(),
                            handle.getName(),
                            handle.getDesc(),
                            false,
                            handle.getTag() == Opcodes.H_INVOKESTATIC,
                            handle.isInterface()));
                }
            }
        }
    }
}
