using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SamHost.Testing;

/// <summary>A component that a plugin names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Interface">The interface of its kind.</param>
/// <param name="ComponentType">Its class.</param>
/// <param name="OptionsType">The class of its options.</param>
internal sealed record RegisteredComponent(string Name, Type Interface, Type ComponentType, Type OptionsType)
{
    /// <summary>Whether it is of a kind.</summary>
    public bool Is<T>() => Interface == typeof(T);

    /// <summary>Creates it, as the host does.</summary>
    /// <exception cref="CheckFailedException">Its constructor asks for what the checks do not have.</exception>
    public object Create(object options)
    {
        var asksForOptions = ComponentType.GetConstructors()
            .Any(constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType == OptionsType));
        try
        {
            return ActivatorUtilities.CreateInstance(new Services(), ComponentType, asksForOptions ? [options] : []);
        }
        catch (InvalidOperationException e)
        {
            throw new CheckFailedException(
                $"{ComponentType.Name} cannot be created: {e.Message} A constructor may ask for its options and for services of the host; "
                    + "checks have loggers and the time alone, so call the check of its kind with a component that you create.");
        }
    }

    /// <summary>Loggers that say nothing, and the time.</summary>
    private sealed class Services : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(TimeProvider) ? TimeProvider.System
            : serviceType == typeof(ILoggerFactory) ? NullLoggerFactory.Instance
            : serviceType.IsGenericType && serviceType.GetGenericTypeDefinition() == typeof(ILogger<>)
                ? Activator.CreateInstance(typeof(NullLogger<>).MakeGenericType(serviceType.GetGenericArguments()))
            : null;
    }
}
