using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.Calls;

namespace SamHost.Plugins.Components;

/// <summary>A component that a study names, found in a plugin, with its options bound.</summary>
/// <param name="Descriptor">The component.</param>
/// <param name="Options">An instance of its options type.</param>
/// <param name="Path">Its path in the settings, such as <c>Study:Model</c>.</param>
/// <param name="Origin">Where it was named.</param>
public sealed record BoundComponent(ComponentDescriptor Descriptor, object Options, string Path, string Origin)
{
    /// <summary>What messages call it: <c>the optimizer 'x' of the plugin Y</c>.</summary>
    public string Title { get; } = $"the {Descriptor.Kind.Noun()} '{Descriptor.Name}' of the plugin {Descriptor.Plugin.Name}";

    /// <summary>Name and options, defaults included.</summary>
    public JsonObject ToJson() => new() { ["Name"] = Descriptor.Name, ["Options"] = OptionsText.ToJson(Options) };

    /// <summary>Creates the component; the caller disposes it if it is disposable.</summary>
    /// <exception cref="UserErrorException">The component refuses its options.</exception>
    /// <exception cref="ComponentFailedException">The component threw something else.</exception>
    public T Create<T>(IServiceProvider services) => Call("the constructor", () => (T)Descriptor.Create(Options, services));

    /// <summary>Creates the component, to see that it accepts its options, and disposes it if it is disposable.</summary>
    /// <exception cref="UserErrorException">The component refuses its options.</exception>
    /// <exception cref="ComponentFailedException">The component threw something else.</exception>
    public void Try<T>(IServiceProvider services)
        where T : notnull => Release(Create<T>(services), services);

    /// <summary>
    /// Creates the component, uses it once, and disposes it if it is disposable. That it fails then is a warning, for what it was used for
    /// is there.
    /// </summary>
    /// <param name="services">What it may ask for.</param>
    /// <param name="call">What it is used for, such as <c>Load</c>.</param>
    /// <param name="use">Uses it.</param>
    /// <param name="check">
    /// Throws where something is wrong with the result, or with what was lent; asked after the use, and again once the component is
    /// disposed.
    /// </param>
    /// <exception cref="UserErrorException">The component refuses its options, or what they lead to.</exception>
    /// <exception cref="ComponentFailedException">The component threw something else, or the check did.</exception>
    public TResult Use<T, TResult>(IServiceProvider services, string call, Func<T, TResult> use, Action<TResult> check)
        where T : notnull
    {
        var component = Create<T>(services);
        TResult result;
        try
        {
            result = Call(call, () =>
            {
                var made = use(component);
                check(made);
                return made;
            });
        }
        finally
        {
            Release(component, services);
        }

        PluginCall.Make(Title, nameof(IDisposable.Dispose), () => check(result));
        return result;
    }

    /// <summary>Calls the component, or what it made.</summary>
    /// <exception cref="UserErrorException">It refuses its options, or what they lead to.</exception>
    /// <exception cref="ComponentFailedException">It threw something else.</exception>
    public void Call(string name, Action call) => Call(name, () =>
    {
        call();
        return true;
    });

    /// <inheritdoc cref="Call(string, Action)"/>
    public T Call<T>(string name, Func<T> call)
    {
        try
        {
            return PluginCall.Make(Title, name, call);
        }
        catch (ComponentException e)
        {
            var problems = new SettingsProblems();
            problems.Add(e.Option is null ? Path : $"{Path}:Options:{e.Option}", Origin, e.Message);
            throw new UserErrorException(problems.Lines);
        }
    }

    private void Release(object component, IServiceProvider services)
    {
        if (component is IDisposable disposable)
            PluginCall.Release(Title, disposable, services.GetRequiredService<ILoggerFactory>().CreateLogger<BoundComponent>());
    }
}
