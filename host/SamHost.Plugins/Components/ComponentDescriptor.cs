using Microsoft.Extensions.DependencyInjection;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.Loading;

namespace SamHost.Plugins.Components;

/// <summary>A component that an active plugin brings.</summary>
public sealed class ComponentDescriptor
{
    /// <summary>Its kind.</summary>
    public required ComponentKind Kind { get; init; }

    /// <summary>Its name, unique among the components of its kind whatever the case of the letters.</summary>
    public required string Name { get; init; }

    /// <summary>One line about it.</summary>
    public required string Description { get; init; }

    /// <summary>The class to be created; it implements the interface of its kind.</summary>
    public required Type ComponentType { get; init; }

    /// <summary>The class of its options; it has a public parameterless constructor.</summary>
    public required Type OptionsType { get; init; }

    /// <summary>The plugin that brings it.</summary>
    public required PluginIdentity Plugin { get; init; }

    /// <summary>
    /// Creates the component: its constructor gets the options, if it asks for them, and services. The caller disposes it if it is
    /// <see cref="IDisposable"/>.
    /// </summary>
    /// <param name="options">An instance of <see cref="OptionsType"/>, bound and validated.</param>
    /// <param name="services">The host's services.</param>
    /// <returns>An instance that implements the interface of <see cref="Kind"/>.</returns>
    /// <exception cref="ComponentException">It asks for a service that the host does not have, or refuses its options.</exception>
    public object Create(object options, IServiceProvider services)
    {
        if (options.GetType() != OptionsType)
            throw new ArgumentException($"The options of '{Name}' are a {OptionsType}, not a {options.GetType()}.", nameof(options));

        try
        {
            return ActivatorUtilities.CreateInstance(services, ComponentType, AsksForOptions ? [options] : []);
        }
        catch (InvalidOperationException e)
        {
            throw new ComponentException($"'{Name}' of the plugin {Plugin.Name} cannot be created: {e.Message}", e);
        }
    }

    private bool AsksForOptions =>
        ComponentType.GetConstructors()
            .Any(constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType == OptionsType));
}
