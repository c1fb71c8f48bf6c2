package io.jenkins.plugins.scalarbackup.testkit.linkage;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;

/** Compares a declaration with the class that it represents, by members and descriptors. */
public final class Shape {
    private static final int KIND = Opcodes.ACC_INTERFACE
            | Opcodes.ACC_ABSTRACT
            | Opcodes.ACC_FINAL
            | Opcodes.ACC_ENUM
            | Opcodes.ACC_ANNOTATION
            | Opcodes.ACC_PUBLIC;
    private static final int METHOD = Opcodes.ACC_STATIC
            | Opcodes.ACC_ABSTRACT
            | Opcodes.ACC_FINAL
            | Opcodes.ACC_PUBLIC
            | Opcodes.ACC_PROTECTED
            | Opcodes.ACC_VARARGS;
    private static final int FIELD =
            Opcodes.ACC_STATIC | Opcodes.ACC_FINAL | Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

    private final ClassFile declared;
    private final ClassWorld world;
    private final List<String> differences = new ArrayList<>();

    private Shape(ClassFile declared, ClassWorld world) {
        this.declared = declared;
        this.world = world;
    }

    public static List<String> differences(ClassFile declared, ClassWorld world) {
        Shape shape = new Shape(declared, world);
        if ((declared.access & (Opcodes.ACC_SYNTHETIC | Opcodes.ACC_PRIVATE)) == 0) {
            world.find(declared.name)
                    .ifPresentOrElse(shape::compare, () -> shape.differences.add(declared.name + ": no such class"));
        }
        return shape.differences;
    }

    private void compare(ClassFile real) {
        int kind = (declared.access ^ real.access) & KIND;
        // An enum whose constants have bodies is abstract or not final, which no caller can notice.
        if (kind != 0 && (real.access & Opcodes.ACC_ENUM) == 0) {
            differences.add(declared.name + ": another kind of class");
        }
        Set<String> ancestors = new TreeSet<>();
        collectAncestors(real, ancestors);
        declared.parents().stream()
                .filter(parent -> !ancestors.contains(parent))
                .forEach(parent -> differences.add(declared.name + ": is no " + parent));
        declared.methods.forEach((method, flags) -> compareMember(real, method, flags, false));
        declared.fields.forEach((field, flags) -> compareMember(real, field, flags, true));
    }

    private void collectAncestors(ClassFile c, Set<String> into) {
        for (String parent : c.parents()) {
            if (into.add(parent)) {
                world.find(parent).ifPresent(p -> collectAncestors(p, into));
            }
        }
    }

    private void compareMember(ClassFile real, String member, int flags, boolean field) {
        if ((flags & (Opcodes.ACC_SYNTHETIC | Opcodes.ACC_PRIVATE)) != 0 || member.startsWith("<clinit>")) {
            return;
        }
        Optional<ClassFile> holder = holder(real, member, field);
        if (holder.isEmpty()) {
            differences.add(declared.name + ": no such member: " + member);
            return;
        }
        ClassFile in = holder.get();
        int differing = (flags ^ (field ? in.fields : in.methods).get(member)) & (field ? FIELD : METHOD);
        if (member.startsWith("<init>") && declared.isAbstract()) {
            // Only subclasses call it, so public or protected makes no difference.
            differing &= ~(Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED);
        }
        if (differing != 0) {
            differences.add(
                    declared.name + ": other modifiers: " + member + " (" + Integer.toHexString(differing) + ")");
        }
        if (in == real && !Objects.equals(declared.signatures.get(member), real.signatures.get(member))) {
            differences.add(declared.name + ": other generics: " + member + " " + real.signatures.get(member));
        }
        if (!field && !checked(declared.exceptions.get(member)).equals(checked(in.exceptions.get(member)))) {
            differences.add(declared.name + ": other exceptions: " + member + " " + in.exceptions.get(member));
        }
    }

    private Optional<ClassFile> holder(ClassFile c, String member, boolean field) {
        if ((field ? c.fields : c.methods).containsKey(member)) {
            return Optional.of(c);
        }
        if (member.startsWith("<init>")) {
            return Optional.empty();
        }
        return c.parents().stream()
                .flatMap(parent -> world.find(parent).flatMap(p -> holder(p, member, field)).stream())
                .findFirst();
    }

    private Set<String> checked(Set<String> exceptions) {
        return exceptions.stream()
                .filter(exception -> {
                    Set<String> ancestors = new TreeSet<>(Set.of(exception));
                    world.find(exception).ifPresent(e -> collectAncestors(e, ancestors));
                    return !ancestors.contains("java/lang/RuntimeException") && !ancestors.contains("java/lang/Error");
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
