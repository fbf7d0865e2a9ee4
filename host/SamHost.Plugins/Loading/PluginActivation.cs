using System.Reflection;
using System.Runtime.Loader;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.Calls;
using SamHost.Plugins.Components;

namespace SamHost.Plugins.Loading;

/// <summary>
/// Loads a plugin into a load context of its own, probes all its types at once, so that what is wrong is found at start and not at
/// first use, and has it register its components. Keeps no instance and no exception of the plugin: they would keep its context alive.
/// </summary>
internal static class PluginActivation
{
    /// <summary>The components and data sources that the plugin registers.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="path">Where its main assembly and what it needs are loaded from.</param>
    /// <param name="image">Its main assembly, found fit to be loaded.</param>
    /// <param name="earlier">The components of the plugins loaded before it.</param>
    /// <exception cref="PluginRefusedException">It cannot be loaded, or does not register as it should.</exception>
    public static (IReadOnlyList<ComponentDescriptor> Components, IReadOnlyList<DataSource> DataSources) Activate(
        PluginIdentity plugin, string path, PluginImage image, IReadOnlyList<ComponentDescriptor> earlier)
    {
        Type registration;
        try
        {
            var context = CreateContext(path);
            var assembly = Load(context, path, image);
            foreach (var reference in image.References) LoadReference(context, reference);
            // The runtime would look these up when a method that uses them first runs.
            foreach (var token in image.ContractTokens) assembly.ManifestModule.ResolveMember(token);
            registration = FindRegistration(assembly.GetTypes());
        }
        catch (Exception e) when (e is not PluginRefusedException)
        {
            throw LoadFailure.Explain(e)
                ?? new PluginRefusedException(PluginStatus.NotAnAssembly, $"It cannot be loaded: {LoadFailure.Sentence(e)}");
        }

        var registry = new ComponentRegistry(plugin, earlier);
        var outer = PluginCall.Begin($"the plugin {plugin.Name}", nameof(IPlugin.Register));
        try
        {
            ((IPlugin)Activator.CreateInstance(registration)!).Register(registry);
        }
        catch (Exception e)
        {
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            throw LoadFailure.Explain(cause) ?? new PluginRefusedException(PluginStatus.ThrewWhileRegistering,
                $"{registration.Name} threw {cause.GetType().Name}, which its author has to mend: {LoadFailure.Sentence(cause)}");
        }
        finally
        {
            PluginCall.End(outer);
        }

        return (Accept(registry, registration), registry.DataSources);
    }

    private static AssemblyLoadContext CreateContext(string path)
    {
        var dependencies = Path.ChangeExtension(path, ".deps.json");
        var unreadable = new PluginRefusedException(
            PluginStatus.MissingDependency,
            $"Its list of dependencies, {Path.GetFileName(dependencies)}, cannot be read; build or copy it again.");
        if (File.Exists(dependencies) && !DependencyList.IsWellFormed(File.ReadAllBytes(dependencies))) throw unreadable;
        try
        {
            return McMaster.NETCore.Plugins.PluginLoader.CreateFromAssemblyFile(path, SharedAssemblies.Types, config =>
            {
                // So that files can be overwritten while the host runs.
                config.LoadInMemory = true;
                // Where the host's contracts are, also under a test runner.
                config.DefaultContext = AssemblyLoadContext.GetLoadContext(typeof(IPlugin).Assembly)!;
            }).LoadContext;
        }
        catch (InvalidOperationException)
        {
            throw unreadable;
        }
    }

    private static Assembly Load(AssemblyLoadContext context, string path, PluginImage image)
    {
        using var assembly = new MemoryStream(image.Bytes);
        var symbolsPath = Path.ChangeExtension(path, ".pdb");
        if (!File.Exists(symbolsPath)) return context.LoadFromStream(assembly);
        using var symbols = File.OpenRead(symbolsPath);
        return context.LoadFromStream(assembly, symbols);
    }

    private static void LoadReference(AssemblyLoadContext context, AssemblyName reference)
    {
        try
        {
            var found = context.LoadFromAssemblyName(reference).GetName().Version;
            // The runtime takes whatever a load context of one's own returns, older or not.
            if (found >= reference.Version) return;
            throw new PluginRefusedException(PluginStatus.MissingDependency,
                $"It needs the assembly {reference.Name} {reference.Version}, but finds {found}; copy the newer {reference.Name}.dll into "
                    + "its folder.");
        }
        catch (BadImageFormatException)
        {
            throw new PluginRefusedException(PluginStatus.MissingDependency,
                $"It needs the assembly {reference.Name}, but {reference.Name}.dll in its folder is not one, or a damaged one; copy it "
                    + "again.");
        }
    }

    private static Type FindRegistration(Type[] types)
    {
        var found = types.Where(
            type => type is { IsVisible: true, IsClass: true, IsAbstract: false } && typeof(IPlugin).IsAssignableFrom(type)).ToArray();
        var problem = found.Length switch
        {
            0 => $"It has no public class that implements {nameof(IPlugin)}; add one that names its components.",
            > 1 => $"It has several classes that implement {nameof(IPlugin)} "
                + $"({string.Join(", ", found.Select(type => type.Name).Order(StringComparer.Ordinal))}); keep one public.",
            _ when found[0].GetConstructor(Type.EmptyTypes) is null =>
                $"Its {found[0].Name} has no public constructor without parameters; give it one.",
            _ => null,
        };
        return problem is null ? found[0] : throw new PluginRefusedException(PluginStatus.NoRegistrationClass, problem);
    }

    private static IReadOnlyList<ComponentDescriptor> Accept(ComponentRegistry registry, Type registration)
    {
        if (registry.Duplicate is var (component, holder))
        {
            throw new PluginRefusedException(PluginStatus.DuplicateComponentName, holder.Plugin == component.Plugin
                ? $"It registers two components of the kind {component.Kind} as '{component.Name}' ({holder.ComponentType.Name} and "
                    + $"{component.ComponentType.Name}); rename one."
                : $"Its {component.Kind} '{component.Name}' has the name of one of the plugin {holder.Plugin.Name} "
                    + $"({holder.Plugin.Path}); rename one, or disable one of the plugins by Plugins:Disabled.");
        }

        return registry.Components.Count > 0
            ? registry.Components
            : throw new PluginRefusedException(
                PluginStatus.NoRegistrationClass,
                $"Its {registration.Name} registers no component; name at least one in {nameof(IPlugin.Register)}.");
    }
}
