package io.jenkins.plugins.scalarbackup.testkit.linkage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;

/**
 * Checks whether classes would link against a class path: every class, method and field that they name exists, and is
 * of the kind that their byte code assumes, and what they inherit is implemented. A declaration that differs from the
 * real class compiles and then fails on a controller; this check detects it beforehand.
 */
public final class Linkage {
    private final ClassWorld world;
    private final Set<String> problems = new TreeSet<>();

    private Linkage(ClassWorld world) {
        this.world = world;
    }

    /** Returns one line per failure; empty if everything would link. */
    public static Collection<String> problems(Collection<ClassFile> classes, ClassWorld world) {
        Linkage linkage = new Linkage(world);
        classes.forEach(linkage::check);
        return linkage.problems;
    }

    private void check(ClassFile c) {
        for (String type : c.types) {
            // Annotations of that library are for analysers, and no class loader is asked for them.
            if (!type.startsWith("edu/umd/cs/findbugs/annotations/")
                    && world.find(type).isEmpty()) {
                problems.add(c.name + " names a class that is not there: " + type);
            }
        }
        for (ClassFile.Use use : c.uses) {
            world.find(use.owner()).ifPresent(owner -> check(c, use, owner));
        }
        checkInheritance(c);
    }

    private void check(ClassFile c, ClassFile.Use use, ClassFile owner) {
        if (!use.field() && use.ofInterface() != owner.isInterface()) {
            problems.add(c.name + " takes " + owner.name + " for "
                    + (use.ofInterface() ? "an interface, which it is not" : "a class, but it is an interface"));
            return;
        }
        Optional<Found> member = resolve(owner, use.name() + " " + use.descriptor(), use.field());
        if (member.isEmpty()) {
            if (!isSignaturePolymorphic(use)) {
                problems.add(c.name + " uses what is not there: " + use);
            }
            return;
        }
        int flags = member.get().flags;
        ClassFile in = member.get().in;
        if (use.isStatic() != ((flags & Opcodes.ACC_STATIC) != 0)) {
            problems.add(
                    c.name + " uses as " + (use.isStatic() ? "static" : "not static") + " what is the other: " + use);
        }
        boolean samePackage = c.packageName().equals(in.packageName());
        boolean open = (flags & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0;
        if (!open && !samePackage) {
            problems.add(c.name + " has no access to " + use);
        }
    }

    /** Returns whether it is a call of a method handle, which accepts any arguments. */
    private static boolean isSignaturePolymorphic(ClassFile.Use use) {
        return use.owner().equals("java/lang/invoke/MethodHandle")
                || use.owner().equals("java/lang/invoke/VarHandle");
    }

    private record Found(ClassFile in, int flags) {}

    private Optional<Found> resolve(ClassFile c, String member, boolean field) {
        Integer flags = (field ? c.fields : c.methods).get(member);
        if (flags != null) {
            return Optional.of(new Found(c, flags));
        }
        if (member.startsWith("<init>")) {
            return Optional.empty();
        }
        List<String> parents = c.parents();
        if (c.isInterface() && !field) {
            parents.add("java/lang/Object");
        }
        for (String parent : parents) {
            Optional<Found> inherited = world.find(parent).flatMap(p -> resolve(p, member, field));
            if (inherited.isPresent()) {
                return inherited;
            }
        }
        return Optional.empty();
    }

    private void checkInheritance(ClassFile c) {
        world.find(c.superName).filter(ClassFile::isFinal).ifPresent(p -> {
            problems.add(c.name + " extends a final class: " + p.name);
        });
        c.methods.keySet().forEach(method -> superclasses(c).stream()
                .filter(p -> !method.startsWith("<"))
                .filter(p -> overridable(p.methods.getOrDefault(method, 0)))
                .filter(p -> (p.methods.get(method) & Opcodes.ACC_FINAL) != 0)
                .forEach(p -> problems.add(c.name + " overrides a final method: " + p.name + "." + method)));
        if (c.isAbstract()) {
            return;
        }
        Map<String, String> abstractMethods = new LinkedHashMap<>();
        collectAbstract(c, abstractMethods);
        abstractMethods.forEach((method, in) -> {
            // A class's method takes precedence over an interface's, so the first one found on the way up decides.
            boolean implemented = resolve(c, method, false)
                    .filter(m -> (m.flags & Opcodes.ACC_ABSTRACT) == 0)
                    .isPresent();
            if (!implemented && !hasDefault(c, method)) {
                problems.add(c.name + " does not implement " + in + "." + method);
            }
        });
    }

    private static boolean overridable(int flags) {
        return (flags & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0 && (flags & Opcodes.ACC_STATIC) == 0;
    }

    private List<ClassFile> superclasses(ClassFile c) {
        List<ClassFile> chain = new ArrayList<>();
        for (Optional<ClassFile> p = world.find(c.superName);
                p.isPresent() && p.get().superName != null;
                p = world.find(p.get().superName)) {
            chain.add(p.get());
        }
        return chain;
    }

    private void collectAbstract(ClassFile c, Map<String, String> into) {
        c.methods.forEach((method, flags) -> {
            if ((flags & Opcodes.ACC_ABSTRACT) != 0) {
                into.putIfAbsent(method, c.name);
            }
        });
        for (String parent : c.parents()) {
            world.find(parent).ifPresent(p -> collectAbstract(p, into));
        }
    }

    private boolean hasDefault(ClassFile c, String method) {
        for (String parent : c.parents()) {
            Optional<ClassFile> p = world.find(parent);
            if (p.isPresent()) {
                Integer flags = p.get().methods.get(method);
                if (flags != null && (flags & Opcodes.ACC_ABSTRACT) == 0 || hasDefault(p.get(), method)) {
                    return true;
                }
            }
        }
        return false;
    }
}
